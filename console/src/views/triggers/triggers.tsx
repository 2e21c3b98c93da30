import "./triggers.css";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { Channel, Rule } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { TriggerDetail } from "./detail.tsx";

const words = texts.triggers;

/** Triggers with their plans, and the reasons why they fired or did not. */
export default function Triggers({ place, session }: ViewProps) {
  const loaded = useRead<{ readonly rules: readonly Rule[] }>("/routing/rules");
  const channels = useRead<{ readonly events: readonly Channel[] }>("/routing/channels", () => false);
  const { query } = place;
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded of={loaded}>
        {({ rules }) => {
          if (rules.length === 0) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
          const events = channels.value?.events ?? [];
          const shown = filtered(rules, events, query);
          const chosen =
            rules.find(({ name }) => name === query.trigger) ??
            rules.find(({ name }) => query.trigger !== undefined && name.endsWith(`.${query.trigger}`)) ??
            (query.trigger === undefined ? shown[0] : undefined);
          return (
            <>
              <Filters place={place} choices={choicesOf(rules, events)} />
              <div className="list-and-detail is-even">
                <Matrix rules={shown} place={place} chosen={chosen} />
                {chosen === undefined ? (
                  <section className="card quiet">{words.unknown}</section>
                ) : (
                  <TriggerDetail key={chosen.name} rule={chosen} mayOrder={mayAs(session, "operator")} />
                )}
              </div>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Filters({ place, choices }: { place: Place; choices: ReturnType<typeof choicesOf> }) {
  return (
    <section className="row no-print" aria-label={texts.events.filters.label}>
      {(["workflow", "category", "priority"] as const).map((name) =>
        choices[name].length < 2 ? null : (
          <label key={name} className="row small">
            {texts.events.filters.names[name]}
            <select
              className="is-narrow"
              value={place.query[name] ?? ""}
              onChange={({ target }) => amend(place, { [name]: target.value })}
            >
              <option value="">{texts.events.filters.any}</option>
              {choices[name].map((choice) => (
                <option key={choice} value={choice}>
                  {shortName(choice)}
                </option>
              ))}
            </select>
          </label>
        ),
      )}
    </section>
  );
}

function Matrix({ rules, place, chosen }: MatrixProps) {
  return (
    <section className="card matrix-card">
      {rules.length === 0 && <p className="quiet">{words.noneFits}</p>}
      {rules.length > 0 && (
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">{words.columns.trigger}</th>
              <th scope="col">{words.columns.starts}</th>
              <th scope="col" className="is-number">
                {words.columns.fired}
              </th>
              <th scope="col" className="is-wide">
                {words.columns.now}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => {
              const { name, says, starts, fired, running, queued, next } = rule;
              return (
                <tr key={name} className={rule === chosen ? "is-selected" : undefined}>
                  <td>
                    <a
                      href={hrefOf(place.path, { ...place.query, trigger: name })}
                      aria-current={rule === chosen ? "true" : undefined}
                      title={name}
                    >
                      <strong>{shortName(name)}</strong>
                    </a>
                    {says.on.map((source) => (
                      <div key={source} className="quiet small">
                        {words.on} <code>{source}</code>
                      </div>
                    ))}
                  </td>
                  <td title={starts}>{asWords(starts)}</td>
                  <td className="is-number figure">{fired.toLocaleString("en")}</td>
                  <td className="is-wide small quiet">
                    {running > 0 && <div>{words.running(running)}</div>}
                    {queued > 0 && <div>{words.queued(queued)}</div>}
                    {next !== undefined && (
                      <div>
                        {words.next} <Ago at={next} />
                      </div>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface MatrixProps {
  readonly rules: readonly Rule[];
  readonly place: Place;
  readonly chosen: Rule | undefined;
}

/** The values by which triggers can be filtered, sorted. */
interface Choices {
  readonly workflow: readonly string[];
  readonly category: readonly string[];
  readonly priority: readonly string[];
}

export function choicesOf(rules: readonly Rule[], events: readonly Channel[]): Choices {
  const each = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  return {
    workflow: each(rules.map(({ starts }) => starts)),
    category: each(rules.flatMap((rule) => categoriesOf(rule, events))),
    priority: each(rules.flatMap(({ priority }) => priority ?? [])),
  };
}

export function filtered(
  rules: readonly Rule[],
  events: readonly Channel[],
  { workflow, category, priority }: Readonly<Record<string, string>>,
): readonly Rule[] {
  return rules.filter(
    (rule) =>
      (!workflow || rule.starts === workflow) &&
      (!priority || rule.priority === priority) &&
      (!category || categoriesOf(rule, events).includes(category)),
  );
}

function categoriesOf({ on }: Rule, events: readonly Channel[]): readonly string[] {
  const names = new Set(on.flatMap(({ event }) => event ?? []));
  return events.flatMap(({ name, category }) =>
    names.has(name) && category !== undefined ? [category] : [],
  );
}
