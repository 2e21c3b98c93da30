import fc from "fast-check";
import type { Argument, Atom, Call, Capability, Plan, Program, Statement } from "./model.ts";
import { capabilities, statementsIn } from "./model.ts";

/* Small plans at random. Names, and what may be referred to, are given when a plan is built from its seeds. */

interface CallSeed {
  readonly kind: "call" | "inner";
  readonly what: number;
  readonly arg: Argument;
  readonly after: readonly number[];
  readonly retry: boolean;
  readonly optional: boolean;
  readonly handler: number;
}

type Seed =
  | CallSeed
  | { readonly kind: "end"; readonly fail: boolean }
  | {
      readonly kind: "when";
      readonly atom: number;
      readonly negated: boolean;
      readonly yes: readonly Seed[];
      readonly no: readonly Seed[] | undefined;
    }
  | {
      readonly kind: "loop";
      readonly after: readonly number[];
      readonly twice: boolean;
      readonly body: readonly Seed[];
    }
  | { readonly kind: "race"; readonly after: readonly number[]; readonly of: readonly [number, number] };

export interface Shape {
  /** The most calls of a plan, those of the called plan apart. */
  readonly callsMax: number;
  readonly loops: boolean;
  readonly plans: boolean;
  readonly races: boolean;
  readonly handlers: boolean;
  readonly finally: boolean;
}

const after = fc.array(fc.nat(9), { maxLength: 2 });

function call(shape: Shape): fc.Arbitrary<Seed> {
  return fc.record({
    kind: shape.plans
      ? fc.oneof(
          { arbitrary: fc.constant("call" as const), weight: 5 },
          { arbitrary: fc.constant("inner" as const), weight: 1 },
        )
      : fc.constant("call" as const),
    what: fc.nat(capabilities.length - 1),
    arg: fc.constantFrom<Argument>(1, 2, "k"),
    after,
    retry: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    optional: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    handler: shape.handlers ? fc.nat(4 * capabilities.length) : fc.constant(99),
  });
}

function block(shape: Shape, depth: number, looped: boolean): fc.Arbitrary<readonly Seed[]> {
  const kinds: fc.WeightedArbitrary<Seed>[] = [{ arbitrary: call(shape), weight: 5 }];
  if (depth < 2) kinds.push({ arbitrary: choice(shape, depth, looped), weight: 3 });
  if (shape.loops && depth === 0) kinds.push({ arbitrary: loop(shape), weight: 1 });
  if (shape.races) kinds.push({ arbitrary: race, weight: 1 });
  const max = depth === 0 ? 4 : 2;
  return fc.array(fc.oneof(...kinds), { minLength: depth === 0 ? 2 : 1, maxLength: max });
}

function choice(shape: Shape, depth: number, looped: boolean): fc.Arbitrary<Seed> {
  const side = looped ? block(shape, depth + 1, true) : endable(shape, depth);
  return fc.record({
    kind: fc.constant("when" as const),
    atom: fc.nat(9),
    negated: fc.boolean(),
    yes: side,
    no: fc.option(side, { nil: undefined }),
  });
}

function endable(shape: Shape, depth: number): fc.Arbitrary<readonly Seed[]> {
  const some = block(shape, depth + 1, false);
  const end = fc.boolean().map((fail): readonly Seed[] => [{ kind: "end", fail }]);
  return fc.oneof(
    { arbitrary: some, weight: 3 },
    { arbitrary: end, weight: 1 },
    { arbitrary: fc.tuple(some, end).map(([first, last]) => [...first, ...last]), weight: 1 },
  );
}

function loop(shape: Shape): fc.Arbitrary<Seed> {
  return fc.record({
    kind: fc.constant("loop" as const),
    after,
    twice: fc.boolean(),
    body: block({ ...shape, races: false, plans: false }, 1, true),
  });
}

const race: fc.Arbitrary<Seed> = fc.record({
  kind: fc.constant("race" as const),
  after,
  of: fc.tuple(fc.nat(3), fc.nat(3)),
});

export function programs(shape: Shape): fc.Arbitrary<Program> {
  const innerShape: Shape = { ...shape, plans: false, loops: false, races: false, callsMax: 2 };
  return fc
    .record({
      main: block(shape, 0, false),
      inner: block(innerShape, 1, false),
      mainLast: shape.finally ? fc.option(fc.nat(4), { nil: undefined, freq: 3 }) : fc.constant(undefined),
      innerLast: shape.finally ? fc.option(fc.nat(4), { nil: undefined, freq: 6 }) : fc.constant(undefined),
    })
    .map(({ main, inner, mainLast, innerLast }): Program => {
      const built = build(main, mainLast, "s");
      const callsInner = [...statementsIn(built.body)].some(({ is }) => is === "inner");
      return callsInner ? { main: built, inner: build(inner, innerLast, "i", true) } : { main: built };
    })
    .filter(({ main, inner }) => {
      const size = weight(main.body);
      return size > 0 && size <= shape.callsMax && (inner === undefined || weight(inner.body) <= 2);
    });
}

