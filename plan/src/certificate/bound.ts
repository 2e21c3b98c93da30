import { furtherTries, usualBackoff } from "../run-facts.ts";
import type { BoundCertificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, HoldNode, Node, Pick } from "../shapes/node.ts";
import type { Resource } from "../shapes/rule.ts";
import { bindings, product, roundsOf, triesOf } from "./count.ts";
import {
  calledBy,
  type Indexed,
  isOver,
  type Program,
  reached,
  rescuesOf,
  undoOf,
  waysOf,
} from "./program.ts";
import { clausePlace, type Place, spanOf } from "./ranges.ts";
import { type Rejection, rejected } from "./report.ts";

/** What a run spends of money, energy or tokens at most (semantics, rules 14 and 42 to 46), over all that it may try. */
export interface BoundClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly of: Exclude<Resource, "latency">;
  readonly limit: Expression;
  /** No member that is held is lost: each hold and each use of a pool counts once. */
  readonly kept: boolean;
}

const parts = ["most", "atOnce", "undoing"] as const;

/** Whether the figures cover what the statements need, and those of the roots, deaths of a process included, are within the limit. */
export function checkBound(claim: BoundClaim, certificate: BoundCertificate): Rejection | undefined {
  const { program, roots, limit } = claim;
  const amounts = new Amounts(claim, certificate);
  let all = 0;
  for (const within of reached(program, roots)) {
    const { name } = within.routine;
    const needed = amounts.of(within);
    for (const part of parts) {
      const figure = Object.hasOwn(certificate[part], name) ? certificate[part][name] : undefined;
      if (figure === undefined) return rejected(name, "the certificate has no figure of it");
      if (!(figure >= needed[part])) return rejected(name, `it may use ${needed[part]}, not ${figure}`);
    }
    const { most, atOnce, undoing } = certificate;
    const again = product(
      program.plan.settings.limits.deaths ?? 0,
      (atOnce[name] ?? 0) + (undoing[name] ?? 0),
    );
    if (roots.includes(within)) all += (most[name] ?? 0) + again;
  }
  const allowed =
    limit.op === "constant" ? spanOf(limit, { program, within: empty, locals: {} })[0] : Number.NaN;
  return all <= allowed * (1 + rounding)
    ? undefined
    : rejected(program.plan.entry, `${all} is more than ${allowed}`);
}

/** What sums of doubles may be off by. */
const rounding = 1e-12;
const empty = { nodes: new Map(), blocks: new Map() } as unknown as Indexed;

export type Figures = Readonly<Record<(typeof parts)[number], number>>;

const none: Figures = { most: 0, atOnce: 0, undoing: 0 };

export class Amounts {
  private readonly claim: BoundClaim;
  private readonly given: Given;

  constructor(claim: BoundClaim, given: Given) {
    this.claim = claim;
    this.given = given;
  }

  /** What one run of a plan needs, going by the figures of those that it calls. */
  of(within: Indexed): Figures {
    const { root, finally: last } = within.routine;
    return sum([this.block(within, root), this.block(within, last)]);
  }

  private block(within: Indexed, id: BlockId | undefined): Figures {
    const nodes = id === undefined ? [] : (within.blocks.get(id)?.nodes ?? []);
    const chains: { last: string; most: number }[] = [];
    const figures = nodes.map((name) => {
      const node = within.nodes.get(name);
      if (node === undefined) return endless;
      const figure = this.node(within, node);
      const chain = chains.find(
        ({ last }) => isOver(within.nodes.get(last)) && node.needs.some((need) => need.node === last),
      );
      if (chain === undefined) chains.push({ last: name, most: figure.atOnce });
      else Object.assign(chain, { last: name, most: Math.max(chain.most, figure.atOnce) });
      return figure;
    });
    // Of statements that wait for one another one is under way.
    return { ...sum(figures), atOnce: chains.reduce((all, { most }) => all + most, 0) };
  }

  private node(within: Indexed, node: Node): Figures {
    const ways = waysOf(node).map(({ attempt }) => this.attempt(within, attempt));
    const handled = rescuesOf(node).map((each) => ("block" in each ? this.block(within, each.block) : none));
    return sum([...ways, ...handled, this.inside(within, node)]);
  }

  private inside(within: Indexed, node: Node): Figures {
    const { program, kept } = this.claim;
    switch (node.kind) {
      case "branch":
        return most(node.arms.map(({ block }) => this.block(within, block)));
      case "loop": {
        const round = this.block(within, node.body);
        const rounds = roundsOf(program, within, node);
        const { over } = node;
        const given = over.kind === "list" ? over.atOnce : over.kind === "fold" ? 1 : rounds;
        const wide = typeof given === "number" ? given : spanOf(given, placeOf(program, within))[1];
        const times = { most: rounds, atOnce: Math.min(rounds, wide), undoing: rounds };
        return scaled(round, times);
      }
      case "hold": {
        const held = kept ? 1 : bindings(program, within, node);
        const body = scaled(this.block(within, node.body), { most: held, atOnce: 1, undoing: held });
        const itself = { ...none, most: product(held, this.holding(within, node)) };
        return most([sum([body, itself]), this.block(within, node.otherwise)]);
      }
      case "race":
        return sum(node.branches.map(({ node: id }) => this.block(within, within.nodes.get(id)?.block)));
      default:
        return none;
    }
  }

  private holding(within: Indexed, { pick, for: time }: HoldNode): number {
    return this.pool(within, pick, spanOf(time, placeOf(this.claim.program, within))[1]);
  }

