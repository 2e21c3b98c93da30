import { Component, type ReactNode, useState } from "react";
import { Page } from "../parts/page.tsx";
import { ask } from "../server/client.ts";
import { texts } from "../texts.ts";

const words = texts.broken;

/** A view that cannot be loaded or shown leaves the navigation as it is, and says so. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? "" };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Broken error={error} />;
  }
}

function Broken({ error }: { error: unknown }) {
  const [isAway, setAway] = useState(false);
  // Browsers keep the failure of a part, so only a reload asks for it again; without a connection it would lose the page.
  const reload = async (): Promise<void> => {
    const answer = await ask({ path: "/session" });
    if (answer.ok || answer.problem.status !== 0) location.reload();
    else setAway(true);
  };
  const isPart = error instanceof TypeError && /import|module/iu.test(error.message);
  return (
    <Page title={words.title}>
      <div className="notice is-wrong stack-s" role="alert">
        <p>{isPart ? words.noPart : words.mistake}</p>
        {!isPart && error instanceof Error && <p className="mono small">{error.message}</p>}
        {isAway && <p>{words.stillAway}</p>}
        <div>
          <button type="button" className="button is-small" onClick={() => void reload()}>
            {words.reload}
          </button>
        </div>
      </div>
    </Page>
  );
}
