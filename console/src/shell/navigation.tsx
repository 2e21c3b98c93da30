import type { ReactNode } from "react";
import { Icon } from "../parts/icon.tsx";
import { texts } from "../texts.ts";
import { hrefOf } from "./place.ts";
import { type View, views } from "./views.ts";

const groups = ["now", "world", "program"] as const;

export function Navigation({ current, isOpen, toggle, skip, children }: NavigationProps) {
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
