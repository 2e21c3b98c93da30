import { Component, type ReactNode, useState } from "react";
import { Page } from "../parts/page.tsx";
import { ask } from "../server/client.ts";
import { texts } from "../texts.ts";

const words = texts.broken;

/** A view, or a part of one, that cannot be loaded or shown leaves all else as it is, and says so. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? "" };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (this.props.isPart === true) return <Broken error={error} />;
    return (
      <Page title={words.title}>
        <Broken error={error} />
      </Page>
    );
  }
}

interface BoundaryProps {
  readonly children: ReactNode;
  /** Around a part of a view. */
  readonly isPart?: boolean;
}

function Broken({ error }: { error: unknown }) {
  const [isAway, setAway] = useState(false);
  // Browsers keep the failure of a part, so only a reload asks for it again; without a connection it would lose the page.
  const reload = async (): Promise<void> => {
    const answer = await ask({ path: "/session" });
    if (answer.ok || answer.problem.status !== 0) location.reload();
    else setAway(true);
  };
  // A script that did not arrive, or its styles.
  const isMissing = error instanceof Error && /import|module|preload/iu.test(error.message);
  return (
    <div className="notice is-wrong stack-s" role="alert">
      <p>{isMissing ? words.noPart : words.mistake}</p>
      {!isMissing && error instanceof Error && <p className="mono small">{error.message}</p>}
      {isAway && <p>{words.stillAway}</p>}
      <div>
        <button type="button" className="button is-small" onClick={() => void reload()}>
          {words.reload}
        </button>
      </div>
    </div>
  );
}
