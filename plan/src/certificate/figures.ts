import { furtherTries, holdMargin, usualBackoff } from "../run-facts.ts";
import type { CallReference } from "../shapes/capability.ts";
import type { Figures, Measure } from "../shapes/certificate.ts";
import type { Attempt, BlockId, Node, Pick } from "../shapes/node.ts";
import type { Resource, Selector } from "../shapes/rule.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program, type Rejection, rejected } from "./program.ts";
import { anything, clauseOf, estimate, mostOf, type Place, product, record, total } from "./value.ts";

/** A quantity summed over a plan: beginnings of an action, spending, duration, held members. */
export type Subject =
  | { readonly begins: Selector }
  | { readonly spends: Exclude<Resource, "latency"> }
  | { readonly lasts: true }
  | { readonly holds: string };

export interface SumsClaim {
  readonly program: Program;
  readonly subject: Subject;
  /** Assumed: no member that is held is lost, so that nothing is begun again with another. */
  readonly kept: boolean;
}

export interface FiguresClaim extends SumsClaim {
  readonly roots: readonly Indexed[];
  readonly limit: number;
}

export function measuresOf(subject: Subject): readonly [Measure, ...Measure[]] {
  if ("spends" in subject) return ["spent", "again", "undoing"];
  return "lasts" in subject ? ["lasts", "undoing"] : "begins" in subject ? ["begun"] : ["held"];
}

/** Rejects figures that do not cover a plan's statements, given those of called plans, or roots beyond the limit. */
export function checkFigures(claim: FiguresClaim, figures: Figures): Rejection | undefined {
  const { program, roots, subject, limit } = claim;
  const scope = walk.reached(program, roots);
  const of = (measure: Measure): readonly number[] =>
    roots.map(({ name }) => own(figures, name)?.[measure] ?? 0);
  const [measure] = measuresOf(subject);
  const again = "lasts" in subject ? longest(program, scope) : total([...of("again"), ...of("undoing")]);
  const deaths = product(program.plan.settings.limits.deaths ?? 0, again);
  const all = measure === "held" ? Math.max(0, ...of(measure)) : total(of(measure)) + deaths;
  const isKept = all <= limit + 1e-12 * limit; // The rounding error that sums of doubles may have.
  const over = isKept ? undefined : rejected(program.plan.entry, `${all} is more than ${limit}`);
  return uncovered(claim, scope, figures) ?? over;
}

/** The first plan whose figures do not cover what it needs. */
export function uncovered(
  claim: SumsClaim,
  scope: readonly Indexed[],
  figures: Figures,
): Rejection | undefined {
  const sums = new Sums(claim, figures);
  for (const within of scope) {
    for (const measure of measuresOf(claim.subject)) {
      const figure = own(figures, within.name)?.[measure];
      const needed = sums.plan(measure, within);
      if (figure === undefined || !(figure >= needed))
        return rejected(
          within.name,
          `\`${measure}\` may be ${needed}, and the certificate says ${figure ?? "nothing"}`,
        );
    }
  }
  return undefined;
}

/** Rejects work under a hold that may not be over before the margin at its end (semantics, rules 31 and 46a). */
export function checkHeld(
  program: Program,
  within: Indexed,
  node: Node,
  figures: Figures,
): Rejection | undefined {
  const claim = { program, subject: { lasts: true }, kept: true } as const;
  if (node.kind !== "hold") return rejected(within.name, "there is no such hold");
  const below = walk.reached(program, [within]).filter((each) => each !== within);
  const { least } = estimate(node.for, { program, within, locals: {} });
  const lasts = new Sums(claim, figures).block("lasts", within, node.body);
  const late = rejected(`${within.name}/${node.id}`, `what is done may last ${lasts} ms`);
  return uncovered(claim, below, figures) ?? (lasts < least - holdMargin(least) ? undefined : late);
}