/** How many calls there are to order: those of a loop's body count for both rounds. */
function weight(statements: readonly Statement[]): number {
  return statements.reduce((total, statement) => total + weightOf(statement), 0);
}

function weightOf(statement: Statement): number {
  switch (statement.is) {
    case "call":
      return 1;
    case "inner":
    case "race":
      return 2;
    case "when":
      return weight(statement.yes) + weight(statement.no ?? []);
    case "loop":
      return 2 * weight(statement.body);
    case "end":
      return 0;
  }
}

/** What a block can see: steps that may be waited for, reviews whose answer may be asked. */
interface Scope {
  readonly steps: string[];
  readonly reviews: string[];
  readonly looped: boolean;
}

class Builder {
  readonly #prefix: string;
  readonly #isCalled: boolean;
  #count = 0;
  #ends = 0;

  constructor(prefix: string, isCalled: boolean) {
    this.#prefix = prefix;
    this.#isCalled = isCalled;
  }

  id(): string {
    this.#count += 1;
    return `${this.#prefix}${this.#count}`;
  }

  block(seeds: readonly Seed[], scope: Scope): readonly Statement[] {
    return seeds.map((seed) => this.#statement(seed, scope));
  }

  #statement(seed: Seed, scope: Scope): Statement {
    const waits = "after" in seed ? chosen(scope.steps, seed.after) : [];
    switch (seed.kind) {
      case "call": {
        const made = this.#call(seed, waits);
        if (made.what === "review" && !made.optional && made.otherwise === undefined)
          scope.reviews.push(made.id);
        scope.steps.push(made.id);
        return made;
      }
      case "inner": {
        const id = this.id();
        scope.steps.push(id);
        if (!seed.optional) scope.reviews.push(id);
        return { is: "inner", id, after: waits, optional: seed.optional };
      }
      case "when":
        return this.#when(seed, scope);
      case "loop": {
        const id = this.id();
        const body = this.block(seed.body, {
          steps: [...scope.steps],
          reviews: [...scope.reviews],
          looped: true,
        });
        scope.steps.push(id);
        return { is: "loop", id, after: waits, atOnce: seed.twice ? 2 : 1, body };
      }
      case "race": {
        const id = this.id();
        const safe = capabilities.filter((what) => what !== "charge");
        const branch = (which: number): Call => ({
          ...plain(this.id()),
          what: safe[which] ?? "note",
        });
        scope.steps.push(id);
        return { is: "race", id, after: waits, branches: [branch(seed.of[0]), branch(seed.of[1])] };
      }
      case "end":
        this.#ends += 1;
        return {
          is: "end",
          id: `${seed.fail ? "fail" : "return"}@${this.#ends}`,
          fail: seed.fail,
          ...(this.#isCalled ? { grants: this.#ends % 2 === 1 } : {}),
        };
    }
  }

  #call(seed: CallSeed, waits: readonly string[]): Call {
    const what = capabilities[seed.what] ?? "note";
    // What may not be: `once` tried again, or replaced, without being asked about.
    const free = what !== "charge";
    const otherwise: Capability | undefined = free ? capabilities[seed.handler] : undefined;
    return {
      ...plain(this.id()),
      what,
      arg: seed.arg,
      after: waits,
      tries: seed.retry && free ? 2 : 1,
      optional: seed.optional && otherwise === undefined,
      ...(otherwise === undefined ? {} : { otherwise }),
    };
  }

  #when(seed: Seed & { readonly kind: "when" }, scope: Scope): Statement {
    this.#count += 1;
    const id = `w${this.#prefix}${this.#count}`;
    const atoms: readonly Atom[] = [
      { input: "b0" },
      { input: "b1" },
      { over: true },
      ...(scope.looped ? [{ item: true } as const] : []),
      ...scope.reviews.flatMap((review): Atom[] => [{ granted: review }, { granted: review }]),
    ];
    const atom = atoms[seed.atom % atoms.length] ?? { input: "b0" };
    // Steps of a side are seen below it, but what a side alone gives may not be there.
    const side = (): Scope => ({ ...scope, reviews: [...scope.reviews] });
    const yes = this.block(seed.yes, side());
    const no = seed.no === undefined ? undefined : this.block(seed.no, side());
    return { is: "when", id, atom, negated: seed.negated, yes, ...(no === undefined ? {} : { no }) };
  }
}

function plain(id: string): Call {
  return { is: "call", id, what: "note", arg: 1, after: [], tries: 1, optional: false };
}

function chosen(steps: readonly string[], after: readonly number[]): readonly string[] {
  return [...new Set(after.flatMap((at) => steps[at] ?? []))];
}

/** A called plan gives the answer of its first review, if it has one. */
function build(seeds: readonly Seed[], last: number | undefined, prefix: string, isCalled = false): Plan {
  const builder = new Builder(prefix, isCalled);
  const reviews: string[] = [];
  const body = builder.block(seeds, { steps: [], reviews, looped: false });
  const [given] = isCalled ? reviews : [];
  return {
    body,
    ...(given === undefined ? {} : { gives: given }),
    ...(last === undefined
      ? {}
      : { finally: { ...plain(`${prefix}_last`), what: capabilities[last] ?? "note" } }),
  };
}
