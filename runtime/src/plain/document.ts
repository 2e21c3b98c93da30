import type {
  Bounds,
  Check,
  Guardrail,
  GuardrailRule,
  Limit,
  Obligation,
  Plan,
  Resource,
  Routine,
} from "@orchlang/plan";
import type { Declared } from "../capabilities/declared.ts";
import { constant } from "./nodes.ts";
import type { PlainPlan } from "./plan.ts";
import { amountOf, durationOf } from "./read.ts";

const ruleName = "plan.constraints";

/** What an object says of bounds, as a guardrail over its run, and the checks that keep it. */
export function constraintsOf({ constraints = {} }: PlainPlan): readonly {
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
export function boundsOf(_plan: PlainPlan): Bounds {
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
export function documentOf(plain: PlainPlan, routine: Routine, declared: readonly Declared[]): Plan {
  const constraints = constraintsOf(plain);
  const capabilities = declared.map(({ capability }) => capability);
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
    roles: {},
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
      humans: [],
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
