import { selects } from "../../expect/actions.ts";
import type { Trial } from "../case.ts";
import { short, type Violation } from "../violation.ts";

/**
 * Obligations are attempted. One that stays pending because its discharging call failed, or is in doubt, was reported
 * to the operator; one without any attempt was forgotten.
 */
export function unattemptedObligations(trial: Trial): readonly Violation[] {
  const { run, one, calls } = trial;
  const { plan } = run.file;
  const found: Violation[] = [];
  for (const [id, debt] of run.state.obligations) {
    if (!debt.blocking && !debt.breached) continue;
    const [name, index] = split(debt.rule);
    const guardrail = plan.guardrails.find((each) => each.name === name);
    const rule = guardrail?.rules[index];
    if (rule?.kind !== "followed" || guardrail?.severity !== "blocking") continue;
    const paying = calls.filter(({ capability }) =>
      rule.by.some(({ selector }) => selects(selector, capability, plan)),
    );
    // Whether the failed call itself took effect is unknown, which is reported.
    if (run.state.intents.get(debt.key)?.outcome !== "completed") continue;
    if (paying.some(({ fault }) => fault !== undefined)) continue;
    if ([...one.faults.values()].some((kind) => kind === "cancel")) continue;
    if (run.state.closed === undefined && isUnderWay(trial)) continue;
    const [by] = rule.by;
    const target = by !== undefined && "name" in by.selector ? by.selector.name : undefined;
    const debtor = run.state.intents.get(debt.key);
    found.push({
      property: "owed",
      about: `${name} ${id}`.slice(0, name.length),
      says: `${short(debtor?.capability ?? "what was done")} is done, and ${target === undefined ? "what has to follow it" : short(target)} ${paying.length === 0 ? "is never tried" : "comes too late"}.`,
      expect:
        target === undefined
          ? { kind: "expect", expects: "completed" }
          : { kind: "expect", expects: "once", target, each: false },
    });
  }
  return found;
}

function isUnderWay({ run }: Trial): boolean {
  return [...run.state.intents.values()].some(
    ({ status }) => status === "doubt" || status === "stuck" || status === "asking",
  );
}

function split(rule: string): readonly [name: string, index: number] {
  const at = rule.lastIndexOf(".");
  return [rule.slice(0, at), Number(rule.slice(at + 1))];
}