/** The needs of statements, given the figures of the plans that they call; a plan without a figure is unbounded. */
export class Sums {
  private readonly claim: SumsClaim;
  private readonly figures: Figures;
  /** Statements that take no time any more. */
  private readonly over: ReadonlySet<Node>;

  constructor(claim: SumsClaim, figures: Figures, over: ReadonlySet<Node> = new Set()) {
    this.claim = claim;
    this.figures = figures;
    this.over = over;
  }

  /** The need of one run of a plan. All that it may have to undo is a part of its time. */
  plan(measure: Measure, within: Indexed): number {
    const { root, finally: last } = within.routine;
    const back = measure === "lasts" ? this.block("undoing", within, root) : 0;
    const isUndone = measure !== "undoing" || "spends" in this.claim.subject;
    return this.block(measure, within, root) + back + (isUndone ? this.block(measure, within, last) : 0);
  }

  block(measure: Measure, within: Indexed, id: BlockId | undefined): number {
    const nodes = walk.nodesOf(within, id);
    if (measure === "lasts") return this.path(within, nodes);
    const figures = nodes.map((node) => this.node(measure, within, node));
    if (measure !== "again" && measure !== "held") return total(figures);
    // If statements wait for one another, only one is under way.
    const chains: { last: Node; most: number }[] = [];
    for (const [at, last] of nodes.entries()) {
      const chain = chains.find(
        (each) =>
          isOver(each.last) && last.needs.some(({ node, why }) => node === each.last.id && why !== "branch"),
      );
      const most = Math.max(chain?.most ?? 0, figures[at] ?? 0);
      if (chain === undefined) chains.push({ last, most });
      else Object.assign(chain, { last, most });
    }
    return total(chains.map(({ most }) => most));
  }

  /** The longest way through statements, each after all that it, or anything in it, waits for. */
  private path(within: Indexed, nodes: readonly Node[]): number {
    const ends = new Map<Node | undefined, number>();
    const top = new Map<Node | undefined, Node>();
    for (const node of nodes) for (const each of [node, ...walk.insideOf(within, node)]) top.set(each, node);
    const steps = nodes.map((node) => {
      const needs = [node, ...walk.insideOf(within, node)].flatMap((each) => each.needs);
      const before = new Set(needs.map((need) => top.get(within.nodes.get(need.node))));
      before.delete(node);
      return { node, before, lasts: this.over.has(node) ? 0 : this.node("lasts", within, node) };
    });
    // Statements stand mostly in the order in which they wait for one another: a pass or two, and never more than there are.
    for (const _ of [...steps, undefined]) {
      let later = false;
      for (const { node, before, lasts } of steps) {
        const end = Math.max(0, ...[...before].map((each) => ends.get(each) ?? 0)) + lasts;
        later ||= end !== (ends.get(node) ?? 0);
        ends.set(node, end);
      }
      if (!later) return Math.max(0, ...ends.values());
    }
    return Number.POSITIVE_INFINITY;
  }

  private node(measure: Measure, within: Indexed, node: Node): number {
    const at = { program: this.claim.program, within, locals: {} };
    const timed = measure === "lasts";
    const of = (block: BlockId): number => this.block(measure, within, block);
    const beside = (figures: readonly number[], is: boolean): number =>
      is ? Math.max(0, ...figures) : total(figures);
    const own = walk.blocksOf(within, node, false).map(of);
    const ways = walk
      .waysOf(node)
      .map(({ attempt, handler }) => ({ handler, is: this.attempt(measure, at, attempt) }));
    const [asked, handlers] = [false, true].map((is) =>
      ways.flatMap((each) => (each.handler === is ? [each.is] : [])),
    );
    // An event may come when the work that it interrupts is nearly over.
    const isRace = node.kind === "race" && node.settles !== true;
    const isOne = node.kind === "branch" || node.kind === "hold" || (timed && isRace);
    // A failed, lost or omitted statement is undone before anything else is done in its place.
    const isLeft = timed && (walk.isRescued(node) || !isOver(node));
    return (
      product(this.times(measure, at, node), beside(own, isOne)) +
      this.besides(measure, at, node) +
      beside(asked ?? [], timed) +
      total(handlers ?? []) +
      total(walk.blocksOf(within, node, true).map(of)) +
      (isLeft ? this.node("undoing", within, node) : 0)
    );
  }

