import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Problem } from "../../server/client.ts";
import type { EventsPage } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { type KnownEvents, withNewest, withOlder } from "./log.ts";

const pageSize = 200;

export interface Events {
  readonly known: KnownEvents | undefined;
  readonly problem: Problem | undefined;
  /** Reads older ones, if there are any. */
  more(): void;
  again(): void;
}

/** Events that fit a filter. Many of a second cause one reading, so a thousand a second change the page four times. */
export function useEvents(filter: string): Events {
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
