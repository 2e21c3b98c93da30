import type { Bounds, Capability, Limit, Plan, Routine } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Check, Guardrail, GuardrailRule, Obligation, Resource } from "@orchlang/plan/rules";
import type { Declared } from "../capabilities/declared.ts";
import { type Judge, judgeQuestion, personJudge } from "./criteria.ts";
import { constant } from "./nodes.ts";
import type { NormalPlan } from "./plan.ts";
import { amountOf, durationOf } from "./read.ts";

const ruleName = "plan.constraints";

/** The constraints of an object, as a guardrail over its run with the checks that enforce it. */
export function constraintsOf({ constraints = {} }: NormalPlan): readonly {
  readonly rule: GuardrailRule & { readonly kind: "bound" };
  readonly check: Check;
}[] {
  const { maxCost, maxDuration, maxTokens, maxEnergy } = constraints;
  const given: readonly (readonly [Resource, Parameters<typeof constant>[0] | undefined])[] = [
    ["cost", maxCost === undefined ? undefined : { ...(amountOf({ ...maxCost }) ?? maxCost) }],
    ["latency", durationOf(maxDuration)],
    ["tokens", maxTokens],
    ["energy", maxEnergy],
  ];
  return given.flatMap(([of, value]) => {
    if (value === undefined) return [];
    const limit = constant(value);
    const check: Check = { id: `${ruleName}.${of}`, kind: "budget", of, limit, severity: "blocking" };
    return [{ rule: { kind: "bound", of, limit } as const, check }];
  });
}

/** Nothing is proved of a plan that was not compiled: what its steps use is known as they use it. */
export function boundsOf(_plan: NormalPlan): Bounds {
  const open = <T>(): Limit<T> => ({ unbounded: "the plan was not compiled" });
  const parts = {
    work: open<number>(),
    people: { value: 0 },
    timers: open<number>(),
    queue: { value: 0 },
    unwinding: open<number>(),
  };
  return {
    cost: { best: { amount: "0", currency: "USD" }, worst: open() },
    latency: { best: 0, worst: open(), parts },
    energy: { best: 0, worst: open() },
    tokens: { best: 0, worst: open() },
  };
}

/** The document around a routine. Every rule is an obligation that is checked; none is proved. */
export function documentOf(
  plain: NormalPlan,
  { routine, declared }: { readonly routine: Routine; readonly declared: readonly Declared[] },
  judge: Judge | undefined,
): Plan {
  const person = personOf(routine, judge);
  const constraints = constraintsOf(plain);
  const capabilities = [...declared.map(({ capability }) => capability), ...person];
  const guardrail: Guardrail = {
    name: ruleName,
    severity: "blocking",
    rules: constraints.map(({ rule }) => rule),
  };
  const calls = routine.nodes.filter(({ kind }) => kind === "call").map(({ id }) => `${routine.name}/${id}`);
  return {
    semantics: 1,
    entry: routine.name,
    routines: { [routine.name]: routine },
    goals: {},
    capabilities: Object.fromEntries(capabilities.map((one) => [one.name, one])),
    schemas: Object.assign({}, ...declared.map(({ schemas }) => schemas)),
    roles: Object.fromEntries(
      person.flatMap(({ human }) => (human === undefined ? [] : [[human.role, { clearance: "internal" }]])),
    ),
    pools: {},
    events: {},
    signals: {},
    flags: {},
    policies: [],
    guardrails: constraints.length === 0 ? [] : [guardrail],
    obligations: constraints.map(({ check }, rule) => obligationOf(check, rule, calls)),
    checks: Object.fromEntries(constraints.map(({ check }) => [check.id, check])),
    bounds: routine.bounds,
    manifest: {
      scopes: sorted(capabilities.flatMap(({ scopes }) => scopes)),
      labels: ["internal"],
      tiers: [],
      pools: [],
      capabilities: sorted(capabilities.map(({ name }) => name)),
      humans: person.map(({ name }) => name),
      failures: sorted(capabilities.flatMap(({ fails }) => fails)),
      addresses: [],
      untrusted: [],
    },
    coverage: { paths: 0, guarded: 0, capabilities: [] },
    settings: {
      zone: "UTC",
      currency: plain.constraints?.maxCost?.currency ?? "USD",
      engine: "device",
      clearances: { device: "secret", edge: "personal", cloud: "internal" },
      journalClearance: "personal",
      limits: { redispatch: 3, rebind: 3, grace: 5_000, deaths: 1 },
    },
  };
}

/** The person who judges, where one is asked. */
function personOf({ nodes }: Routine, judge: Judge | undefined): readonly Capability[] {
  const isAsked = nodes.some(
    (node) =>
      node.kind === "call" &&
      "capability" in node.attempt.target &&
      node.attempt.target.capability === personJudge,
  );
  if (!isAsked || judge === undefined || typeof judge === "string") return [];
  const label = { confidentiality: "internal", integrity: "trusted" } as const;
  const result = schemas.record({ met: schemas.bool(), because: schemas.optional(schemas.string()) });
  return [
    {
      name: personJudge,
      kind: "human",
      params: [
        { name: "criterion", schema: schemas.string(), label },
        { name: "output", schema: schemas.json(), label },
      ],
      result: { schema: result, label },
      effect: { kind: "pure" },
      fails: [],
      ensures: [],
      scopes: [],
      clearance: label,
      tiers: [],
      uses: [],
      tags: [],
      touches: [],
      human: { role: judge.person, count: 1, show: judgeQuestion() },
    },
  ];
}

function obligationOf({ id }: Check, rule: number, nodes: readonly string[]): Obligation {
  return {
    id,
    source: { guardrail: ruleName, rule },
    rule: ruleName,
    severity: "blocking",
    verdict: "checked",
    assumes: [],
    nodes,
  };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