  /** How often what is in a statement is done, or one after another. */
  private times(measure: Measure, at: Place, node: Node): number {
    const isAgain = ["begun", "spent", "undoing"].includes(measure);
    if (node.kind === "hold") return isAgain ? this.members(true) : 1;
    if (node.kind !== "loop") return 1;
    const { over, upTo } = node;
    const isList = over.kind === "list";
    const rounds = Math.min(mostOf(upTo, at), isList ? estimate(over.list, at).most : anything.most);
    const wide = isList ? over.atOnce : over.kind === "fold" ? 1 : rounds;
    if (measure === "again" || measure === "held") return Math.min(rounds, mostOf(wide, at));
    if (measure !== "lasts" || !isList) return rounds;
    // The i-th of rounds that last no longer than T begins at ⌊i/K⌋·T at the latest.
    const least = typeof wide === "number" ? wide : estimate(wide, at).least;
    return Math.ceil(rounds / Math.max(1, Math.min(least, rounds)));
  }

  /** The share of a statement besides its calls and blocks: queueing, its own waits, held members. */
  private besides(measure: Measure, at: Place, node: Node): number {
    if (node.kind === "hold") {
      const isGranted =
        this.over.size > 0 && walk.insideOf(at.within, node).some((each) => this.over.has(each));
      const opens = node.from === undefined ? mostOf(node.pick.wait, at) : anything.most;
      if (measure === "lasts") return isGranted ? 0 : opens;
      return product(
        this.members(measure === "spent"),
        this.taken(measure, at, node.pick, mostOf(node.for, at)),
      );
    }
    if (measure !== "lasts") return 0;
    if (node.kind === "loop") return node.over.kind === "occurrences" ? mostOf(node.over.within, at) : 0;
    if (walk.interrupts(at.within, node) || node.kind !== "wait" || node.for.kind === "while") return 0;
    if (node.for.kind === "instant") return anything.most;
    return Math.max(0, mostOf(node.for.kind === "duration" ? node.for.duration : node.for.within, at));
  }

  private attempt(measure: Measure, at: Place, attempt: Attempt): number {
    const { program, subject } = this.claim;
    const { target, using, options } = attempt;
    const figures = walk.calledBy(program, target).map(({ name }) => own(this.figures, name)?.[measure]);
    const called = total(figures.map((figure) => figure ?? anything.most));
    const requests = options.attempts?.times ?? 1;
    const tries = requests * ((options.retry?.times ?? 0) + 1) * this.members(using !== undefined);
    if (measure === "lasts") return lasting(program, at, attempt, called);
    if (measure === "held") return called + this.taken(measure, at, using, 0);
    if (measure === "begun") {
      const is = (name?: string) =>
        Number("begins" in subject && walk.selects(program, subject.begins, name ?? ""));
      const { undo, confirm } = walk.settlingOf(program, attempt);
      const settling = is(undo?.capability) + is(confirm?.capability);
      return product(tries, is(walk.targetName(target)) + called + settling * (furtherTries + 1));
    }
    if ("lasts" in subject) return called + product(requests, back(program, at, attempt));
    const { spent, again, undoing } = this.spending(at, attempt, requests, tries);
    if (measure === "spent") return product(tries, called) + spent;
    return measure === "again" ? called + again : product(tries, called) + undoing;
  }

