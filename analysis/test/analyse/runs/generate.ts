import fc from "fast-check";
import type { Argument, Atom, Branch, Call, Capability, Plan, Program, Statement } from "./model.ts";
import { capabilities, plansOf, statementsIn } from "./model.ts";

/* Small plans at random. Names, and what may be referred to, are given when a plan is built from its seeds. */

interface CallSeed {
  readonly kind: "call" | "inner" | "wish";
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
  | {
      readonly kind: "race";
      readonly after: readonly number[];
      readonly of: readonly [BranchSeed, BranchSeed];
    }
  | {
      readonly kind: "quorum";
      readonly after: readonly number[];
      readonly asks: readonly boolean[];
      readonly optional: boolean;
      readonly handler: number;
    };

/** A call, or one and what comes below it. */
type BranchSeed = number | { readonly first: CallSeed; readonly rest: readonly Seed[] };

export interface Shape {
  /** The most calls of a plan, those of the called plan apart. */
  readonly callsMax: number;
  readonly loops: boolean;
  readonly plans: boolean;
  readonly goals: boolean;
  readonly races: boolean;
  /** Whether branches of races may have several statements. */
  readonly blocks: boolean;
  readonly quorums: boolean;
  readonly handlers: boolean;
  readonly finally: boolean;
}

const after = fc.array(fc.nat(9), { maxLength: 2 });

function call(shape: Shape): fc.Arbitrary<CallSeed> {
  const kinds: fc.WeightedArbitrary<CallSeed["kind"]>[] = [{ arbitrary: fc.constant("call"), weight: 5 }];
  if (shape.plans) kinds.push({ arbitrary: fc.constant("inner"), weight: 1 });
  if (shape.goals) kinds.push({ arbitrary: fc.constant("wish"), weight: 2 });
  return fc.record({
    kind: fc.oneof(...kinds),
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
  if (shape.races) kinds.push({ arbitrary: race(shape), weight: 1 });
  if (shape.quorums) kinds.push({ arbitrary: quorum, weight: 2 });
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
    body: block({ ...shape, races: false, plans: false, goals: false, quorums: false }, 1, true),
  });
}

function race(shape: Shape): fc.Arbitrary<Seed> {
  const inside = { ...simple, handlers: shape.handlers, callsMax: shape.callsMax };
  const several = fc.record({ first: call(inside), rest: block(inside, 1, true) });
  const branch: fc.Arbitrary<BranchSeed> = shape.blocks
    ? fc.oneof({ arbitrary: fc.nat(3), weight: 1 }, { arbitrary: several, weight: 2 })
    : fc.nat(3);
  return fc.record({ kind: fc.constant("race" as const), after, of: fc.tuple(branch, branch) });
}

const quorum: fc.Arbitrary<Seed> = fc.record({
  kind: fc.constant("quorum" as const),
  after,
  asks: fc.array(fc.boolean(), { minLength: 2, maxLength: 3 }),
  optional: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
  handler: fc.nat(3 * capabilities.length),
});

/** Calls and choices alone. */
export const simple: Shape = {
  callsMax: 4,
  loops: false,
  plans: false,
  goals: false,
  races: false,
  blocks: false,
  quorums: false,
  handlers: false,
  finally: false,
};

export function programs(shape: Shape): fc.Arbitrary<Program> {
  const innerShape: Shape = { ...simple, handlers: shape.handlers, callsMax: 2 };
  const closing = (freq: number): fc.Arbitrary<number | undefined> =>
    shape.finally ? fc.option(fc.nat(4), { nil: undefined, freq }) : fc.constant(undefined);
  return fc
    .record({
      main: block(shape, 0, false),
      inner: block(innerShape, 1, false),
      plans: fc.tuple(wished(innerShape), wished(innerShape)),
      hasToGrant: fc.boolean(),
      mainLast: closing(3),
      innerLast: closing(6),
    })
    .map(({ main, inner, plans, hasToGrant, mainLast, innerLast }): Program => {
      const built = build(main, mainLast, "s");
      const calls = (what: Statement["is"]): boolean =>
        [...statementsIn(built.body)].some(({ is }) => is === what);
      return {
        main: built,
        ...(calls("inner") ? { inner: build(inner, innerLast, "i", true) } : {}),
        ...(calls("wish") ? { goal: goalOf(plans, hasToGrant) } : {}),
      };
    })
    .filter((program) => {
      const [main, ...called] = plansOf(program).map(({ body }) => weight(body));
      return main !== undefined && main > 0 && main <= shape.callsMax && called.every((each) => each <= 2);
    });
}

/** A plan of a goal: a choice that may turn it down at its start, and what it does. */
function wished(shape: Shape): fc.Arbitrary<readonly Seed[]> {
  const guard = fc.record({
    kind: fc.constant("when" as const),
    atom: fc.nat(2),
    negated: fc.boolean(),
    yes: fc.constant([{ kind: "end" as const, fail: true }]),
    no: fc.constant(undefined),
  });
  const body = block(shape, 1, true);
  return fc.oneof(
    { arbitrary: body, weight: 3 },
    { arbitrary: fc.tuple(guard, body).map(([first, rest]) => [first, ...rest]), weight: 1 },
  );
}

/** The second gives its calls other arguments, so that it takes nothing over from the first (rule 26). */
function goalOf(
  [first, second]: readonly [readonly Seed[], readonly Seed[]],
  hasToGrant: boolean,
): [Plan, Plan] {
  const wanted = hasToGrant ? { hasToGrant: true as const } : {};
  return [
    { ...build(first, undefined, "f", true), ...wanted },
    { ...build(second, undefined, "g", true, 3), ...wanted },
  ];
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
    case "quorum":
      return 2;
    case "wish":
      return 3;
    case "race":
      return weight(statement.branches);
    case "block":
      return weight(statement.body);
    case "when":
      return weight(statement.yes) + weight(statement.no ?? []);
    case "loop":
      return 2 * weight(statement.body);
    case "end":
      return 0;
  }
}