  /** What the dearest of the pools that may be asked costs for so many ms. */
  private pool(within: Indexed, { pool, count = 1 }: Pick, ms: number): number {
    const { program, of } = this.claim;
    const members = typeof count === "number" ? count : spanOf(count, placeOf(program, within))[1];
    const rates: number[] = [];
    const passed = new Set<string>();
    for (let name: unknown = pool; typeof name === "string" && !passed.has(name); ) {
      passed.add(name);
      const { cost, power, overflow } = program.plan.pools[name] ?? {};
      if (of === "energy" && typeof power === "number") rates.push(power / 1_000);
      if (of === "cost" && cost !== undefined) {
        const { amount, per } = cost as { readonly amount: string; readonly per: number };
        rates.push(Number(amount) / per);
      }
      name = overflow;
    }
    return product(Math.max(0, ...rates), product(members, ms));
  }

  private attempt(within: Indexed, attempt: Attempt): Figures {
    const { program, of, kept } = this.claim;
    const { target, args, options, using } = attempt;
    const tries = triesOf(attempt);
    const called = calledBy(program, target).map(({ routine: { name } }) => ({
      most: this.given.most[name] ?? 0,
      atOnce: this.given.atOnce[name] ?? 0,
      undoing: this.given.undoing[name] ?? 0,
    }));
    if (!("capability" in target)) return scaled(sum(called), { most: tries, atOnce: 1, undoing: tries });
    const capability = program.plan.capabilities[target.capability];
    if (capability === undefined) return endless;
    const place = clausePlace(placeOf(program, within), capability.params, args);
    const after: Place = {
      ...place,
      locals: { ...place.locals, result: { schema: capability.result?.schema } },
    };
    const requests = options.attempts?.times ?? 1;
    const members = using === undefined || kept ? 1 : program.plan.settings.limits.rebind + 1;
    const does = this.call(target.capability, args, placeOf(program, within));
    const undo = undoOf(capability, options);
    const back = undo === undefined ? zero : this.call(undo.capability, undo.args, after);
    const asked =
      capability.confirm === undefined
        ? zero
        : this.call(capability.confirm.capability, capability.confirm.args, after);
    const allTries = product(tries, members);
    const learnt = undo === undefined ? 0 : does.again;
    const used =
      using === undefined
        ? 0
        : this.pool(within, using, product(allTries, this.longest(attempt, place, capability.latency)));
    return {
      most:
        product(requests, does.first) +
        product(allTries - requests, does.again) +
        product(requests, back.first + furtherTries * back.again + learnt) +
        product(product(allTries, furtherTries + 1), asked.again || asked.first) +
        (of === "tokens" ? 0 : used),
      // What may be done at most once is not made again: it is in doubt.
      atOnce: Math.max(capability.effect.kind === "once" ? 0 : does.again, asked.again),
      undoing: product(requests, Math.max(back.again, learnt)),
    };
  }

  /** The first of the tries under a key, and each further one: a key pays for an idempotent call's cost once. */
  private call(
    name: string,
    args: Attempt["args"],
    place: Place,
  ): { readonly first: number; readonly again: number } {
    const { of, program } = this.claim;
    const capability = program.plan.capabilities[name];
    if (capability === undefined) return { first: Number.POSITIVE_INFINITY, again: Number.POSITIVE_INFINITY };
    const clause = capability[of];
    // What says nothing of its cost costs nothing (semantics, rule 15); a model that says nothing of it takes any.
    const isOpen = of !== "energy" && capability.kind === "llm";
    if (clause === undefined && isOpen)
      return { first: Number.POSITIVE_INFINITY, again: Number.POSITIVE_INFINITY };
    const first =
      clause === undefined ? 0 : Math.max(0, spanOf(clause, clausePlace(place, capability.params, args))[1]);
    const { effect, charged } = capability;
    const isKept = effect.kind === "idempotent" && effect.for === undefined && charged === undefined;
    const once = of === "cost" && isKept;
    return { first, again: once ? 0 : first };
  }

  /** ms that one try of a call can last, dispatched as often as it may be, with what is waited before the next. */
  private longest({ options }: Attempt, place: Place, declared: Expression | undefined): number {
    const given = options.timeout ?? declared;
    const { retry, attempts } = options;
    const waits = [retry?.every, retry?.backoff?.to, attempts?.every].map((each) =>
      each ? spanOf(each, place)[1] : 0,
    );
    const again = 1 + this.claim.program.plan.settings.limits.redispatch;
    const tried = given === undefined ? Number.POSITIVE_INFINITY : spanOf(given, place)[1];
    return product(again, tried) + Math.max(usualBackoff.to, ...waits);
  }
}

type Given = Readonly<Record<(typeof parts)[number], Readonly<Record<string, number>>>>;

const zero = { first: 0, again: 0 };
const endless: Figures = {
  most: Number.POSITIVE_INFINITY,
  atOnce: Number.POSITIVE_INFINITY,
  undoing: Number.POSITIVE_INFINITY,
};

function placeOf(program: Program, within: Indexed): Place {
  return { program, within, locals: {} };
}

function combined(figures: readonly Figures[], of: (numbers: readonly number[]) => number): Figures {
  const [most, atOnce, undoing] = parts.map((part) => of(figures.map((each) => each[part])));
  return { most: most ?? 0, atOnce: atOnce ?? 0, undoing: undoing ?? 0 };
}

function sum(figures: readonly Figures[]): Figures {
  return combined(figures, (numbers) => numbers.reduce((all, each) => all + each, 0));
}

function most(figures: readonly Figures[]): Figures {
  return combined(figures, (numbers) => Math.max(0, ...numbers));
}

function scaled(figures: Figures, times: Figures): Figures {
  return {
    most: product(figures.most, times.most),
    atOnce: product(figures.atOnce, times.atOnce),
    undoing: product(figures.undoing, times.undoing),
  };
}