  /** Money, J or tokens (semantics, rules 14 and 42 to 46): all tries, of them those at one time, undoing once more. */
  private spending(at: Place, attempt: Attempt, requests: number, tries: number) {
    const { program } = this.claim;
    const capability = walk.capabilityOf(program, attempt);
    const { undo, confirm } = walk.settlingOf(program, attempt);
    if (capability === undefined) return { spent: 0, again: 0, undoing: 0 };
    const does = this.cost(at, { capability: capability.name, args: attempt.args });
    const inner = clauseOf(at, capability.params, attempt.args);
    const undoes = this.cost(undoPlace(at, attempt), undo);
    const asks = this.cost(inner, confirm);
    const learnt = undo === undefined ? 0 : does.again;
    const { retry, attempts } = attempt.options;
    const waits = [retry?.every, retry?.backoff?.to, attempts?.every].map((each) =>
      each ? mostOf(each, at) : 0,
    );
    const redispatched = product(1 + program.plan.settings.limits.redispatch, oneTry(program, at, attempt));
    const used = product(tries, redispatched + Math.max(usualBackoff.to, ...waits));
    return {
      spent:
        product(requests, does.first + undoes.first + furtherTries * undoes.again + learnt) +
        product(tries - requests, does.again) +
        product(tries * (furtherTries + 1), asks.first) +
        this.taken("spent", at, attempt.using, used),
      // A `once` call is not repeated: it is in doubt.
      again: Math.max(capability.effect.kind === "once" ? 0 : does.again, asks.again),
      undoing: product(requests, Math.max(undoes.again, learnt)),
    };
  }

  /** The first of the tries under a key, and each further one: a key pays for an idempotent call's cost once. */
  private cost(
    at: Place,
    called: CallReference | undefined,
  ): { readonly first: number; readonly again: number } {
    const { program, subject } = this.claim;
    const capability = own(program.plan.capabilities, called?.capability ?? "");
    if (capability === undefined || called === undefined || !("spends" in subject))
      return { first: 0, again: 0 };
    const { effect, charged, kind, params } = capability;
    const clause = capability[subject.spends];
    // A capability without `cost` costs nothing (semantics, rule 15); a model without declared tokens may use any number.
    const other = subject.spends !== "energy" && kind === "llm" ? anything.most : 0;
    const first =
      clause === undefined ? other : Math.max(0, mostOf(clause, clauseOf(at, params, called.args)));
    const isKept = effect.kind === "idempotent" && effect.for === undefined && charged === undefined;
    return { first, again: isKept && subject.spends === "cost" ? 0 : first };
  }

  /** How many members one after another may be asked. */
  private members(is: boolean): number {
    return is && !this.claim.kept ? this.claim.program.plan.settings.limits.rebind + 1 : 1;
  }

  /** Members that are held of a pool, or what the dearest of the pools that may be asked costs for so many ms. */
  private taken(measure: Measure, at: Place, pick: Pick | undefined, ms: number): number {
    const { program, subject } = this.claim;
    const pools = walk.poolsFrom(program, pick?.pool);
    const count = mostOf(pick?.count ?? 1, at);
    if ("holds" in subject) return product(Number(pools.some(({ name }) => name === subject.holds)), count);
    const rates = pools.map(({ cost, power }) => {
      if (!("spends" in subject) || subject.spends === "tokens" || measure !== "spent") return 0;
      if (subject.spends === "energy") return Number(power ?? 0) / 1_000;
      return cost === undefined ? 0 : Number(record(cost).amount) / Number(record(cost).per);
    });
    return product(product(Math.max(0, ...rates), count), ms);
  }
}

/** Nothing of a statement goes on once it has settled: no loser of a race, nothing that is left in doubt. */
function isOver(node: Node): boolean {
  const mayBeLeft = "optional" in node && node.optional === true;
  return node.kind !== "race" && !mayBeLeft && !(node.kind === "loop" && node.tolerated !== undefined);
}

