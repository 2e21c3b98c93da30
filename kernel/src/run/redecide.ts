import type { Json, Plan } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { Seq } from "../machine.ts";
import { turnInto } from "./decide.ts";
import { draftOf } from "./draft.ts";
import { observedKinds, type RunEvent, type RunInput } from "./events.ts";
import { emptyRun } from "./state.ts";

/** The result of deciding a run again from its observed events. A missing side means that the event is absent there. */
export type Redecided =
  | { readonly same: true; readonly events: number }
  | {
      readonly same: false;
      readonly seq: Seq;
      readonly journalled?: RunEvent;
      readonly decided?: RunEvent;
    };

/** Takes the observed events as inputs and compares what is decided with what was (semantics, rule 4). */
export function redecide(plan: Plan, events: Iterable<RunEvent>): Redecided {
  const again = redeciding(plan);
  for (const event of events) {
    const differs = again.take(event);
    if (differs !== undefined) return differs;
  }
  return again.end();
}

/** The same for events that come one after another. */
interface Redeciding {
  /** Where it differs, once it does. */
  take(event: RunEvent): Redecided | undefined;
  /**
   * Whether the next event is one that was decided, and has this canonical text: then it is taken. Reading the text and
   * comparing what it says would take longer.
   */
  takesText(text: string): boolean;
  /** After the last event. */
  end(): Redecided;
}

export function redeciding(plan: Plan): Redeciding {
  const draft = draftOf(plan, emptyRun);
  let turn: readonly RunEvent[] = [];
  let inTurn = 0;
  let seq = 0;
  return {
    take(event) {
      if (inTurn === turn.length && isObserved(event)) {
        turn = turnInto(draft, event);
        inTurn = 0;
      }
      const decided = turn[inTurn];
      if (decided === undefined || !sameEvent(decided, event)) {
        return { same: false, seq, journalled: event, ...(decided === undefined ? {} : { decided }) };
      }
      inTurn += 1;
      seq += 1;
      return undefined;
    },
    takesText(text) {
      const decided = turn[inTurn];
      // The first of a turn is the input that it was made of.
      if (decided === undefined || inTurn === 0 || !isWritten(decided, text)) return false;
      inTurn += 1;
      seq += 1;
      return true;
    },
    end() {
      const missing = turn[inTurn];
      return missing === undefined ? { same: true, events: seq } : { same: false, seq, decided: missing };
    },
  };
}

/** Most events are made with their names in order: then what the engine writes of them is the canonical text. */
function isWritten(event: RunEvent, text: string): boolean {
  return JSON.stringify(event) === text || canonical(event as unknown as Json) === text;
}

function isObserved(event: RunEvent): event is RunInput {
  return observedKinds.has(event.t);
}

function sameEvent(one: RunEvent, other: RunEvent): boolean {
  // An observed event is its own input.
  return isSame(one, other) || equal(one as unknown as Json, other as unknown as Json);
}

/** A fast check before {@link equal}; false where only that can decide. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [left, right] = [one as Fields, other as Fields];
  let fields = 0;
  for (const name in left) {
    if (left[name] === undefined) continue;
    fields += 1;
    if (!isSame(left[name], right[name])) return false;
  }
  for (const name in right) if (right[name] !== undefined) fields -= 1;
  return fields === 0 && Array.isArray(one) === Array.isArray(other);
}

type Fields = { readonly [name: string]: unknown };