/** The scope of a block: steps that may be waited for, reviews whose answer may be read. */
interface Scope {
  readonly steps: string[];
  readonly reviews: string[];
  readonly looped: boolean;
}

class Builder {
  readonly #prefix: string;
  readonly #isCalled: boolean;
  /** The argument of every call, whatever was drawn. */
  readonly #arg: Argument | undefined;
  #count = 0;
  #ends = 0;

  constructor(prefix: string, isCalled: boolean, arg: Argument | undefined) {
    this.#prefix = prefix;
    this.#isCalled = isCalled;
    this.#arg = arg;
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
      case "inner":
      case "wish": {
        const id = this.id();
        scope.steps.push(id);
        if (!seed.optional) scope.reviews.push(id);
        return { is: seed.kind, id, after: waits, optional: seed.optional };
      }
      case "quorum":
        return this.#quorum(seed, scope, waits);
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
        const [a, b] = seed.of;
        const branches = [this.#branch(a), this.#branch(b)] as const;
        scope.steps.push(id);
        return { is: "race", id, after: waits, branches };
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

  /** Nothing in it may happen once only, and nothing around it is seen. */
  #branch(seed: BranchSeed): Branch {
    const safe = capabilities.filter((what) => what !== "charge");
    if (typeof seed === "number") return { ...plain(this.id()), what: safe[seed] ?? "note" };
    const id = this.id();
    const kept = (each: Seed): Seed =>
      "what" in each ? { ...each, what: notOnce(each.what), handler: notOnce(each.handler) } : each;
    const inside: Scope = { steps: [], reviews: [], looped: false };
    const seeds = [{ ...seed.first, after: [] }, ...seed.rest].map((each) => within(each, kept));
    return { is: "block", id, body: this.block(seeds, inside) };
  }

  #quorum(seed: Seed & { readonly kind: "quorum" }, scope: Scope, after: readonly string[]): Statement {
    const id = this.id();
    const asks = seed.asks.map(
      (reviewed, at): Call => ({
        ...plain(this.id()),
        what: reviewed ? "review" : "note",
        // Equal questions add nothing.
        arg: at === 0 ? 1 : at === 1 ? 2 : 3,
      }),
    );
    const otherwise = seed.optional ? undefined : capabilities[seed.handler];
    scope.steps.push(id);
    if (!seed.optional && otherwise === undefined) scope.reviews.push(id);
    return {
      is: "quorum",
      id,
      after,
      asks,
      optional: seed.optional,
      ...(otherwise === undefined ? {} : { otherwise }),
    };
  }

  #call(seed: CallSeed, waits: readonly string[]): Call {
    const what = capabilities[seed.what] ?? "note";
    // Excluded: `once` retried or replaced without a confirm.
    const free = what !== "charge";
    const otherwise: Capability | undefined = free ? capabilities[seed.handler] : undefined;
    return {
      ...plain(this.id()),
      what,
      arg: this.#arg ?? seed.arg,
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

/** Every seed of it that is changed so, also on sides. */
function within(seed: Seed, change: (seed: Seed) => Seed): Seed {
  if (seed.kind !== "when") return change(seed);
  const inside = (seeds: readonly Seed[]): readonly Seed[] => seeds.map((each) => within(each, change));
  return { ...seed, yes: inside(seed.yes), no: seed.no && inside(seed.no) };
}

/** Any but what happens once only. */
function notOnce(what: number): number {
  return capabilities[what] === "charge" ? capabilities.indexOf("note") : what;
}

/** A called plan gives the answer of its first review, if it has one. */
function build(
  seeds: readonly Seed[],
  last: number | undefined,
  prefix: string,
  isCalled = false,
  arg?: Argument,
): Plan {
  const builder = new Builder(prefix, isCalled, arg);
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