/** ms of all tries, with what is asked before and in between (semantics, rules 15, 27 and 42 to 47). */
function lasting(program: Program, at: Place, attempt: Attempt, called: number): number {
  const { options, using, checks, target } = attempt;
  const { plan } = program;
  const requests = options.attempts?.times ?? 1;
  const retries = options.retry?.times ?? 0;
  const { confirm } = walk.settlingOf(program, attempt);
  const asked = confirm
    ? plan.settings.limits.grace + settling(program, clausesAt(program, at, attempt), confirm)
    : 0;
  const between = options.attempts?.every ? mostOf(options.attempts.every, at) : 0;
  const waits = checks.map((id) => {
    const check = own(plan.checks, id);
    if (check?.kind !== "policy") return 0;
    const verdict = plan.policies.find(({ name }) => name === check.policy)?.verdicts[check.verdict];
    if (verdict?.kind === "defer") return verdict.within;
    return verdict?.kind === "approval" ? mostOf(verdict.within, at) : 0;
  });
  const once = ("capability" in target ? oneTry(program, at, attempt) : called) + asked;
  return (
    product(requests * (retries + 1), once) +
    product(requests, delays(at, options.retry, retries)) +
    product(requests - 1, between + back(program, at, attempt)) +
    (using === undefined ? 0 : mostOf(using.wait, at)) +
    product(requests, total(waits))
  );
}

/** The longest try of any call: a process that dies makes it be made again. A person is asked once. */
function longest(program: Program, scope: readonly Indexed[]): number {
  return Math.max(
    0,
    ...walk.beginsOf(program, scope).map(({ within, attempt }) => {
      const at = { program, within, locals: {} };
      const capability = walk.capabilityOf(program, attempt);
      const once = capability === undefined || capability.kind === "human" ? 0 : oneTry(program, at, attempt);
      return Math.max(once, back(program, at, attempt));
    }),
  );
}

function oneTry(program: Program, at: Place, attempt: Attempt): number {
  if (attempt.options.timeout !== undefined) return mostOf(attempt.options.timeout, at);
  return mostOf(walk.capabilityOf(program, attempt)?.latency, clausesAt(program, at, attempt));
}

/** The time to undo one request, including the call that learns its result. */
function back(program: Program, at: Place, attempt: Attempt): number {
  const { undo } = walk.settlingOf(program, attempt);
  return undo === undefined
    ? 0
    : settling(program, undoPlace(at, attempt), undo) + oneTry(program, at, attempt);
}

/** All tries of an undo or a confirm, with the delays between them. */
function settling({ plan }: Program, at: Place, { capability: name, args }: CallReference): number {
  const capability = own(plan.capabilities, name);
  const once = mostOf(capability?.latency, clauseOf(at, capability?.params, args));
  return product(furtherTries + 1, once) + delays(at, undefined, furtherTries);
}

/** Before each further try: `every`, else growing. */
function delays(at: Place, retry: Attempt["options"]["retry"], count: number): number {
  const { every, backoff } = retry ?? {};
  if (every !== undefined) return product(count, mostOf(every, at));
  const [from, to] = [
    mostOf(backoff?.from ?? usualBackoff.from, at),
    mostOf(backoff?.to ?? usualBackoff.to, at),
  ];
  const growing = Array.from({ length: Math.min(count, 64) }, (_, k) => Math.min(to, from * 2 ** k));
  return total(growing) + product(Math.max(0, count - 64), to);
}

function clausesAt(program: Program, at: Place, attempt: Attempt): Place {
  return clauseOf(at, walk.capabilityOf(program, attempt)?.params, attempt.args);
}

/** The place that an undo reads: the parameters of its call if the capability declares it; otherwise they are unknown. */
function undoPlace(at: Place, attempt: Attempt): Place {
  const inner = clausesAt(at.program, at, attempt);
  const unknown = Object.fromEntries(Object.keys(inner.locals).map((name) => [name, anything]));
  return attempt.options.undo === undefined ? inner : { ...at, locals: unknown };
}
