import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import { Empty } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { useConnection } from "../server/live.ts";
import { texts } from "../texts.ts";
import { AppearanceMenu } from "./appearance-menu.tsx";
import { Boundary } from "./boundary.tsx";
import { hrefOf, usePlace } from "./place.ts";
import type { Session } from "./session.ts";
import { type View, views } from "./views.ts";

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
        warning={<Disconnected />}
      >
        <ConnectionState />
        <p className="small quiet">{texts.signIn.as(session.user, session.role)}</p>
        <div className="row">
          <AppearanceMenu />
          <a className="button is-small is-plain" href="/docs">
            {texts.reference}
          </a>
          <button type="button" className="button is-small is-plain" onClick={leave}>
            {texts.signIn.out}
          </button>
        </div>
      </Navigation>
      <main ref={main} tabIndex={-1}>
        <Boundary key={name}>
          <Suspense
            fallback={
              <p className="loading" role="status">
                {texts.loading}
              </p>
            }
          >
            <View place={place} session={session} />
          </Suspense>
        </Boundary>
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

/** On a narrow screen the state of the connection is in the menu: a broken one has to be seen without it. */
function Disconnected() {
  if (useConnection() !== "broken") return null;
  return (
    <p className="connection is-broken only-narrow small" role="status">
      <span aria-hidden="true" />
      {texts.connection.broken}
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

const groups = ["now", "world", "program"] as const;

function Navigation({ current, isOpen, toggle, skip, warning, children }: NavigationProps) {
  return (
    <header className={`sidebar no-print${isOpen ? " is-open" : ""}`}>
      <button type="button" className="skip" onClick={skip}>
        {texts.skip}
      </button>
      <div className="sidebar-head">
        <a className="brand" href={hrefOf([])}>
          <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path d="M8 16h6m4 0h6M14 16c3 0 3-7 7-7m-7 7c3 0 3 7 7 7" />
            <circle cx="8" cy="16" r="3" />
          </svg>
          {texts.product}
        </a>
        <button
          type="button"
          className="button is-small menu-button"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={toggle}
        >
          <Icon name="menu" />
          {texts.navigation.menu}
        </button>
      </div>
      {warning}
      <div id="navigation" className="sidebar-body">
        <nav aria-label={texts.navigation.label}>
          {groups.map((group) => (
            <Group key={group} group={group} current={current} />
          ))}
        </nav>
        <div className="sidebar-foot stack-s">{children}</div>
      </div>
    </header>
  );
}

interface NavigationProps {
  readonly current: string;
  readonly isOpen: boolean;
  toggle(): void;
  /** Moves the focus over the navigation to the view. */
  skip(): void;
  readonly warning: ReactNode;
  readonly children: ReactNode;
}

function Group({ group, current }: { group: View["group"]; current: string }) {
  const shown = views.filter((view) => view.group === group);
  if (shown.length === 0) return null;
  return (
    <>
      <h2>{texts.navigation.groups[group]}</h2>
      <ul>
        {shown.map(({ name, title, icon }) => (
          <li key={name}>
            <a href={hrefOf(name === "" ? [] : [name])} aria-current={name === current ? "page" : undefined}>
              <Icon name={icon} />
              <span>{title}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
