import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { ask, type Problem, type Question } from "./client.ts";
import { type Frame, useLiveUpdates } from "./live.ts";

/** The state of the server at a path, as the page knows it. An old value stays while a new one is read. */
export interface Read<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly isReading: boolean;
  /** Reads again now. */
  again(): void;
}

/** Never more often than this, however much happens, ms. */
const pauseMs = 250;

/**
 * Reads a path of the API, and again when something happens that `concerns` it (default: whatever happens). One reading
 * is under way at a time; what happens meanwhile causes one more. Undefined: nothing is read. With a body, in JSON, it is
 * a question that is posted and changes nothing, such as a forecast.
 */
export function useRead<T>(
  asked: string | undefined,
  concerns: (frame: Frame) => boolean = () => true,
  body?: string,
): Read<T> {
  const path = asked === undefined || body === undefined ? asked : `${asked} ${body}`;
  const [state, setState] = useState<{ path: string | undefined; value?: T; problem?: Problem }>({ path });
  const [isReading, setReading] = useState(path !== undefined);
  const reader = useRef<Reader | undefined>(undefined);

  useEffect(() => {
    if (path === undefined || asked === undefined) return;
    const question: Question =
      body === undefined
        ? { path: asked }
        : { path: asked, method: "POST", body: JSON.parse(body) as unknown };
    const one = new Reader(async (signal) => {
      setReading(true);
      const answer = await ask<T>({ ...question, signal });
      if (signal.aborted) return;
      setReading(false);
      setState((old) => {
        if (answer.ok) return { path, value: answer.value };
        const kept = old.path === path && old.value !== undefined ? { value: old.value } : {};
        return { path, ...kept, problem: answer.problem };
      });
    });
    reader.current = one;
    one.wanted();
    return () => one.end();
  }, [path, asked, body]);

  useLiveUpdates(({ frames, reread }) => {
    if (reread || frames.some(concerns)) reader.current?.wanted();
  });
  const again = useCallback(() => reader.current?.wanted(), []);
  const isOld = state.path !== path;
  return {
    value: isOld ? undefined : state.value,
    problem: isOld ? undefined : state.problem,
    isReading: isReading || (isOld && path !== undefined),
    again,
  };
}

/** Reads again every few seconds, for state that no live channel reports. */
export function useEvery(ms: number, ...reads: readonly Pick<Read<unknown>, "again">[]): void {
  const look = useEffectEvent(() => {
    for (const { again } of reads) again();
  });
  useEffect(() => {
    const timer = setInterval(() => look(), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** One reading at a time, a pause between two, and one more if it was wanted meanwhile. */
class Reader {
  readonly #read: (signal: AbortSignal) => Promise<void>;
  readonly #abort = new AbortController();
  #isBusy = false;
  #isWanted = false;

  constructor(read: (signal: AbortSignal) => Promise<void>) {
    this.#read = read;
  }

  wanted(): void {
    this.#isWanted = true;
    if (!this.#isBusy) void this.#run();
  }

  end(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    this.#isBusy = true;
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false;
      await this.#read(signal);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#isBusy = false;
  }
}
