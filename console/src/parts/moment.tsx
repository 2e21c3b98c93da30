import { useSyncExternalStore } from "react";
import { agoText, clockText, durationText } from "../words/time.ts";

let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of watchers) one();
  }, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present time, to the second; all that show it change together. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}

/** `3 m ago`; the exact time is in its title. */
export function Ago({ at }: { at: number }) {
  const shown = useNow();
  return (
    <time className="figure" dateTime={new Date(at).toISOString()} title={new Date(at).toString()}>
      {agoText(at, shown)}
    </time>
  );
}

export function Clock({ at }: { at: number }) {
  const shown = useNow();
  return (
    <time className="figure" dateTime={new Date(at).toISOString()}>
      {clockText(at, shown)}
    </time>
  );
}

/** How long it has lasted. */
export function Since({ at }: { at: number }) {
  return <span className="figure">{durationText(Math.max(0, useNow() - at))}</span>;
}
