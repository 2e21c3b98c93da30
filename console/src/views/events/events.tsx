import "./events.css";
import { useCallback, useEffect, useRef, useState } from "react";
import { Empty, ProblemNotice } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { ask, type Problem } from "../../server/client.ts";
import type { EventsPage, LoggedEvent } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import type { Place } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { EventDetail } from "./detail.tsx";
import { Filters } from "./filters.tsx";
import { EventList } from "./list.tsx";

const words = texts.events;
const filters = ["name", "source", "kind", "category", "priority", "workflow"] as const;

/** Everything that came in, and what became of it: the list at the left, the chosen event at the right. */
export default function Events({ place }: ViewProps) {
  const { known, problem, more, again } = useEvents(filterOf(place));
  const chosen = known?.events.find(({ seq }) => String(seq) === place.query.event);
  return (
    <Page title={words.title} lead={words.lead}>
      <Filters place={place} />
      {problem !== undefined && <ProblemNotice problem={problem} again={again} />}
      {known === undefined && problem === undefined && (
        <p className="loading" role="status">
          {texts.loading}
        </p>
      )}
      {known !== undefined && known.events.length === 0 && (
        <Empty title={words.empty}>{words.emptyHint}</Empty>
      )}
      {known !== undefined && known.events.length > 0 && (
        <div className="list-and-detail">
          <EventList events={known.events} place={place} more={more} />
          <EventDetail event={chosen} place={place} />
        </div>
      )}
    </Page>
  );
}

function filterOf({ query }: Place): string {
  const given = filters.flatMap((name) => (query[name] ? [[name, query[name]]] : []));
  return new URLSearchParams(given).toString();
}

const pageSize = 200;

interface Events {
  readonly known: KnownEvents | undefined;
  readonly problem: Problem | undefined;
  /** Reads older ones, if there are any. */
  more(): void;
  again(): void;
}

/** Events that fit a filter. Many of a second cause one reading, so a thousand a second change the page four times. */
function useEvents(filter: string): Events {
  const path = `/events/history?limit=${pageSize}${filter === "" ? "" : `&${filter}`}`;
  const { value, problem, again } = useRead<EventsPage>(path, ({ channel }) => channel === "events");
  const [known, setKnown] = useState<{ readonly path: string; readonly of: KnownEvents } | undefined>();
  const [olderProblem, setOlderProblem] = useState<Problem | undefined>();
  const isReading = useRef(false);
  useEffect(() => {
    if (value !== undefined)
      setKnown((old) => ({ path, of: withNewest(old?.path === path ? old.of : undefined, value) }));
  }, [path, value]);
  const shown = known?.path === path ? known.of : undefined;
  const next = shown?.next;
  const more = useCallback(() => {
    if (next === undefined || isReading.current) return;
    isReading.current = true;
    void ask<EventsPage>({ path: `${path}&before=${next}` }).then((answer) => {
      isReading.current = false;
      setOlderProblem(answer.ok ? undefined : answer.problem);
      if (!answer.ok) return;
      setKnown((old) =>
        old?.path === path && old.of.next === next ? { path, of: withOlder(old.of, answer.value) } : old,
      );
    });
  }, [path, next]);
  return { known: shown, problem: problem ?? olderProblem, more, again };
}

/** The events that were read so far, newest first, without a hole. */
export interface KnownEvents {
  readonly events: readonly LoggedEvent[];
  /** Where older ones begin; undefined: all are there. */
  readonly next: number | undefined;
}

/**
 * The newest page put over what is known. Where it does not reach what is known, more has come than a page holds: the
 * older ones are dropped, and read again when somebody scrolls to them. An event may have led to something since.
 */
export function withNewest(known: KnownEvents | undefined, { events, next }: EventsPage): KnownEvents {
  const last = events.at(-1)?.seq;
  const newest = known?.events[0]?.seq;
  if (
    known === undefined ||
    next === undefined ||
    last === undefined ||
    newest === undefined ||
    last > newest
  )
    return { events, next };
  return { events: [...events, ...known.events.filter(({ seq }) => seq < last)], next: known.next };
}

/** A page of older ones after what is known. */
export function withOlder(known: KnownEvents, { events, next }: EventsPage): KnownEvents {
  const last = known.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  return { events: [...known.events, ...events.filter(({ seq }) => seq < last)], next };
}
