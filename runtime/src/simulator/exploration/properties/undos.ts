import { evaluate, type Json } from "@orchlang/plan";
import { stepName } from "../../../kernel/run/view.ts";
import { clauseScope } from "../../answers/clause-scope.ts";
import type { Trial } from "../case.ts";
import { effectsOf } from "../effects.ts";
import { nodeOf } from "../plan-facts.ts";
import { completed, short, type Violation } from "../violation.ts";

/** What takes something back is of the same thing, and can be called when it is needed. */
export function undos(trial: Trial): readonly Violation[] {
  return [...ofAnother(trial), ...refusedUndos(trial)];
}

function ofAnother(trial: Trial): readonly Violation[] {
  const { state, file } = trial.run;
  return effectsOf(trial).flatMap(({ intent }): readonly Violation[] => {
    const undo = intent.undo === undefined ? undefined : state.intents.get(intent.undo);
    if (undo === undefined || undo.status !== "ended") return [];
    const own = touched(trial, intent.capability, intent.args);
    const other = touched(trial, undo.capability, undo.args);
    const wrong = [...own].find(([entity, by]) => other.has(entity) && other.get(entity) !== by);
    if (
      wrong === undefined ||
      nodeOf(file.plan, intent.intent.call.routine, intent.intent.call.node) === undefined
    )
      return [];
    const [entity, by] = wrong;
    return [
      {
        property: "undo",
        about: `${intent.intent.call.routine}/${intent.intent.call.node}`,
        says: `${stepName(intent.intent.call)} is of ${short(entity)} ${by}, and ${short(undo.capability)} takes back ${other.get(entity)}.`,
        expect: { kind: "expect", expects: "never", selector: { name: undo.capability } },
      },
    ];
  });
}

function touched({ run }: Trial, capability: string, args: Json): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { entity, by } of run.file.plan.capabilities[capability]?.touches ?? []) {
    const value = evaluate(by, clauseScope(args));
    if ("value" in value) found.set(entity, JSON.stringify(value.value));
  }
  return found;
}

/** An undo that is stuck though nothing went wrong with it. */
function refusedUndos({ run, calls }: Trial): readonly Violation[] {
  const found: Violation[] = [];
  for (const intent of run.state.intents.values()) {
    if (intent.role !== "undo" || intent.status !== "stuck") continue;
    if (calls.some(({ key, fault }) => key === intent.key && fault !== undefined)) continue;
    found.push({
      property: "undo",
      about: `${intent.intent.call.routine}/${intent.intent.call.node}`,
      says: `${stepName(intent.intent.call)} can't be done: ${intent.failure?.message ?? "it failed"}.`,
      expect: completed,
    });
  }
  return found;
}
