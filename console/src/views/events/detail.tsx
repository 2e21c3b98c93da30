import { Code } from "../../parts/code.tsx";
import { Clock } from "../../parts/moment.tsx";
import { Fact, ValuePre } from "../../parts/value.tsx";
import type { LoggedEvent } from "../../server/types.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";
import { type Consequence, consequenceText, whyText } from "./list.tsx";

const words = texts.events;

/** All that is known of one event, with ways to what it was made of and what came of it. */
export function EventDetail({ event, place }: { event: LoggedEvent | undefined; place: Place }) {
  if (event === undefined)
    return (
      <section className="card detail-place quiet">
        {place.query.event ? words.notLoaded : words.choose}
      </section>
    );
  const { kind, name, fields, of, became } = event;
  return (
    <section className="card detail-place stack" aria-label={words.about(shortName(name))} aria-live="polite">
      <h2>{shortName(name)}</h2>
      <Facts event={event} />
      {(kind === "trigger_fired" || kind === "trigger_skipped") && (
        <p>
          <a href={hrefOf(["triggers"], { trigger: name })}>{words.toTrigger}</a>
        </p>
      )}
      {of !== undefined && (
        <div className="stack-s">
          <h3>{words.madeOf}</h3>
          <ul className="stack-s">
            {of.map((part) => (
              <li key={part.id}>
                {shortName(part.event)} <code className="quiet small">{part.id}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {became !== undefined && <Consequences became={became} place={place} />}
      {fields !== undefined && (
        <div className="stack-s">
          <h3>{words.columns.values}</h3>
          <ValuePre value={fields} />
        </div>
      )}
    </section>
  );
}

function Facts({ event }: { event: LoggedEvent }) {
  const { kind, name, at, seq, id, source, category, priority, confidence, text, run, cause, why } = event;
  const { by, health } = event;
  const plain: readonly (readonly [label: keyof typeof words.facts, text: string | undefined])[] = [
    ["source", source],
    ["category", category && asWords(category)],
    ["priority", priority && asWords(priority)],
    ["value", text],
    ["confidence", confidence === undefined ? undefined : words.percent(confidence)],
    ["health", health],
    ["by", by],
    ["why", why && whyText(why)],
  ];
  return (
    <dl className="facts">
      <Fact label={words.facts.kind}>{words.kinds[kind]}</Fact>
      <Fact label={words.facts.name}>
        <Code text={name} />
      </Fact>
      <Fact label={words.facts.at}>
        <Clock at={at} />
      </Fact>
      {plain.map(([label, said]) =>
        said === undefined ? null : (
          <Fact key={label} label={words.facts[label]}>
            {said}
          </Fact>
        ),
      )}
      {run !== undefined && (
        <Fact label={words.facts.run}>
          <a href={hrefOf(["runs", run])}>{shortId(run)}</a>
        </Fact>
      )}
      {cause !== undefined && (
        <Fact label={words.facts.cause}>
          <code>{cause}</code>
        </Fact>
      )}
      {id !== undefined && (
        <Fact label={words.facts.id}>
          <code>{id}</code>
        </Fact>
      )}
      <Fact label={words.facts.place}>{words.place(seq)}</Fact>
    </dl>
  );
}

function Consequences({ became, place }: { became: readonly Consequence[]; place: Place }) {
  return (
    <div className="stack-s">
      <h3>{words.columns.became}</h3>
      {became.length === 0 && <p className="quiet">{words.nothingHint}</p>}
      <ul className="stack-s">
        {became.map((one) => (
          <li key={one.seq}>
            {one.run === undefined ? (
              <a href={hrefOf(place.path, { event: String(one.seq) })}>{consequenceText(one)}</a>
            ) : (
              <>
                {consequenceText(one)}{" "}
                <a href={hrefOf(["runs", one.run])}>{words.openRun(shortId(one.run))}</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
