import type { Key } from "../identity.ts";
import { first } from "../persistent/queue.ts";
import { nextTimer } from "./draft.ts";
import type { RunInput } from "./events.ts";
import type { RunState } from "./state.ts";

/** True if an input was taken before, or comes too early to be taken (semantics, rules 1, 7 and 10). */
export function isDuplicate(state: RunState, input: RunInput): boolean {
  if (state.closed !== undefined) return true;
  if (state.start === undefined) return input.t !== "Started";
  switch (input.t) {
    case "Started":
      return true;
    case "Ended":
    case "Lost": {
      const texts = state.intents.get(input.key)?.heard;
      if (texts?.length === 0) return false;
      const has = (t: "Ended" | "Lost"): boolean =>
        texts === undefined
          ? state.taken.has(`${input.key} ${dispatchTag({ ...input, t })}`)
          : texts.includes(dispatchTag({ ...input, t }));
      // A result may come after its dispatch was given up for lost, but not the other way round.
      return has("Ended") || (input.t === "Lost" && has("Lost"));
    }
    case "Returned":
      return isOver(state, input.key);
    case "Told":
      return state.marks.get(input.from.stream) !== input.from.prev;
    case "Ordered":
      return state.taken.has(`order ${input.id}`);
    case "Hooked":
      return false;
    case "Deployed":
      return state.start.deploy === input.deploy;
    case "Woke":
      // A wake-up with nothing to wake has already been.
      return !isDue(state, input.at) && (state.paused || first(state.agenda) === undefined);
  }
}

/** Nobody waits for its token any longer. */
function isOver({ intents }: RunState, key: Key): boolean {
  const intent = intents.get(key);
  return intent === undefined || (intent.outcome !== undefined && !intent.repeatedForResult);
}

/** Identifies the result of a dispatch. */
export function dispatchTag(event: {
  readonly t: "Ended" | "Lost";
  readonly attempt: number;
  readonly dispatch: number;
}): string {
  // Most are heard of once.
  if (event.attempt === 1 && event.dispatch === 1) return event.t === "Ended" ? "Ended 1.1" : "Lost 1.1";
  return `${event.t} ${event.attempt}.${event.dispatch}`;
}

/** The same with what was heard of an intent before; most is of a first try, and stands once for all. */
export function withHeard(
  texts: readonly string[],
  event: Parameters<typeof dispatchTag>[0],
): readonly string[] {
  const isFirst = texts.length === 0 && event.attempt === 1 && event.dispatch === 1;
  return isFirst ? heardFirst[event.t] : [...texts, dispatchTag(event)];
}

const heardFirst = { Ended: ["Ended 1.1"], Lost: ["Lost 1.1"] } as const;

function isDue(state: RunState, at: number): boolean {
  const timer = state.paused ? undefined : nextTimer(state);
  return timer !== undefined && timer.due <= at;
}
