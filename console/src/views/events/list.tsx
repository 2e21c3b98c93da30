import { Icon } from "../../parts/icon.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { Clock } from "../../parts/moment.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { LoggedEvent } from "../../server/types.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortId, shortName } from "../../words/names.ts";
import { kindIcons } from "./filters.tsx";

const words = texts.events;

/** The outcome of an event in one phrase: the first of its consequences, and how many more there are. */
function BecameText({ event }: { event: LoggedEvent }) {
  const { kind, became, run, why, by } = event;
  if (kind === "trigger_fired" && run !== undefined) return <span>{words.began(shortId(run))}</span>;
  if (kind === "trigger_skipped") return <span className="quiet">{words.because(whyText(why))}</span>;
  if (kind === "member_changed")
    return <span className="quiet">{by !== undefined && words.decidedBy(by)}</span>;
  if (became === undefined) return null;
  const [first, ...others] = became.toSorted((one, other) => rank[one.kind] - rank[other.kind]);
  if (first === undefined) return <span className="quiet">{words.nothing}</span>;
  return (
    <>
      <div className={others.length > 0 ? "is-one-line" : "is-two-lines"}>{consequenceText(first)}</div>
      {others.length > 0 && <div className="quiet is-one-line">{words.andMore(others.length)}</div>}
    </>
  );
}

export type Consequence = NonNullable<LoggedEvent["became"]>[number];

/** A run is worth more than a trigger that did not fire. */
const rank: Readonly<Record<Consequence["kind"], number>> = {
  trigger_fired: 0,
  fused: 1,
  trigger_skipped: 2,
};

export function consequenceText({ kind, name, why }: Consequence): string {
  if (kind === "trigger_fired") return words.fired(shortName(name));
  if (kind === "fused") return words.fusedInto(shortName(name));
  return words.skipped(shortName(name), whyText(why));
}

export function whyText(why: string | undefined): string {
  return words.whys[why as keyof typeof words.whys] ?? why ?? "";
}

const rowHeight = 48;

export function EventList({ events, place, more }: ListProps) {
  return (
    <LongTable
      label={words.list}
      count={events.length}
      rowHeight={rowHeight}
      keyOf={(at) => events[at]?.seq ?? at}
      more={more}
      head={
        <tr aria-rowindex={1}>
          <th scope="col" className="is-name">
            {words.columns.event}
          </th>
          <th scope="col" className="is-wide is-values">
            {words.columns.values}
          </th>
          <th scope="col">{words.columns.became}</th>
          <th scope="col" className="is-medium is-came">
            {words.columns.at}
          </th>
        </tr>
      }
      row={(index) => {
        const event = events[index];
        return event === undefined ? null : (
          <Row
            key={event.seq}
            event={event}
            index={index}
            isChosen={String(event.seq) === place.query.event}
            href={hrefOf(place.path, { ...place.query, event: String(event.seq) })}
          />
        );
      }}
    />
  );
}

interface ListProps {
  readonly events: readonly LoggedEvent[];
  readonly place: Place;
  more(): void;
}

function Row({ event, index, isChosen, href }: RowProps) {
  const { kind, name, source, at, fields, text } = event;
  return (
    <tr aria-rowindex={index + 2} className={`is-event is-${kind}${isChosen ? " is-selected" : ""}`}>
      <td>
        <a href={href} className="named" aria-current={isChosen ? "true" : undefined} title={name}>
          <Icon name={kindIcons[kind]} />
          <span className="is-one-line">{kind === "reading" ? name : shortName(name)}</span>
        </a>
        <div className="quiet small is-one-line">
          {words.kinds[kind]}
          {source !== undefined && source !== name && ` ${words.from(shortName(source))}`}
        </div>
      </td>
      <td className="is-wide small is-one-line">
        {fields !== undefined && <ValueText value={text ?? fields} />}
      </td>
      <td className="small">
        <BecameText event={event} />
      </td>
      <td className="is-medium quiet small">
        <Clock at={at} />
      </td>
    </tr>
  );
}

interface RowProps {
  readonly event: LoggedEvent;
  readonly index: number;
  readonly isChosen: boolean;
  readonly href: string;
}
