import { useId } from "react";
import type { IconName } from "../../parts/icon.tsx";
import type { Channel, LoggedEvent, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";

const words = texts.events.filters;

/** The filter is part of the address, so it can be sent. Its choices come from the program. */
export function Filters({ place }: { place: Place }) {
  const never = (): boolean => false;
  const channels = useRead<{ readonly events: readonly Channel[] }>("/routing/channels", never).value;
  const workflows = useRead<{ readonly workflows: readonly Workflow[] }>("/workflows", never).value;
  const events = channels?.events ?? [];
  const each = (values: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(values.filter((value) => value !== undefined))].sort();
  const sources = each(events.flatMap(({ sources: from }) => from ?? []));
  const names = events.map(({ name }) => name);
  const programs = (workflows?.workflows ?? []).map(({ name }) => name);
  return (
    <section className="filter-row no-print" aria-label={words.label}>
      <Choice place={place} name="kind" options={eventKinds} text={(kind) => texts.events.kinds[kind]} />
      <Choice place={place} name="name" options={names} text={shortName} />
      <Choice place={place} name="source" options={sources} text={shortName} />
      <Choice
        place={place}
        name="category"
        options={each(events.map(({ category }) => category))}
        text={asWords}
      />
      <Choice
        place={place}
        name="priority"
        options={each(events.map(({ priority }) => priority))}
        text={asWords}
      />
      <Choice place={place} name="workflow" options={programs} text={shortName} />
    </section>
  );
}

type FilterName = keyof typeof words.names;

function Choice<T extends string>({ place, name, options, text }: ChoiceProps<T>) {
  const id = useId();
  const given = place.query[name] ?? "";
  if (options.length === 0 && given === "") return null;
  const known = options.some((option) => option === given) || given === "";
  return (
    <div className="field">
      <label htmlFor={id}>{words.names[name]}</label>
      <select
        id={id}
        value={given}
        onChange={({ target }) => amend(place, { [name]: target.value, event: undefined })}
      >
        <option value="">{words.any}</option>
        {!known && <option value={given}>{given}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {text(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly place: Place;
  readonly name: FilterName;
  readonly options: readonly T[];
  text(option: T): string;
}

type EventKind = LoggedEvent["kind"];

/** All kinds of entries, in the order of the filter, each with its drawing. */
export const kindIcons: Readonly<Record<EventKind, IconName>> = {
  occurrence: "events",
  fused: "fused",
  debounced: "cancelled",
  reading: "signals",
  flag_changed: "flag",
  trigger_fired: "triggers",
  trigger_skipped: "waiting",
  member_changed: "resources",
};

const eventKinds = Object.keys(kindIcons) as readonly EventKind[];
