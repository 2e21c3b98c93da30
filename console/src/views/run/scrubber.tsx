import { useEffect, useEffectEvent, useId, useState } from "react";
import { Icon } from "../../parts/icon.tsx";
import { Clock } from "../../parts/moment.tsx";
import type { TimelineEntry } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { durationText } from "../../words/time.ts";

const words = texts.run.scrubber;
/** Between two events while playing, ms. */
const paceMs = 600;

/** A slider over every event of the run. Its right end is now: there the page follows what happens. */
export function Scrubber({ entries, last, at, scrub, since }: ScrubberProps) {
  const id = useId();
  const [isPlaying, play] = useState(false);
  const here = at ?? last;
  const marks = entries.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  const next = marks.find((seq) => seq > here);
  const before = marks.findLast((seq) => seq < here);
  const shown = entries.findLast(({ seq }) => seq !== undefined && seq <= here);
  const to = (seq: number | undefined): void => scrub(seq === undefined || seq >= last ? undefined : seq);

  const step = useEffectEvent(() => {
    if (at === undefined) play(false);
    else to(next);
  });
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => step(), paceMs);
    return () => clearInterval(timer);
  }, [isPlaying]);

  return (
    <fieldset className="scrubber no-print" aria-label={words.label}>
      <div className="row">
        <button
          type="button"
          className="button is-small"
          aria-label={words.back}
          disabled={before === undefined}
          onClick={() => scrub(before)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="button is-small"
          aria-label={isPlaying ? words.pause : words.play}
          disabled={marks.length < 2}
          onClick={() => {
            // From the end, it is played from the beginning.
            if (!isPlaying && at === undefined) scrub(marks[0]);
            play(!isPlaying);
          }}
        >
          <Icon name={isPlaying ? "paused" : "play"} />
        </button>
        <button
          type="button"
          className="button is-small"
          aria-label={words.forward}
          disabled={at === undefined}
          onClick={() => to(next)}
        >
          <Icon name="forward" />
        </button>
      </div>
      <label className="visually-hidden" htmlFor={id}>
        {words.label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(1, last)}
        value={here}
        aria-valuetext={words.value(here + 1, last + 1, textOf(shown))}
        onChange={({ target }) => to(Number(target.value))}
      />
      <p className="small quiet scrubber-here">
        {words.event(here + 1, last + 1)}
        {shown?.at !== undefined && (
          <>
            {" · "}
            {since === undefined ? <Clock at={shown.at} /> : `+${durationText(shown.at - since)}`}
          </>
        )}
        {shown !== undefined && ` · ${textOf(shown)}`}
      </p>
    </fieldset>
  );
}

interface ScrubberProps {
  readonly entries: readonly TimelineEntry[];
  /** The number of the last event. */
  readonly last: number;
  /** Undefined: now. */
  readonly at: number | undefined;
  /** The beginning of a simulated run: its times count from there. */
  readonly since?: number;
  scrub(at: number | undefined): void;
}

/** `design completed`, `run started`. */
export function textOf(entry: TimelineEntry | undefined): string {
  if (entry === undefined) return "";
  const { type, step } = entry;
  const kinds: Readonly<Record<string, string>> = texts.run.kinds;
  return step === undefined ? (kinds[type] ?? type) : `${step} ${kinds[type] ?? type}`;
}
