/** Plans under policies and guardrails, every one of which is checked at every step. */
import type { Guardrail, Policy } from "@orchlang/plan/rules";
import { expect } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { capability, constant, parameter, plan, routine, type StepMore, step } from "./building.ts";
import { type Handlers, type Situation, TestWorld } from "./world.ts";

const kinds = [
  capability("review", "pure", { params: [parameter("x", { default: constant(null) })] }),
  capability("send", "idempotent", {
    params: [parameter("x", { default: constant(null) })],
    tags: ["outgoing"],
    undo: { capability: "unsend", args: {} },
  }),
  capability("unsend", "idempotent"),
  capability("file", "pure"),
  capability("break", "pure"),
];

export interface Rules {
  readonly policies?: readonly Policy[];
  readonly guardrails?: readonly Guardrail[];
}

/** Every rule is checked at every step of the plan. */
export function planOf(
  nodes: (checks: readonly string[]) => Parameters<typeof routine>[1],
  { policies = [], guardrails = [] }: Rules,
): ReturnType<typeof plan> {
  const checks = [
    ...policies.flatMap(({ name, verdicts }) =>
      verdicts.map((_, verdict) => ({
        id: `${name}.${verdict}`,
        kind: "policy" as const,
        policy: name,
        verdict,
      })),
    ),
    ...guardrails.flatMap(({ name, rules }) =>
      rules.map((_, rule) => ({ id: `${name}.${rule}`, kind: "guardrail" as const, guardrail: name, rule })),
    ),
  ];
  return plan([routine("main", nodes(checks.map(({ id }) => id)))], kinds, {
    policies,
    guardrails,
    checks: Object.fromEntries(checks.map((check) => [check.id, check])),
  });
}

export function run(of: ReturnType<typeof plan>, situation: Situation = {}): TestWorld {
  const handlers: Handlers = { break: () => ({ fails: "permanent" }), ...situation.handlers };
  const world = new TestWorld(of, { ...situation, handlers }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

export const policy = (...verdicts: Policy["verdicts"]): Policy => ({
  name: "p",
  severity: "blocking",
  on: [{ name: "send" }],
  verdicts,
});
export const one = (rules: Rules, more: StepMore = {}): ReturnType<typeof plan> =>
  planOf((checks) => [step("s", "send", { checks, ...more })], rules);
export const failure = (world: TestWorld): string | undefined =>
  world.closed?.outcome.failure &&
  `${world.closed.outcome.failure.class}: ${world.closed.outcome.failure.message}`;

export const guardrail = (...rules: Guardrail["rules"]): { readonly guardrails: readonly Guardrail[] } => ({
  guardrails: [{ name: "g", severity: "blocking", rules }],
});
export const about = (name: string): { readonly selector: { readonly name: string } } => ({
  selector: { name },
});
