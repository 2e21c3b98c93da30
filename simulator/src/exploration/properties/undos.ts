import { type IntentState, stepName } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";

import { clauseScope } from "../../answers/ensured.ts";
import type { Trial } from "../case.ts";
import { effectsOf } from "../effects.ts";
import { nodeOf } from "../plan-facts.ts";
import { completed, short, type Violation } from "../violation.ts";
import {
  ofAnotherId,
  ofAnotherNumber,
  ofConstant,
  ofOtherArguments,
  ofOtherResult,
  type Wrong,
} from "../wrong-undo-arguments.ts";

/** An undo refers to the same thing, and can be called when it is needed. */
export function undos(trial: Trial): readonly Violation[] {
  return [...ofAnother(trial), ...refusedUndos(trial)];
}

function ofAnother(trial: Trial): readonly Violation[] {
  const { state, file } = trial.run;
  return effectsOf(trial).flatMap((effect): readonly Violation[] => {
    const { intent } = effect;
    const { routine, node } = intent.intent.call;
    if (nodeOf(file.plan, routine, node) === undefined) return [];
    const declared = file.plan.capabilities[intent.capability];
    return [intent.undo, intent.confirm].flatMap((key): readonly Violation[] => {
      const about = key === undefined ? undefined : state.intents.get(key);
      if (about === undefined || about.status !== "ended") return [];
      const how = about.role === "undo" ? "undoes" : "asks about";
      const wrong =
        ofOtherEntity(trial, intent, about) ??
        ofOtherArguments(effect, about, declared) ??
        (declared === undefined || about.role !== "undo"
          ? undefined
          : (ofAnotherId(declared, effect, about) ??
            ofOtherResult(declared, effect, about) ??
            ofAnotherNumber(declared, intent, about) ??
            (effect.planned?.options.undo === undefined
              ? ofConstant(declared, effect, about, file.plan.schemas)
              : undefined)));
      if (wrong === undefined) return [];
      return [
        {
          property: "undo",
          about: `${routine}/${node}`,
          says: `${stepName(intent.intent.call)} is of ${wrong.own}, and ${short(about.capability)} ${how} ${wrong.other}.`,
          expect: { kind: "expect", expects: "never", selector: { name: about.capability } },
        },
      ];
    });
  });
}

function ofOtherEntity(trial: Trial, intent: IntentState, about: IntentState): Wrong | undefined {
  const own = touched(trial, intent.capability, intent.args);
  const other = touched(trial, about.capability, about.args);
  const wrong = [...own].find(([entity, by]) => other.has(entity) && other.get(entity) !== by);
  return wrong && { own: `${short(wrong[0])} ${wrong[1]}`, other: other.get(wrong[0]) ?? "" };
}

function touched({ run }: Trial, capability: string, args: Json): ReadonlyMap<string, string> {
  const results = new Map<string, string>();
  for (const { entity, by } of run.file.plan.capabilities[capability]?.touches ?? []) {
    const value = evaluate(by, clauseScope(args));
    if ("value" in value) results.set(entity, JSON.stringify(value.value));
  }
  return results;
}

/** An undo that is stuck though nothing went wrong with it. */
function refusedUndos({ run, calls }: Trial): readonly Violation[] {
  const violations: Violation[] = [];
  for (const intent of run.state.intents.values()) {
    if (intent.role !== "undo" || intent.status !== "stuck") continue;
    if (calls.some(({ key, fault }) => key === intent.key && fault !== undefined)) continue;
    violations.push({
      property: "undo",
      about: `${intent.intent.call.routine}/${intent.intent.call.node}`,
      says: `${stepName(intent.intent.call)} can't be done: ${intent.failure?.message ?? "it failed"}.`,
      expect: completed,
    });
  }
  return violations;
}
