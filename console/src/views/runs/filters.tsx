import { type FormEvent, useId, useState } from "react";
import type { Status, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";

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

/** A list of runs under a name: its filter, as the address has it. */
interface SavedView {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

const stored = "orch-runs-views";

/** Kept by this browser. What is not in the form of a view is left out. */
export function viewsIn(text: string | null): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isView) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function savedViews(): readonly SavedView[] {
  return viewsIn(localStorage.getItem(stored));
}

function keepViews(views: readonly SavedView[]): void {
  localStorage.setItem(stored, JSON.stringify(views));
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null || !("name" in value) || !("query" in value)) return false;
  const { name, query } = value;
  return (
    typeof name === "string" &&
    typeof query === "object" &&
    query !== null &&
    Object.values(query).every((one) => typeof one === "string")
  );
}
