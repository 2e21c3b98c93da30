import { type ReactNode, useEffect } from "react";
import { texts } from "../texts.ts";

/** A view: its heading, what stands beside it, and its content. Names the browser's tab too. */
export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
  }, [title]);
  return (
    <div className="page stack">
      <header className="row-between page-head">
        <div className="stack-s">
          <h1 tabIndex={-1}>{title}</h1>
          {lead !== undefined && <div className="quiet">{lead}</div>}
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}
