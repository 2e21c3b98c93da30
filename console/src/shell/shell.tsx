import { Suspense, useEffect, useRef, useState } from "react";
import { Empty } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { useConnection } from "../server/use-live.ts";
import { texts } from "../texts.ts";
import { AppearanceMenu } from "./appearance-menu.tsx";
import { Navigation } from "./navigation.tsx";
import { hrefOf } from "./place.ts";
import type { Session } from "./session.ts";
import { usePlace } from "./use-place.ts";
import { views } from "./views.ts";

/** Navigation at the side, who is signed in, and the view that the address names. */
export function Shell({ session, leave }: { session: Session; leave: () => void }) {
  const place = usePlace();
  const name = place.path[0] ?? "";
  const view = views.find((one) => one.name === name);
  const main = useRef<HTMLElement>(null);
  const [isOpen, setOpen] = useState(false);
  const address = place.path.join("/");

  // A new view begins at its top, and a screen reader at its heading.
  const isFirst = useRef(true);
  useEffect(() => {
    if (address === undefined) return;
    setOpen(false);
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [address]);

  const View = view?.component ?? Missing;
  return (
    <div className="shell">
      <Navigation
        current={name}
        isOpen={isOpen}
        toggle={() => setOpen(!isOpen)}
        skip={() => main.current?.focus()}
      >
        <ConnectionState />
        <p className="small quiet">{texts.signIn.as(session.user, session.role)}</p>
        <div className="row">
          <AppearanceMenu />
          <button type="button" className="button is-small is-plain" onClick={leave}>
            {texts.signIn.out}
          </button>
        </div>
      </Navigation>
      <main ref={main} tabIndex={-1}>
        <Suspense
          fallback={
            <p className="loading" role="status">
              {texts.loading}
            </p>
          }
        >
          <View key={name} place={place} session={session} />
        </Suspense>
      </main>
    </div>
  );
}

function ConnectionState() {
  const state = useConnection();
  return (
    <p className={`connection is-${state} small`} role="status">
      <span aria-hidden="true" />
      {texts.connection[state]}
    </p>
  );
}

function Missing() {
  return (
    <Page title={texts.missing.title}>
      <Empty title={texts.missing.text}>
        <a href={hrefOf([])}>{texts.missing.home}</a>
      </Empty>
    </Page>
  );
}
