/** Reasons why a plan would be rejected soon after its start, as things stand (semantics, rules 13, 25 and 39). */
import { type Evaluated, type Expression, evaluate, matches } from "@orchlang/plan/expressions";
import type { Reads } from "../../messages.ts";
import { blocks } from "../budgets.ts";
import { contextNames, isOfRun } from "../context-names.ts";
import type { Frame } from "../frame-state.ts";
import { selects } from "../rules.ts";
import { type Locals, noValue, scopeAt } from "../scope.ts";
import { actionLocals } from "./action.ts";
import { argsAtStart, type Foreseen, type ForeseenCall, failOf } from "./foreseen.ts";
import { fieldsRead } from "./resource-verdicts.ts";
import type { Turn } from "./turn.ts";

/** A condition at the gate of a call that holds it back: where it is true, or, of what `allows`, where none of them is. */
interface Demand {
  readonly says: "denies" | "allows";
  readonly when: Expression;
  readonly because: string;
}

export function demandsOf({ plan }: Turn, { attempt }: ForeseenCall): readonly Demand[] {
  const { target } = attempt;
  if (!("capability" in target)) return [];
  return attempt.checks.flatMap((id): readonly Demand[] => {
    const check = plan.checks[id];
    if (check?.kind === "policy") {
      const policy = plan.policies.find(({ name }) => name === check.policy);
      const verdict = policy?.verdicts[check.verdict];
      if (policy === undefined || verdict === undefined || !blocks(policy.severity)) return [];
      if (verdict.kind !== "deny" && verdict.kind !== "allow") return [];
      const says = verdict.kind === "deny" ? "denies" : "allows";
      const otherwise = says === "denies" ? "denies it" : "does not allow it";
      return [{ says, when: verdict.when, because: verdict.because ?? `\`${policy.name}\` ${otherwise}` }];
    }
    if (check?.kind !== "guardrail") return [];
    const guardrail = plan.guardrails.find(({ name }) => name === check.guardrail);
    const rule = guardrail?.rules[check.rule];
    if (guardrail === undefined || rule?.kind !== "never" || rule.when === undefined) return [];
    if (!blocks(guardrail.severity) || !selects(plan, rule.of, target.capability)) return [];
    const because = `\`${guardrail.name}\`: \`${target.capability}\` may never begin so`;
    return [{ says: "denies", when: rule.when, because }];
  });
}

/** In words; undefined where nothing is sure to be against it. Without `reads` what is true now is not known. */
export function turnedDown(turn: Turn, foreseen: Foreseen, reads: Reads | undefined): string | undefined {
  for (const call of foreseen.calls) {
    const why = call.soon ? heldBack(turn, foreseen.frame, call, reads) : undefined;
    if (why !== undefined) return `\`${call.node.id}\` would be denied: ${why}`;
  }
  return undefined;
}

/** The `fail` that a choice at its start leads to, or that the choice cannot be made. */
export function failsAtStart(
  turn: Turn,
  { frame, choices }: Foreseen,
  reads: Reads | undefined,
): string | undefined {
  const scope = scopeAt(turn.draft, { frame, ...(reads === undefined ? {} : { reads }) });
  for (const { node } of choices) {
    const { subject, arms } = node;
    const parts = [subject, ...arms.map(({ condition }) => condition)];
    const names = parts.flatMap((part) => (part === undefined ? [] : contextNames(part)));
    if (reads === undefined && names.length > 0) continue;
    const value = subject === undefined ? { value: null } : evaluate(subject, scope);
    if (!("value" in value)) return `\`${node.id}\` would fail: ${noValue(value).message}`;
    const taken = arms.find(({ condition, patterns }) => {
      const evaluated = condition === undefined ? { value: true } : evaluate(condition, scope);
      if (!("value" in evaluated) || evaluated.value !== true) return false;
      return patterns === undefined || patterns.length === 0 || matches(patterns, value.value);
    });
    const fail = taken === undefined ? undefined : failOf(frame.template, taken.block);
    if (fail === undefined) continue;
    const message = evaluate(fail.message, scope);
    return `it would fail${"value" in message && typeof message.value === "string" ? `: ${message.value}` : ""}`;
  }
  return undefined;
}

function heldBack(
  turn: Turn,
  frame: Frame,
  call: ForeseenCall,
  reads: Reads | undefined,
): string | undefined {
  const demands = demandsOf(turn, call);
  if (demands.length === 0) return undefined;
  const result = foretelling(turn, frame, call, reads);
  const denial = demands.find(({ says, when }) => {
    const foretold = says === "denies" ? result(when) : undefined;
    return foretold === "true" || foretold === "unknown";
  });
  if (denial !== undefined) return denial.because;
  const allowing = demands.filter(({ says }) => says === "allows");
  const isOpen = allowing.some(({ when }) => {
    const foretold = result(when);
    return foretold === "true" || foretold === "open";
  });
  return allowing.length === 0 || isOpen ? undefined : allowing[0]?.because;
}

/** `unknown`: it will be, as things stand. `open`: that depends on what the plan has yet to find out. */
type Foretold = "true" | "false" | "unknown" | "open";

function foretelling(
  turn: Turn,
  frame: Frame,
  { laid, node, attempt }: ForeseenCall,
  reads: Reads | undefined,
): (when: Expression) => Foretold {
  const args = argsAtStart(turn, frame, attempt);
  const capability = "capability" in attempt.target ? attempt.target.capability : "";
  const place = { node: node.id, routine: frame.path, capability, args, attempt: 1 };
  const locals: Locals = actionLocals(turn, place);
  const scope = scopeAt(turn.draft, {
    frame,
    block: laid.block.id,
    locals,
    ...(reads === undefined ? {} : { reads }),
  });
  return (when) => {
    const wanted = fieldsRead(when, "args");
    const hasArgs =
      wanted === "all"
        ? Object.keys(attempt.args).every((name) => Object.hasOwn(args, name))
        : [...wanted].every((name) => Object.hasOwn(args, name) || !Object.hasOwn(attempt.args, name));
    let open = false;
    const evaluated: Evaluated = evaluate(when, {
      read(read) {
        const isOpen =
          read.name === "resource" ||
          (read.from === "local" && read.name === "args" && !hasArgs) ||
          (read.from === "context" && reads === undefined && read.name !== "now" && !isOfRun(read.name));
        if (!isOpen) return scope.read(read);
        open = true;
        return { unknown: [read.name] };
      },
    });
    if ("value" in evaluated) return evaluated.value === true ? "true" : "false";
    return open ? "open" : "unknown";
  };
}
