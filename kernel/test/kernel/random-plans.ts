/** Random plans, small and of every shape: what fails shrinks to a few statements. */
import type { Goal, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Measure, Node } from "@orchlang/plan/nodes";
import type { Guardrail, Verdict } from "@orchlang/plan/rules";
import fc from "fast-check";
import {
  attempt,
  call,
  capability,
  commitNode,
  constant,
  context,
  dollars,
  failNode,
  field,
  fold,
  forEach,
  guarded,
  human,
  local,
  parameter,
  plan,
  quorumOf,
  raceOf,
  raceOfRounds,
  routine,
  step,
  underWhile,
  untilEvent,
  waitFor,
  when,
  withHold,
  yieldNode,
} from "./building.ts";

const name = [parameter("name", { default: constant("") })];

export const kinds = [
  capability("read", "pure", { params: name, latency: constant(2_000) }),
  capability("make", "idempotent", {
    params: name,
    latency: constant(2_000),
    cost: constant(dollars("0.10")),
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("open", "idempotent", {
    params: name,
    latency: constant(2_000),
    undo: { capability: "shut", args: { id: field(local("result"), "id") } },
  }),
  capability("post", "idempotent", { params: name }),
  capability("send", "once", {
    params: name,
    latency: constant(2_000),
    undo: { capability: "recall", args: {} },
  }),
  capability("charge", "once", {
    params: name,
    latency: constant(2_000),
    cost: constant(dollars("0.05")),
    confirm: { capability: "was_charged", args: {} },
    undo: { capability: "refund", args: {} },
  }),
  human("ask", "boss", { params: name }),
  capability("order", "once", {
    params: name,
    latency: constant(5_000),
    run: { kind: "http", method: "post", url: "https://yard.example", callback: true },
    undo: { capability: "recall", args: {} },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")], cost: constant(dollars("0.01")) }),
  capability("shut", "idempotent", { params: [parameter("id")] }),
  capability("recall", "idempotent"),
  capability("refund", "idempotent"),
  capability("was_charged", "pure"),
];
const callable = ["read", "make", "open", "post", "send", "charge", "ask", "order"] as const;

type Statement =
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
interface Again {
  readonly retries: number;
  readonly every: number;
  readonly requests: number;
}

interface Options {
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

/** Over in a minute, too long, and of something that nobody knows. */
const firstMinute: Expression = {
  op: "call",
  fn: "any.equal",
  args: [call("instant.minute", context("now"), constant("UTC")), constant(0)],
};
/** Some time after the run may have reached it. */
const soon: Expression = call("instant.add", context("now"), constant(900));
const soonOfRun: Expression = call("instant.add", field(context("run"), "started"), constant(900));
const deferring: readonly Verdict[] = [
  { kind: "defer", when: firstMinute, within: 120_000 },
  { kind: "defer", when: firstMinute, within: 400 },
  { kind: "defer", when: context("storm"), within: 700 },
];
const checkOf = (verdict: number): string => `policy later ${verdict}`;

/** Left out: the pool alone, without measures. */
const measures: readonly (readonly Measure[] | undefined)[] = [
  undefined,
  ["cost", "latency"],
  ["energy", "reliability"],
  ["privacy"],
];

function measured(by: number): { readonly at?: readonly Measure[] } {
  const at = measures[by];
  return at === undefined ? {} : { at };
}

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

interface Writing {
  readonly nodes: Node[];
  readonly routines: ReturnType<typeof routine>[];
  readonly goals: Record<string, Goal>;
  count: number;
  /** The member that is held there. */
  held: string | undefined;
}

/** A plan of what a sketch says. Names count up, so that a plan reads in order. */
const spending: Guardrail = {
  name: "g",
  severity: "blocking",
  rules: [{ kind: "bound", of: "cost", limit: constant(dollars("0.40")) }],
};

/** They keep no run open, so they may be asked of every plan; most of them are broken by some. */
const responses: readonly Guardrail[] = [
  { name: "answered", severity: "advisory", rules: [followedBy("make", "post"), followedBy("read", "make")] },
  {
    name: "in_time",
    severity: "warning",
    rules: [{ ...followedBy("send", "read"), within: constant(900) }],
  },
];

function followedBy(every: string, by: string): Extract<Guardrail["rules"][number], { kind: "followed" }> {
  return { kind: "followed", every: { selector: { name: every } }, by: [{ selector: { name: by } }] };
}

export function planOf({ body, last, budget, other, drifts, commit }: Sketch): Plan {
  const goals: Record<string, Goal> = {};
  const routines: ReturnType<typeof routine>[] = [];
  const main: Writing = { nodes: [], routines, goals, count: 0, held: undefined };
  if (commit === undefined || other !== undefined) write(main, body, "root", []);
  else writeAround(main, body, commit);
  if (last.length > 0) write(main, last, "last", []);
  if (other !== undefined) {
    goals.wanted = goalOf("wanted", ["main", "main2"]);
    main.nodes.push(...failing("main", "root"));
    const second: Writing = { nodes: [], routines, goals, count: 0, held: undefined };
    write(second, body.slice(0, other), "root", []);
    routines.push(routine("main2", second.nodes, { achieves: "wanted" }));
  }
  const guardrails = budget ? [...responses, spending] : responses;
  const more = {
    ...(last.length > 0 ? { finally: "last" } : {}),
    ...(other === undefined ? {} : { achieves: "wanted" }),
  };
  const nodes = drifts ? guarded(context("calm"), main.nodes) : main.nodes;
  return plan([routine("main", nodes, more), ...routines], kinds, {
    guardrails,
    goals,
    ...(other === undefined ? {} : { entry: "wanted" }),
    policies: [{ name: "later", severity: "blocking", on: [{ any: true }], verdicts: deferring }],
    checks: Object.fromEntries(
      deferring.map((_, verdict) => [
        checkOf(verdict),
        { id: checkOf(verdict), kind: "policy", policy: "later", verdict },
      ]),
    ),
    pools: {
      p: { name: "p", count: 2, tier: "edge", latency: 40, cost: perMinute("0.01"), overflow: "q" },
      q: { name: "q", count: 1, tier: "cloud", latency: 90, cost: perMinute("0.005"), power: 200 },
    },
  });
}

function perMinute(amount: string): { amount: string; currency: string; per: number } {
  return { amount, currency: "USD", per: 60_000 };
}

function goalOf(name: string, alternatives: readonly string[]): Goal {
  return {
    name,
    params: [],
    result: null,
    intents: [],
    success: [],
    budget: [],
    optimize: "balanced",
    keep: [],
    fails: [],
    alternatives,
  };
}

/** The first plan of a goal comes to nothing, some time after it has begun. */
function failing(id: string, block: string): readonly Node[] {
  return [
    waitFor(`w_${id}`, constant(900), { block }),
    failNode(`f_${id}`, constant("no"), { block, needs: [`w_${id}`] }),
  ];
}

function write(
  writing: Writing,
  statements: readonly Statement[],
  block: string,
  around: readonly string[],
): readonly string[] {
  const seen = [...around];
  for (const one of statements) seen.push(writeOne(writing, one, block, seen));
  return seen;
}

/** Statements after a `commit` wait for it, and it waits for all others. */
function writeAround(main: Writing, body: readonly Statement[], at: number): void {
  const needs = write(main, body.slice(0, at), "root", []);
  main.nodes.push(commitNode(needs));
  const from = main.nodes.length;
  write(main, body.slice(at), "root", [...needs, "commit"]);
  main.nodes.forEach((node, index) => {
    const waits = index >= from && node.block === "root";
    const need = { node: "commit", why: "order" as const };
    if (waits && !node.needs.some((each) => each.node === need.node))
      main.nodes[index] = { ...node, needs: [...node.needs, need] };
  });
}

function writeOne(writing: Writing, one: Statement, block: string, seen: readonly string[]): string {
  writing.count += 1;
  const id = `${one.kind}${writing.count}`;
  const wanted =
    seen.length === 0 ? [] : [...new Set(one.needs.map((index) => seen[index % seen.length] ?? ""))];
  const placed = { block, needs: wanted };
  switch (one.kind) {
    case "step":
      writing.nodes.push(stepNode(writing, id, one.of, one.options, placed));
      break;
    case "wait":
      writing.nodes.push(waitNode(waitFor(id, constant(500), placed), one.what));
      break;
    case "when":
      writing.nodes.push(when(id, constant(one.holds), { ...placed, otherwise: true }));
      write(writing, one.yes, `${id}/then`, seen);
      write(writing, one.no, `${id}/else`, seen);
      break;
    case "each":
      writing.nodes.push(
        forEach(id, "x", listOf(one), {
          ...placed,
          atOnce: one.atOnce,
          tolerated: constant(one.share),
          rescues: one.handled ? [{ attempt: attempt("read") }] : [],
        }),
      );
      write(writing, one.body, `${id}/round`, []);
      writing.nodes.push(yieldNode(`y_${id}`, local("x"), { block: `${id}/round` }));
      break;
    case "fold":
      writing.nodes.push(
        fold(
          id,
          "v",
          constant(0),
          call("number.greaterOrEqual", local("v"), constant(one.rounds)),
          4,
          placed,
        ),
      );
      write(writing, one.body, `${id}/round`, []);
      writing.nodes.push(
        yieldNode(`y_${id}`, call("number.add", local("v"), constant(1)), { block: `${id}/round` }),
      );
      break;
    case "race":
      writing.nodes.push(
        raceOf(
          id,
          one.branches.map((_, index) => `b${index}`),
          { ...placed, losers: one.finish ? "finish" : "cancel" },
        ),
      );
      one.branches.forEach((of, index) => {
        const branch = { block: `${id}/b${index}`, args: { name: constant(`${id}.b${index}`) } };
        writing.nodes.push(step(`${id}.b${index}`, callable[of] ?? "read", branch));
      });
      break;
    case "until": {
      const rescues = one.handled ? [{ attempt: attempt("read") }] : [];
      if (one.drifts) {
        writing.nodes.push(...underWhile(id, context("calm"), { ...placed, rescues }));
        write(writing, one.work, `${id}.do/do`, []);
        break;
      }
      writing.nodes.push(...untilEvent(id, "stop", { ...placed, rescues }));
      write(writing, one.work, `${id}.do/do`, []);
      const first = `${id}.event`;
      const from = writing.nodes.length;
      write(writing, one.after, `${id}.until/do`, []);
      writing.nodes.splice(
        from,
        Infinity,
        ...writing.nodes
          .slice(from)
          .map((node) =>
            node.block === `${id}.until/do`
              ? { ...node, needs: [...node.needs, { node: first, why: "order" as const }] }
              : node,
          ),
      );
      break;
    }
    case "firsts": {
      const list = constant(Array.from({ length: one.rounds }, (_, index) => index));
      const losers = one.finish ? "finish" : "cancel";
      writing.nodes.push(
        ...raceOfRounds(id, one.winners, list, { ...placed, atOnce: one.atOnce, losers }),
        step(`s_${id}`, callable[one.of] ?? "read", {
          block: `${id}.rounds/round`,
          args: { name: constant(id) },
        }),
        yieldNode(`y_${id}`, local("x"), { block: `${id}.rounds/round`, needs: [`s_${id}`] }),
      );
      break;
    }
    case "hold": {
      const several = one.count === 1 ? {} : { count: constant(one.count) };
      const pick = { pool: "p", ...measured(one.by), ...several, wait: constant(1_000) };
      const held = writing.held;
      writing.nodes.push(
        withHold(id, `r_${id}`, pick, one.short ? 1_500 : 600_000, {
          ...placed,
          otherwise: true,
          ...(one.later ? { from: soon } : {}),
        }),
      );
      if (one.count === 1) writing.held = `r_${id}`;
      write(writing, one.yes, `${id}/held`, seen);
      writing.held = held;
      write(writing, one.no, `${id}/else`, seen);
      break;
    }
    case "quorum":
      writing.nodes.push(
        quorumOf(
          id,
          one.agree,
          [1, 2, 3].map(() => attempt("read")),
          placed,
        ),
      );
      break;
    case "goal": {
      const names = [`${id}a`, `${id}b`];
      [one.first, [...one.first.slice(0, one.same), ...one.second]].forEach((body, index) => {
        const { routines, goals, count } = writing;
        const inner: Writing = { nodes: [], routines, goals, count: count * 100, held: undefined };
        write(inner, body, "root", []);
        if (index === 0) inner.nodes.push(...failing(id, "root"));
        if (one.last) inner.nodes.push(step(`last_${id}`, "read", { block: "last" }));
        const last = one.last ? { finally: "last" } : {};
        routines.push(routine(names[index] ?? "", inner.nodes, { ...last, achieves: id }));
      });
      writing.goals[id] = goalOf(id, names);
      const optional = one.optional ? { optional: true as const } : {};
      writing.nodes.push(
        step(id, { goal: id }, { ...placed, ...optional, options: callingAgain(one.again) }),
      );
      break;
    }
    case "sub": {
      const inner: Writing = {
        nodes: [],
        routines: writing.routines,
        goals: writing.goals,
        count: writing.count * 100,
        held: undefined,
      };
      write(inner, one.body, "root", []);
      if (one.last) inner.nodes.push(step(`last_${id}`, "read", { block: "last" }));
      writing.routines.push(routine(id, inner.nodes, one.last ? { finally: "last" } : {}));
      writing.nodes.push(
        step(
          id,
          { routine: id },
          { ...placed, options: callingAgain(one.again), ...(one.optional ? { optional: true } : {}) },
        ),
      );
    }
  }
  return id;
}

function listOf({ rounds, counts }: Extract<Statement, { kind: "each" }>): Expression {
  if (counts) return call("list.range", constant(1), constant(rounds));
  return constant(Array.from({ length: rounds }, (_, index) => index));
}

/** Nothing that such a plan gives is accepted where results are asked for: it has failed in the end. */
function callingAgain({ retries, every, requests }: Again): Attempt["options"] {
  return {
    ...(retries > 0 ? { retry: { times: retries, every: constant(every) } } : {}),
    ...(requests > 0
      ? { accept: constant(false), attempts: { times: requests, every: constant(every) } }
      : {}),
  };
}

/**
 * For a time; for something that never is so, or never happens, for as long; for an event, however long that takes; until
 * an instant counted from the start of the run.
 */
function waitNode(node: Node, what: number): Node {
  if (node.kind !== "wait" || what === 0) return node;
  if (what === 4) return { ...node, for: { kind: "instant", instant: soonOfRun } };
  if (what === 3) return { ...node, for: { kind: "occurrence", event: "stop", next: false } };
  const within = constant(500);
  return {
    ...node,
    for:
      what === 1
        ? { kind: "condition", condition: context("never"), within }
        : { kind: "occurrence", event: "never", next: false, within },
  };
}

function stepNode(
  writing: Writing,
  id: string,
  of: number,
  { retries, limited, optional, reads, uses, by, handler, deferred }: Options,
  placed: { readonly block: string; readonly needs: readonly string[] },
): Node {
  const target = callable[of] ?? "read";
  const may = target !== "ask" && target !== "send";
  const held = reads && writing.held !== undefined ? field(local(writing.held), "id") : undefined;
  const args: Readonly<Record<string, Expression>> = { name: held ?? constant(id) };
  const own: Attempt["options"] = {
    ...(retries > 0 && may ? { retry: { times: retries, every: constant(300) } } : {}),
    ...(limited ? { timeout: constant(700) } : {}),
  };
  if (handler === "block")
    writing.nodes.push(yieldNode(`y_${id}`, constant("instead"), { block: `${id}/else1` }));
  const gated = { checks: deferred.map(checkOf), gate: deferred.includes(2) ? "control" : "local" } as const;
  const made = step(id, target, {
    ...placed,
    ...(deferred.length === 0 ? {} : gated),
    args,
    options: own,
    ...(optional ? { optional: true } : {}),
    rescues:
      handler === "none"
        ? []
        : [handler === "call" ? { attempt: attempt("post") } : { block: `${id}/else1` }],
  });
  if (!uses || made.kind !== "call") return made;
  return {
    ...made,
    attempt: { ...made.attempt, using: { pool: "p", ...measured(by), wait: constant(1_000) } },
  };
}
