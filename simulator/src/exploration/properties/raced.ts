import type { Key } from "@orchlang/kernel";
import { type RunEvent, type RunState, stepName } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";

import { clauseScope } from "../../answers/ensured.ts";
import type { SeenCall, Trial } from "../case.ts";
import { leavesSomething } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

/**
 * Steps that touch the same thing are not under way at the same time: which of them comes first would be left to how long
 * they take (semantics, rule 52).
 */
export function raced(trial: Trial): readonly Violation[] {
  const { plan } = trial.run.file;
  const spans = spansOf(trial);
  if (spans.length < 2) return [];
  return spans.flatMap((first) =>
    spans.flatMap((second) => {
      if (second.began <= first.began || second.began >= first.ended) return [];
      // Rounds of one step are alike, whichever comes first.
      if (first.call.capability === second.call.capability) return [];
      if (!leavesSomething(plan, first.call.capability) && !leavesSomething(plan, second.call.capability))
        return [];
      const shared = [...first.touched].find((one) => second.touched.has(one));
      return shared === undefined ? [] : [violation(first.call, second.call, shared)];
    }),
  );
}

interface Span {
  readonly call: SeenCall;
  readonly touched: ReadonlySet<string>;
  /** Places in the journal. */
  readonly began: number;
  readonly ended: number;
}

function spansOf({ run, calls }: Trial): readonly Span[] {
  const { plan } = run.file;
  const members = new Set(
    run.events.flatMap((event) =>
      event.t === "Told" && event.say.say === "held" ? event.say.members.map(({ id }) => id) : [],
    ),
  );
  if (members.size === 0 && !Object.values(plan.capabilities).some(({ touches }) => touches.length > 0))
    return [];
  const began = new Map<string, number>();
  const ended = new Map<string, number>();
  run.events.forEach((event, seq) => {
    if (event.t === "Began" && !began.has(event.intent.key)) began.set(event.intent.key, seq);
    else if (endsForGood(run.state, event) && !ended.has(event.key)) ended.set(event.key, seq);
  });
  return calls.flatMap((call) => {
    const { key, attempt, intent } = call;
    const from = began.get(key);
    if (attempt > 1 || from === undefined || intent.call.slot === "undo" || intent.call.slot === "confirm")
      return [];
    const touched = touchedBy(call, run.file.plan, members);
    if (touched.size === 0) return [];
    return [{ call, touched, began: from, ended: ended.get(key) ?? Number.POSITIVE_INFINITY }];
  });
}

/** Another try may follow; and what is said twice has ended before. */
function endsForGood(
  state: RunState,
  event: RunEvent,
): event is Extract<RunEvent, { t: "Ended" | "Settled" }> & { readonly key: Key } {
  if (event.t === "Settled") return event.key !== undefined;
  return event.t === "Ended" && event.attempt === state.intents.get(event.key)?.attempt;
}

/** In words: `the Field "north"`. */
function touchedBy(
  { capability, args }: SeenCall,
  plan: Trial["run"]["file"]["plan"],
  members: ReadonlySet<string>,
): ReadonlySet<string> {
  const collected = new Set<string>();
  for (const { entity, by } of plan.capabilities[capability]?.touches ?? []) {
    const value = evaluate(by, clauseScope(args));
    if ("value" in value) collected.add(`the ${short(entity)} ${JSON.stringify(value.value)}`);
  }
  for (const text of textsIn(args)) if (members.has(text)) collected.add(text);
  return collected;
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner as Json);
}

function violation(first: SeenCall, second: SeenCall, shared: string): Violation {
  const name = { first: stepName(first.intent.call), second: stepName(second.intent.call) };
  const done: Action = { selector: { name: first.capability }, outcome: "completed" };
  const then: Action = { selector: { name: second.capability } };
  return {
    property: "raced",
    about: `${first.intent.call.routine}/${[first.intent.call.node, second.intent.call.node].sort().join(" ")}`,
    says: `${name.second} begins while ${name.first} is still under way, and both are of ${shared}: which comes first is left to how long they take.`,
    expect: { kind: "expect", expects: "before", first: done, then },
  };
}
