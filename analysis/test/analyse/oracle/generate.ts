import type { CheckedProgram, CheckedRoutine, CheckedStatement } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Expression } from "@orchlang/plan/expressions";
import type { AttemptOptions } from "@orchlang/plan/nodes";
import fc from "fast-check";
import { capability } from "../building/capability.ts";
import { input, not, step, usd } from "../building/expressions.ts";
import { boolType } from "../building/place.ts";
import { program, routine } from "../building/program.ts";
import { callStep, fails, returns, when } from "../building/statement.ts";
import { planText } from "./text.ts";

/* Small plans at random: calls of a few capabilities, choices over inputs and over what calls gave, ends on sides. */

const approval: Type = { kind: "record", fields: [{ name: "granted", type: boolType }] };

export interface Shape {
  readonly choices: boolean;
  readonly optional: boolean;
  readonly ends: boolean;
  readonly undo: boolean;
  readonly callsMax: number;
}

/** A tree of what is to be made; names and references are given when it is built. */
type Seed = CallSeed | { readonly kind: "end"; readonly fail: boolean } | WhenSeed;

interface CallSeed {
  readonly kind: "call";
  readonly capability: number;
  readonly waits: readonly number[];
  readonly after: boolean;
  readonly retry: number;
  readonly optional: boolean;
}

interface WhenSeed {
  readonly kind: "when";
  readonly condition: number;
  readonly negated: boolean;
  readonly yes: readonly Seed[];
  readonly no?: readonly Seed[];
}

export interface Generated {
  readonly program: CheckedProgram;
  readonly routine: CheckedRoutine;
  /** The data that decides, as far as choices read it: inputs, and grants of calls. */
  readonly atoms: readonly string[];
  /** Whether each `review` grants. */
  readonly grants: readonly string[];
  /** The text of a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

const inputs = ["b0", "b1"] as const;
export const capabilityNames = ["review", "send", "other"] as const;

function seeds(shape: Shape, depth: number): fc.Arbitrary<readonly Seed[]> {
  const call = fc.record({
    kind: fc.constant("call" as const),
    capability: fc.nat(2),
    waits: fc.array(fc.nat(9), { maxLength: 2 }),
    after: fc.boolean(),
    retry: fc.nat(1),
    optional: shape.optional ? fc.boolean() : fc.constant(false),
  });
  const choose = shape.choices && depth < 2;
  const one: fc.Arbitrary<Seed> = choose
    ? fc.oneof({ arbitrary: call, weight: 3 }, { arbitrary: choice(shape, depth), weight: 2 })
    : call;
  return fc.array(one, { minLength: depth === 0 ? 2 : 1, maxLength: depth === 0 ? 4 : 2 });
}

function choice(shape: Shape, depth: number): fc.Arbitrary<Seed> {
  return fc.record(
    {
      kind: fc.constant("when" as const),
      condition: fc.nat(7),
      negated: fc.boolean(),
      yes: side(shape, depth + 1),
      no: side(shape, depth + 1),
    },
    { requiredKeys: ["kind", "condition", "negated", "yes"] },
  );
}

function side(shape: Shape, depth: number): fc.Arbitrary<readonly Seed[]> {
  const some = seeds(shape, depth);
  if (!shape.ends) return some;
  const end = fc.boolean().map((fail): readonly Seed[] => [{ kind: "end", fail }]);
  return fc.oneof(
    { arbitrary: some, weight: 3 },
    { arbitrary: end, weight: 1 },
    { arbitrary: fc.tuple(some, end).map(([first, last]) => [...first, ...last]), weight: 1 },
  );
}

export function generated(shape: Shape): fc.Arbitrary<Generated> {
  return seeds(shape, 0)
    .filter((roots) => between(callsIn(roots), 1, shape.callsMax))
    .map((roots) => build(roots, shape));
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

function callsIn(roots: readonly Seed[]): number {
  return roots.reduce((total, seed) => {
    if (seed.kind === "call") return total + 1;
    return seed.kind === "when" ? total + callsIn(seed.yes) + callsIn(seed.no ?? []) : total;
  }, 0);
}

interface Names {
  readonly atoms: Set<string>;
  readonly calls: { readonly id: string; readonly capability: string; readonly optional: boolean }[];
  readonly count: Record<string, number>;
}

function build(roots: readonly Seed[], shape: Shape): Generated {
  const names: Names = { atoms: new Set(), calls: [], count: {} };
  const made = routine("p", statements(roots, names), {
    params: { n: { kind: "int" }, b0: boolType, b1: boolType },
  });
  const capabilities = capabilityNames.map((name, at) =>
    capability(name, {
      result: approval,
      cost: usd(`0.0${at + 1}`),
      latency: { op: "constant", value: (at + 1) * 1_000 },
      effect: { kind: "idempotent" },
      ...(shape.undo ? { undo: { capability: `undo_${name}`, args: {} } } : {}),
    }),
  );
  const undos = capabilityNames.map((name, at) =>
    capability(`undo_${name}`, { params: {}, cost: usd(`0.${at + 1}`), effect: { kind: "idempotent" } }),
  );
  return {
    program: program({ capabilities: [...capabilities, ...undos], routines: [made] }),
    routine: made,
    atoms: [...names.atoms],
    [fc.toStringMethod]: () => planText(made),
    grants: names.calls.filter((call) => call.capability === "review").map(({ id }) => `${id}.granted`),
  };
}

function statements(roots: readonly Seed[], names: Names): readonly CheckedStatement[] {
  return roots.map((seed) => statement(seed, names));
}

function statement(seed: Seed, names: Names): CheckedStatement {
  switch (seed.kind) {
    case "call":
      return callOf(seed, names);
    case "end":
      return seed.fail
        ? fails({ op: "constant", value: "no" }, counted(names, "fail@"))
        : returns({ op: "constant", value: 1 }, counted(names, "return@"));
    case "when": {
      const condition = conditionOf(seed, names);
      const id = counted(names, "when@");
      return when(id, condition, statements(seed.yes, names), seed.no && statements(seed.no, names));
    }
  }
}

function callOf(seed: CallSeed, names: Names): CheckedStatement {
  const earlier = [...new Set(seed.waits.flatMap((at) => names.calls[at]?.id ?? []))];
  const id = counted(names, "s");
  const called = capabilityNames[seed.capability] ?? "other";
  names.calls.push({ id, capability: called, optional: seed.optional });
  const options: AttemptOptions =
    seed.retry === 0 ? {} : { retry: { times: seed.retry, every: { op: "constant", value: 100 } } };
  return callStep(id, called, {}, options, {
    type: seed.optional ? { kind: "optional", of: approval } : approval,
    ...(seed.after ? { after: earlier } : { reads: earlier }),
    ...(seed.optional ? { optional: true as const } : {}),
  });
}

/** An input, or whether an earlier call that always gives something granted it. */
function conditionOf(seed: WhenSeed, names: Names): Expression {
  const sure = names.calls.filter(({ optional }) => !optional);
  const of = seed.condition >= 4 ? sure[seed.condition % 4] : undefined;
  const name = inputs[seed.condition % 2] ?? "b0";
  names.atoms.add(of === undefined ? name : `${of.id}.granted`);
  const atom = of === undefined ? input(name) : step(of.id, "granted");
  return seed.negated ? not(atom) : atom;
}

function counted(names: Names, word: string): string {
  const count = (names.count[word] ?? 0) + 1;
  names.count[word] = count;
  return `${word}${count}`;
}
