import { type FormEvent, useId, useState } from "react";
import type { Status, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import { amend } from "../../shell/use-place.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";
import { keepViews, type SavedView, savedViews } from "./saved-views.ts";

const words = texts.runs;

const statuses = ["attention", "running", "waiting", "failed", "completed", "cancelled"] as const;

/** Counts by status, each a link to its list; the workflow; views under a name. */
export function Filters({ place }: { place: Place }) {
  const { value: status } = useRead<Status>("/status");
  const { value } = useRead<{ readonly workflows: readonly Workflow[] }>("/workflows", () => false);
  const { query } = place;
  const counts = status?.runs ?? {};
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <section className="filters stack-s no-print" aria-label={words.filters}>
      <ul className="status-filters">
        <StatusFilter
          label={words.all}
          count={all}
          query={{ ...query, status: "" }}
          isCurrent={!query.status}
        />
        {statuses.map((name) => (
          <StatusFilter
            key={name}
            label={texts.status[name]}
            count={counts[name] ?? 0}
            query={{ ...query, status: name }}
            isCurrent={query.status === name}
            isLoud={name === "attention" && (counts[name] ?? 0) > 0}
          />
        ))}
      </ul>
      <div className="row">
        <select
          aria-label={words.workflow}
          value={query.workflow ?? ""}
          onChange={({ target }) => amend(place, { workflow: target.value })}
        >
          <option value="">{words.anyWorkflow}</option>
          {value?.workflows.map(({ name }) => (
            <option key={name} value={name}>
              {shortName(name)}
            </option>
          ))}
        </select>
        <SavedViews query={query} />
      </div>
    </section>
  );
}

function StatusFilter({ label, count, query, isCurrent, isLoud = false }: StatusFilterProps) {
  return (
    <li>
      <a
        href={hrefOf(["runs"], query)}
        aria-current={isCurrent ? "true" : undefined}
        className={isLoud ? "is-loud" : undefined}
      >
        <span className="figure">{count.toLocaleString("en")}</span> {label}
      </a>
    </li>
  );
}

interface StatusFilterProps {
  readonly label: string;
  readonly count: number;
  readonly query: Readonly<Record<string, string>>;
  readonly isCurrent: boolean;
  readonly isLoud?: boolean;
}

function SavedViews({ query }: { query: Place["query"] }) {
  const id = useId();
  const [views, setViews] = useState(savedViews);
  const [name, setName] = useState<string | undefined>();
  const change = (next: readonly SavedView[]): void => {
    keepViews(next);
    setViews(next);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const trimmed = (name ?? "").trim();
    if (trimmed === "") return;
    change([...views.filter((view) => view.name !== trimmed), { name: trimmed, query }]);
    setName(undefined);
  };
  return (
    <>
      {views.length > 0 && (
        <ul className="row" aria-label={words.savedViews}>
          {views.map((view) => (
            <li key={view.name} className="saved-view">
              <a href={hrefOf(["runs"], view.query)}>{view.name}</a>
              <button
                type="button"
                aria-label={words.forget(view.name)}
                onClick={() => change(views.filter((one) => one !== view))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {name === undefined ? (
        <button type="button" className="button is-small is-plain" onClick={() => setName("")}>
          {words.saveView}
        </button>
      ) : (
        <form className="row" onSubmit={save}>
          <label htmlFor={id} className="visually-hidden">
            {words.viewName}
          </label>
          <input
            id={id}
            value={name}
            placeholder={words.viewName}
            maxLength={60}
            // biome-ignore lint/a11y/noAutofocus: it appears because its button was pressed
            autoFocus
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="button is-small">
            {words.save}
          </button>
        </form>
      )}
    </>
  );
}
