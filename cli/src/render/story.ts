import type { Paint } from "@orchlang/language";
import { maskedValue, type SimulatedRun, stepName } from "@orchlang/simulator";
import type { Sink } from "../terminal/terminal.ts";
import { createEventWords } from "./event-words.ts";
import { sinceStart } from "./moments.ts";
import { counted } from "./tally.ts";

/** A line of a run's story, and the place in its journal that it tells of. */
export interface StoryLine {
  readonly seq: number;
  readonly text: string;
}

/** The events of a simulated run, without minor ones. */
export function storyOf({ events, file, started }: SimulatedRun, paint: Paint): readonly StoryLine[] {
  const describe = createEventWords(paint, file.plan, { stepName, maskedValue });
  return events.flatMap((event, seq) => {
    const { mark, text, minor } = describe(event);
    // What only stops with the rest is not why.
    if (minor || (event.t === "Settled" && event.status === "cancelled")) return [];
    return [{ seq, text: `${paint.dim(sinceStart(event.at - started))}  ${mark} ${text}` }];
  });
}

/** So many lines of it: the last, since how it began is seldom why; or those around a place. */
export function writeStory(
  sink: Sink,
  run: SimulatedRun,
  {
    indent,
    most,
    around,
  }: { readonly indent: string; readonly most: number; readonly around?: number | undefined },
): void {
  const lines = storyOf(run, sink.paint);
  const at = around === undefined ? -1 : lines.findLastIndex(({ seq }) => seq <= around);
  const last = at < 0 ? lines.length : Math.min(lines.length, Math.max(most, at + Math.ceil(most / 2)));
  const first = Math.max(0, last - most);
  if (first > 0) sink.line(`${indent}${sink.paint.dim(`… ${counted(first, "line")} before`)}`);
  lines.slice(first, last).forEach(({ text }, place) => {
    const here = first + place === at && last < lines.length ? sink.paint.wrong("  ◀") : "";
    sink.line(`${indent}${text}${here}`);
  });
  if (last < lines.length)
    sink.line(`${indent}${sink.paint.dim(`… ${counted(lines.length - last, "line")} after`)}`);
}
