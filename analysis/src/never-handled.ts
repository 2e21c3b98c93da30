import type { Attempt, Rescue } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "./analysis.ts";
import { environmentAt } from "./bounds/context.ts";
import { mayHaveNoValue } from "./graph/partial.ts";
import { type Abstract, unknown } from "./interval/abstract.ts";
import { decided, evaluateAbstractly } from "./interval/evaluate.ts";
import { capabilityOf } from "./rules/effects.ts";
import { stops } from "./rules/guardrail.ts";
import { mayBeRefused } from "./rules/order/standing.ts";
import type { Run } from "./rules/run.ts";
import { selects } from "./selects.ts";
import { type LinkedStatement, targetName } from "./tree.ts";

/*
 * Error handlers that no failure comes to. A handler's code may throw every built-in failure, so only steps that no code
 * is behind have few: a question to a person, a quorum, a wait.
 */

interface DeadHandler {
  /** From 1. */
  readonly number: number;
  readonly rescue: Rescue;
  readonly why: string;
}

export function neverHandled(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly DeadHandler[] {
  const { node } = linked.statement;
  const rescues = "rescues" in node ? node.rescues : [];
  let names = failuresOf(run, routine, linked);
  const all = new Set(names);
  const dead: DeadHandler[] = [];
  for (const [index, rescue] of rescues.entries()) {
    if (names === undefined) return dead;
    const truths = names.map((name) => [name, truthOf(rescue, name, routine, linked)] as const);
    if (truths.every(([, truth]) => truth === false))
      dead.push({ number: index + 1, rescue, why: whyDead([...all], names) });
    const left = truths.flatMap(([name, truth]) => (truth === true ? [] : [name]));
    const isTried = truths.some(([, truth]) => truth !== false);
    if (isTried && "attempt" in rescue) {
      const further = failuresOfAttempt(run, routine, linked, rescue.attempt);
      if (further === undefined) return dead;
      for (const name of further) all.add(name);
      names = [...new Set([...left, ...further])];
    } else names = left;
  }
  return dead;
}

function whyDead(all: readonly string[], left: readonly string[]): string {
  const failures = all.map((name) => `\`${name}\``).join(", ");
  const only = `the step can fail only as ${failures}`;
  return left.length === 0 ? `${only}, which an earlier handler takes` : only;
}

/** True if a handler takes a failure of that name; `undefined`: it may. */
function truthOf(
  { when }: Rescue,
  name: string,
  { context }: AnalysedRoutine,
  linked: LinkedStatement,
): boolean | undefined {
  if (when === undefined) return true;
  const error: Abstract = {
    kind: "record",
    field: (field) => (field === "name" ? { kind: "text", oneOf: [name] } : unknown),
  };
  return decided(evaluateAbstractly(when, environmentAt(context, linked), new Map([["error", error]])));
}

/** The names of all failures that a statement can have; `undefined`: too many to say. */
function failuresOf(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly string[] | undefined {
  const { node } = linked.statement;
  switch (node.kind) {
    case "quorum":
      return ["no_quorum"];
    case "wait":
      return ["timeout", ...withoutValue(routine, linked)];
    case "call":
      return failuresOfAttempt(run, routine, linked, node.attempt);
    default:
      return undefined;
  }
}

function failuresOfAttempt(
  { analysis: { program }, reached }: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: Attempt,
): readonly string[] | undefined {
  const capability = capabilityOf(program, attempt);
  if (capability?.human === undefined || capability.kind !== "human") return undefined;
  const name = targetName(attempt.target);
  const isRuled =
    capability.scopes.length > 0 ||
    mayBeRefused(program, name) ||
    program.policies.some(
      ({ rule: { on, severity } }) =>
        stops(severity) && on.some((selector) => selects({ program }, selector, name)),
    );
  return [
    "timeout",
    ...(isRuled ? ["denied", "budget"] : []),
    ...withoutValue(routine, linked),
    ...(attempt.options.accept === undefined ? [] : ["exhausted"]),
    ...(reached.some(holdsSomething) ? ["resource_lost"] : []),
  ];
}

function withoutValue({ context }: AnalysedRoutine, linked: LinkedStatement): readonly string[] {
  return mayHaveNoValue(linked, context) ? ["invalid_input"] : [];
}

function holdsSomething({ tree }: AnalysedRoutine): boolean {
  return tree.all.some(
    ({ statement: { node }, attempts }) =>
      node.kind === "hold" || attempts.some(({ attempt }) => attempt.using !== undefined),
  );
}
