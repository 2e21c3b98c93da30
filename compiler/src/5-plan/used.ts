import { givenIn, overflowChain } from "@orchlang/analysis";
import { appliesTo, callsByCapability, inModuleOrder, meets, type Run } from "@orchlang/analysis/rules";
import type { CheckedGoal, CheckedProgram } from "@orchlang/checker";
import type { Json, Plan } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";

import { contextOf, eventsAround, ofNames } from "./context.ts";

/* Only what a run can come to is in its plan file: another declaration added elsewhere leaves the bytes as they are. */

/** The declarations that a run uses, as the plan file carries them. */
type Used = Pick<
  Plan,
  "capabilities" | "schemas" | "roles" | "pools" | "events" | "signals" | "flags" | "policies" | "guardrails"
>;

export function usedBy(run: Run): Used {
  const { program } = run.analysis;
  const given = givenIn(run);
  const capabilities = ofNames([...callsByCapability(run).keys()], (name) => {
    const capability = program.capabilities.get(name)?.capability;
    return capability && given.capability(capability);
  });
  const policies = inModuleOrder(program.policies)
    .filter((rule) => meets(run, rule))
    .map(({ rule }) => rule);
  const guardrails = inModuleOrder(program.guardrails)
    .filter((rule) => appliesAnywhere(run, rule))
    .map(({ rule }) => rule);
  const context = contextOf(program, [
    capabilities,
    policies,
    guardrails,
    run.reached.map(({ checked, tree }) => [checked.head, tree.all.map(({ statement }) => statement.node)]),
    goalsIn(run).map(({ goal }) => goal.success),
  ]);
  return {
    capabilities,
    ...context,
    schemas: schemasOf(program, [
      ...Object.values(capabilities),
      ...run.reached.map(({ checked }) => checked.head),
      ...goalsOf(run),
      ...Object.values(context.signals),
    ]),
    roles: rolesOf(program, [
      ...Object.values(capabilities).flatMap(({ human }) => human?.role ?? []),
      ...policies.flatMap(({ verdicts }) =>
        verdicts.flatMap((verdict) => (verdict.kind === "approval" ? [verdict.role] : [])),
      ),
    ]),
    pools: poolsOf(run),
    events: eventsAround(program, eventsOf(run)),
    policies,
    guardrails,
  };
}

function appliesAnywhere(run: Run, rule: Parameters<typeof appliesTo>[1]): boolean {
  return run.reached.some((routine) => appliesTo(run.analysis, rule, routine));
}

function goalsIn(run: Run): readonly CheckedGoal[] {
  return [...run.analysis.goals.values()]
    .filter((goal) => goal.alternatives.some((routine) => run.reached.includes(routine)))
    .map(({ checked }) => checked);
}

function goalsOf(run: Run): readonly object[] {
  return goalsIn(run).map(({ goal }) => ({ params: goal.params, result: goal.result }));
}

function rolesOf(program: CheckedProgram, names: readonly string[]): Plan["roles"] {
  return ofNames(names, (name) => program.roles[name]);
}

function poolsOf(run: Run): Plan["pools"] {
  const { program } = run.analysis;
  const asked = run.reached.flatMap(({ tree }) =>
    tree.all.flatMap(({ statement, attempts }) => {
      const held = statement.node.kind === "hold" ? [statement.node.pick.pool] : [];
      return [...held, ...attempts.flatMap(({ attempt }) => pooled(attempt))];
    }),
  );
  const names = asked.flatMap((name) => overflowChain(program, name).map((pool) => pool.name));
  // A pool is all plain values, which its interface can't say.
  return ofNames(names, (name) => program.pools?.[name]?.pool) as unknown as Plan["pools"];
}

function pooled(attempt: Attempt): readonly string[] {
  return attempt.using === undefined ? [] : [attempt.using.pool];
}

function eventsOf(run: Run): readonly string[] {
  return run.reached.flatMap(({ tree }) =>
    tree.all.flatMap(({ statement: { node } }) => {
      if (node.kind === "emit") return [node.event];
      if (node.kind === "wait" && node.for.kind === "occurrence") return [node.for.event];
      return node.kind === "loop" && node.over.kind === "occurrences" ? [node.over.event] : [];
    }),
  );
}

const definition = "#/$defs/";

/** The named types that values of a run have, and those that they are made of. */
export function schemasOf(program: CheckedProgram, users: readonly unknown[]): Plan["schemas"] {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === "$ref" && typeof value === "string" && value.startsWith(definition))
        names.add(value.slice(definition.length));
      else visit(value);
    }
  };
  users.forEach(visit);
  // A set goes on to what is added on the way; a chain of types may be long.
  for (const name of names) visit(program.schemas[name] as Json | undefined);
  return ofNames([...names], (name) => program.schemas[name]);
}
