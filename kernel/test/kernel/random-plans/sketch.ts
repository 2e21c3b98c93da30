/** The statements of a random plan as data: a sketch that fails shrinks to a few of them. */
import fc from "fast-check";
import { callable } from "./capabilities.ts";

export type Statement =
  | {
      readonly kind: "step";
      readonly of: number;
      readonly needs: readonly number[];
      readonly options: Options;
    }
  | { readonly kind: "wait"; readonly needs: readonly number[]; readonly what: number }
  | {
      readonly kind: "when";
      readonly holds: boolean;
      readonly needs: readonly number[];
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | {
      readonly kind: "each";
      readonly rounds: number;
      /** Over `1..rounds`. */
      readonly counts: boolean;
      readonly atOnce: number;
      readonly share: number;
      readonly needs: readonly number[];
      readonly handled: boolean;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "fold";
      readonly rounds: number;
      readonly needs: readonly number[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "race";
      readonly needs: readonly number[];
      readonly finish: boolean;
      readonly branches: readonly number[];
    }
  | {
      readonly kind: "until";
      readonly needs: readonly number[];
      /** A condition that ceases to hold interrupts it, and nothing is done then. */
      readonly drifts: boolean;
      readonly handled: boolean;
      readonly work: readonly Statement[];
      readonly after: readonly Statement[];
    }
  | {
      readonly kind: "firsts";
      readonly needs: readonly number[];
      readonly finish: boolean;
      readonly rounds: number;
      readonly winners: number;
      readonly atOnce: number;
      readonly of: number;
    }
  | {
      readonly kind: "hold";
      readonly needs: readonly number[];
      readonly count: number;
      readonly short: boolean;
      /** Its members are reserved for a later time. */
      readonly later: boolean;
      /** The number of the measures that choose among the pool and the one that it overflows into. */
      readonly by: number;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | { readonly kind: "quorum"; readonly needs: readonly number[]; readonly agree: number }
  | {
      readonly kind: "goal";
      readonly needs: readonly number[];
      readonly optional: boolean;
      readonly last: boolean;
      readonly again: Again;
      readonly first: readonly Statement[];
      /** How many of the first plan's statements the second has as well, before its own. */
      readonly same: number;
      readonly second: readonly Statement[];
    }
  | {
      readonly kind: "sub";
      readonly needs: readonly number[];
      readonly optional: boolean;
      readonly last: boolean;
      readonly again: Again;
      readonly body: readonly Statement[];
    };

/** How often what a step calls may be called again, how long after, and how many results are asked for in vain. */
export interface Again {
  readonly retries: number;
  readonly every: number;
  readonly requests: number;
}

export interface Options {
  readonly retries: number;
  readonly limited: boolean;
  readonly optional: boolean;
  /** Its argument reads the member that is held around it; it uses one of its own. */
  readonly reads: boolean;
  readonly uses: boolean;
  readonly by: number;
  readonly handler: "none" | "call" | "block";
  /** The verdicts by which a policy defers it. */
  readonly deferred: readonly number[];
}

export interface Sketch {
  readonly body: readonly Statement[];
  readonly last: readonly Statement[];
  readonly budget: boolean;
  /** Where the run is for a goal: its other plan begins with so many of the first's statements. */
  readonly other: number | undefined;
  /** A condition that ceases to hold interrupts the whole plan. */
  readonly drifts: boolean;
  /** A `commit` stands behind so many statements, unless another plan may take the place of this one. */
  readonly commit: number | undefined;
}

const needs = fc.array(fc.nat(20), { maxLength: 2 });
const options: fc.Arbitrary<Options> = fc.record({
  retries: fc.nat(2),
  limited: fc.boolean(),
  optional: fc.boolean(),
  reads: fc.boolean(),
  uses: fc.constantFrom(false, false, false, true),
  by: fc.nat(3),
  handler: fc.constantFrom("none", "none", "call", "block"),
  deferred: fc.constantFrom<readonly number[]>(
    ...Array<readonly number[]>(14).fill([]),
    [0],
    [1],
    [2],
    [1, 2],
  ),
});

const again: fc.Arbitrary<Again> = fc.record({
  retries: fc.constantFrom(0, 0, 1, 2),
  every: fc.constantFrom(0, 400),
  requests: fc.constantFrom(0, 0, 0, 0, 1, 2),
});

const { block, statement } = fc.letrec<{ statement: Statement; block: readonly Statement[] }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant("step" as const), of: fc.nat(callable.length - 1), needs, options }),
    fc.record({ kind: fc.constant("wait" as const), needs, what: fc.nat(4) }),
    fc.record({
      kind: fc.constant("when" as const),
      holds: fc.boolean(),
      needs,
      yes: tie("block"),
      no: tie("block"),
    }),
    fc.record({
      kind: fc.constant("each" as const),
      rounds: fc.nat(3),
      counts: fc.boolean(),
      atOnce: fc.integer({ min: 1, max: 3 }),
      share: fc.constantFrom(0, 0.5, 1),
      needs,
      handled: fc.boolean(),
      body: tie("block"),
    }),
    fc.record({ kind: fc.constant("fold" as const), rounds: fc.nat(3), needs, body: tie("block") }),
    fc.record({
      kind: fc.constant("race" as const),
      needs,
      finish: fc.boolean(),
      branches: fc.array(fc.nat(callable.length - 1), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("until" as const),
      needs,
      drifts: fc.boolean(),
      handled: fc.boolean(),
      work: tie("block"),
      after: tie("block"),
    }),
    fc.record({
      kind: fc.constant("firsts" as const),
      needs,
      finish: fc.boolean(),
      rounds: fc.nat(3),
      winners: fc.integer({ min: 1, max: 2 }),
      atOnce: fc.integer({ min: 1, max: 3 }),
      of: fc.nat(callable.length - 1),
    }),
    fc.record({
      kind: fc.constant("hold" as const),
      needs,
      count: fc.integer({ min: 1, max: 3 }),
      short: fc.boolean(),
      later: fc.boolean(),
      by: fc.nat(3),
      yes: tie("block"),
      no: tie("block"),
    }),
    fc.record({ kind: fc.constant("quorum" as const), needs, agree: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      kind: fc.constant("goal" as const),
      needs,
      optional: fc.boolean(),
      last: fc.boolean(),
      again,
      first: tie("block"),
      same: fc.nat(3),
      second: tie("block"),
    }),
    fc.record({
      kind: fc.constant("sub" as const),
      needs,
      optional: fc.boolean(),
      last: fc.boolean(),
      again,
      body: tie("block"),
    }),
  ),
  block: fc.array(tie("statement"), { maxLength: 4 }),
}));

export const sketches: fc.Arbitrary<Sketch> = fc.record({
  body: fc.array(statement, { minLength: 1, maxLength: 5 }),
  last: fc.oneof(
    fc.constant([]),
    block.map((list) => list.filter(({ kind }) => kind === "step")),
  ),
  budget: fc.boolean(),
  other: fc.option(fc.nat(3), { nil: undefined, freq: 3 }),
  drifts: fc.constantFrom(false, false, false, true),
  commit: fc.option(fc.nat(4), { nil: undefined }),
});
