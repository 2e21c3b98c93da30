import { Icon } from "../../parts/icon.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { Clock } from "../../parts/moment.tsx";
import { ValueText } from "../../parts/value.tsx";
import type { LoggedEvent } from "../../server/types.ts";
import { hrefOf, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";
import { BecameText } from "./became.tsx";
import { kindIcons } from "./kinds.ts";

const words = texts.events;
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
          <th scope="col">{words.columns.event}</th>
          <th scope="col" className="is-wide">
            {words.columns.values}
          </th>
          <th scope="col">{words.columns.became}</th>
          <th scope="col" className="is-medium">
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
