import { furtherTries, holdMargin, usualBackoff } from "../run-facts.ts";
import type { LatencyCertificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, LoopNode, Node, Pick } from "../shapes/node.ts";
import { product, roundsOf } from "./count.ts";
import {
  around,
  calledBy,
  type Indexed,
  type Program,
  reached,
  rescuesOf,
  undoOf,
  waysOf,
} from "./program.ts";
import { clausePlace, type Place, spanOf } from "./ranges.ts";
import { type Rejection, rejected } from "./report.ts";

/** That a run ends in time, its unwinding included; plans of a goal one after another (semantics, rules 42 to 47). */
export interface LatencyClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly limit: Expression;
}

/** Whether the figures cover what each plan may last, and what undoing it may, and those of the roots keep the limit. */
export function checkLatency(claim: LatencyClaim, certificate: LatencyCertificate): Rejection | undefined {
  const { program, roots, limit } = claim;
  const durations = new Durations(program, certificate);
  const scope = reached(program, roots);
  const wrong = scope
    .map((within) => figuresWrong(durations, certificate, within))
    .find((each) => each !== undefined);
  if (wrong !== undefined) return wrong;
  const again = product(program.plan.settings.limits.deaths ?? 0, durations.longest(scope));
  const all = roots.reduce((sum, { routine }) => sum + (own(certificate.lasts, routine.name) ?? 0), again);
  const allowed = limit.op === "constant" && typeof limit.value === "number" ? limit.value : Number.NaN;
  return all <= allowed ? undefined : rejected(program.plan.entry, `${all} ms is more than ${allowed} ms`);
}

/** Whether what is done under a hold is over before the margin at its end (semantics, rules 31 and 46a). */
export function checkHeld(
  program: Program,
  step: string,
  certificate: LatencyCertificate,
): Rejection | undefined {
  const at = step.indexOf("/");
  const within = program.routines.get(step.slice(0, at));
  const node = within?.nodes.get(step.slice(at + 1));
  if (within === undefined || node?.kind !== "hold") return rejected(step, "there is no such hold");
  const durations = new Durations(program, certificate);
  const wrong = reached(program, [within])
    .filter((called) => called !== within)
    .map((called) => figuresWrong(durations, certificate, called))
    .find((each) => each !== undefined);
  if (wrong !== undefined) return wrong;
  const [least] = spanOf(node.for, { program, within, locals: {} });
  const lasts = durations.block(within, node.body);
  return lasts <= least - holdMargin(least) ? undefined : rejected(step, `what is done may last ${lasts} ms`);
}

function figuresWrong(
  durations: Durations,
  { lasts, unwinds }: LatencyCertificate,
  within: Indexed,
): Rejection | undefined {
  const { name } = within.routine;
  const [figure, undoing] = [own(lasts, name), own(unwinds, name)];
  if (figure === undefined || undoing === undefined)
    return rejected(name, "the certificate has no figure of it");
  if (!(figure >= durations.lasts(within)))
    return rejected(name, `it may last ${durations.lasts(within)} ms`);
  return undoing >= durations.unwinds(within) ? undefined : rejected(name, "undoing it may last longer");
}

export class Durations {
  private readonly program: Program;
  private readonly given: LatencyCertificate;

  constructor(program: Program, given: LatencyCertificate) {
    this.program = program;
    this.given = given;
  }

  /** From its begin until all is done, or undone, and `finally` is over. */
  lasts(within: Indexed): number {
    const { root, finally: last } = within.routine;
    return this.block(within, root) + this.unwinds(within) + this.block(within, last);
  }

  /** All that a plan may have to take back, one after another. */
  unwinds(within: Indexed): number {
    return this.undoing(within, within.routine.root);
  }

  /** The longest try of any call: a process that dies makes it be made again. A person is asked once (semantics, section 11). */
  longest(scope: readonly Indexed[]): number {
    const { capabilities } = this.program.plan;
    const isPerson = ({ target }: Attempt): boolean =>
      "capability" in target && capabilities[target.capability]?.kind === "human";
    const ofNode = (within: Indexed, node: Node): readonly number[] =>
      waysOf(node).flatMap(({ attempt }) => [
        isPerson(attempt) ? 0 : this.oneTry(within, attempt),
        this.back(within, attempt),
      ]);
    const tries = scope.flatMap((within) => within.routine.nodes.flatMap((node) => ofNode(within, node)));
    return Math.max(0, ...tries);
  }

  /** The longest path through the statements of a block. */
  block(within: Indexed, id: BlockId | undefined): number {
    const ended = new Map<string, number>();
    const nodes = id === undefined ? [] : (within.blocks.get(id)?.nodes ?? []);
    const visit = (name: string): number => {
      const known = ended.get(name);
      if (known !== undefined) return known;
      const node = within.nodes.get(name);
      if (node === undefined) return Number.POSITIVE_INFINITY;
      ended.set(name, Number.POSITIVE_INFINITY);
      const needed = node.needs.map((need) => siblingOf(within, need.node, node.block));
      const begins = Math.max(0, ...needed.map((each) => (each === undefined ? 0 : visit(each))));
      const end = begins + this.node(within, node);
      ended.set(name, end);
      return end;
    };
    return Math.max(0, ...nodes.map(visit));
  }

  private node(within: Indexed, node: Node): number {
    const rescues = rescuesOf(node);
    const handled = rescues.map((each) =>
      "attempt" in each ? this.attempt(within, each.attempt) : this.block(within, each.block),
    );
    const isLeft = rescues.length > 0 || "optional" in node;
    const back = isLeft ? this.undoingNode(within, node) : 0;
    return this.itself(within, node) + handled.reduce((all, each) => all + each, 0) + back;
  }

  private itself(within: Indexed, node: Node): number {
    const most = (given: Expression | undefined) =>
      given === undefined ? Number.POSITIVE_INFINITY : spanOf(given, this.place(within))[1];
    switch (node.kind) {
      case "call":
        return this.attempt(within, node.attempt);
      case "quorum":
        return Math.max(0, ...node.attempts.map((attempt) => this.attempt(within, attempt)));
      case "branch":
        return Math.max(0, ...node.arms.map(({ block }) => this.block(within, block)));
      case "hold":
        return (
          this.queue(within, node.pick) +
          Math.max(this.block(within, node.body), this.block(within, node.otherwise))
        );
      case "race": {
        const branches = node.branches.map((each) => within.nodes.get(each.node)?.block ?? "");
        const undone = branches.reduce((all, block) => all + this.undoing(within, block), 0);
        return Math.max(0, ...branches.map((block) => this.block(within, block))) + undone;
      }
      case "wait":
        if (node.for.kind === "duration") return Math.max(0, most(node.for.duration));
        return node.for.kind === "instant" ? Number.POSITIVE_INFINITY : most(node.for.within);
      case "loop":
        return this.loop(within, node);
      default:
        return 0;
    }
  }

  private loop(within: Indexed, node: LoopNode): number {
    const rounds = roundsOf(this.program, within, node);
    const { over } = node;
    const body = this.block(within, node.body);
    const undone = node.tolerated === undefined ? 0 : product(rounds, this.undoing(within, node.body));
    if (over.kind === "fold") return product(rounds, body);
    if (over.kind === "occurrences") {
      const waits =
        over.within === undefined ? Number.POSITIVE_INFINITY : spanOf(over.within, this.place(within))[1];
      return waits + product(rounds, body) + undone;
    }
    const wide = typeof over.atOnce === "number" ? over.atOnce : spanOf(over.atOnce, this.place(within))[0];
    // The i-th of rounds that last no longer than T begins at ⌊i/K⌋·T at the latest.
    return product(Math.ceil(rounds / Math.max(1, Math.min(wide, rounds))), body) + undone;
  }

  /** How long one may stand in line: as long as is said, else without end. */
  private queue(within: Indexed, { wait }: Pick): number {
    return wait === undefined ? Number.POSITIVE_INFINITY : spanOf(wait, this.place(within))[1];
  }

  private oneTry(within: Indexed, { target, options, args }: Attempt): number {
    if (!("capability" in target)) return 0;
    const capability = this.program.plan.capabilities[target.capability];
    const given = options.timeout ?? capability?.latency;
    if (given === undefined) return Number.POSITIVE_INFINITY;
    const place = this.place(within);
    return spanOf(given, options.timeout ? place : clausePlace(place, capability?.params ?? [], args))[1];
  }

  private attempt(within: Indexed, attempt: Attempt): number {
    const { target, options, using } = attempt;
    const { plan } = this.program;
    const capability = "capability" in target ? plan.capabilities[target.capability] : undefined;
    const called = calledBy(this.program, target).reduce(
      (all, { routine }) => all + (own(this.given.lasts, routine.name) ?? 0),
      0,
    );
    const requests = options.attempts?.times ?? 1;
    const retries = options.retry?.times ?? 0;
    const tries = requests * (retries + 1);
    const asked = capability?.confirm;
    const confirming =
      asked === undefined ? 0 : plan.settings.limits.grace + this.sixTries(within, attempt, asked);
    const every = options.attempts?.every;
    const between = every === undefined ? 0 : spanOf(every, this.place(within))[1];
    return (
      product(tries, this.oneTry(within, attempt) + called + confirming) +
      product(requests, this.delays(within, options.retry, retries)) +
      product(requests - 1, between + this.back(within, attempt)) +
      (using === undefined ? 0 : this.queue(within, using)) +
      this.approvals(within, attempt)
    );
  }

  /** Before each further try: `every`, else growing. */
  private delays(within: Indexed, retry: Attempt["options"]["retry"], count: number): number {
    const place = this.place(within);
    if (retry?.every !== undefined) return product(count, spanOf(retry.every, place)[1]);
    const { from, to } = retry?.backoff ?? {};
    const [first, last] = [
      from ? spanOf(from, place)[1] : usualBackoff.from,
      to ? spanOf(to, place)[1] : usualBackoff.to,
    ];
    let all = 0;
    for (let k = 0; k < Math.min(count, 64); k++) all += Math.min(last, first * 2 ** k);
    return all + product(Math.max(0, count - 64), last);
  }

  private approvals(within: Indexed, { checks }: Attempt): number {
    const { plan } = this.program;
    return checks.reduce((all, id) => {
      const check = plan.checks[id];
      if (check?.kind !== "policy") return all;
      const verdict = plan.policies.find(({ name }) => name === check.policy)?.verdicts[check.verdict];
      if (verdict?.kind !== "approval") return all;
      return (
        all + (verdict.within ? spanOf(verdict.within, this.place(within))[1] : Number.POSITIVE_INFINITY)
      );
    }, 0);
  }

  private sixTries(
    within: Indexed,
    attempt: Attempt,
    { capability: name, args }: { readonly capability: string; readonly args: Attempt["args"] },
  ): number {
    const capability = this.program.plan.capabilities[name];
    if (capability?.latency === undefined) return Number.POSITIVE_INFINITY;
    const called =
      "capability" in attempt.target ? this.program.plan.capabilities[attempt.target.capability] : undefined;
    const place = clausePlace(this.place(within), called?.params ?? [], attempt.args);
    const one = spanOf(capability.latency, clausePlace(place, capability.params, args))[1];
    return product(furtherTries + 1, one) + this.delays(within, undefined, furtherTries);
  }

  /** What it takes to take one request back, the call that learns its result included. */
  private back(within: Indexed, attempt: Attempt): number {
    const { target, options } = attempt;
    const capability = "capability" in target ? this.program.plan.capabilities[target.capability] : undefined;
    const undo = undoOf(capability, options);
    return undo === undefined ? 0 : this.sixTries(within, attempt, undo) + this.oneTry(within, attempt);
  }

  private undoing(within: Indexed, id: BlockId | undefined): number {
    const nodes = id === undefined ? [] : (within.blocks.get(id)?.nodes ?? []);
    return nodes.reduce((all, name) => {
      const node = within.nodes.get(name);
      return all + (node === undefined ? Number.POSITIVE_INFINITY : this.undoingNode(within, node));
    }, 0);
  }

  private undoingNode(within: Indexed, node: Node): number {
    const ways = waysOf(node).map(({ attempt }) => {
      const called = calledBy(this.program, attempt.target).map(
        ({ routine }) => own(this.given.unwinds, routine.name) ?? 0,
      );
      return called.reduce((all, each) => all + each, this.back(within, attempt));
    });
    const blocks = rescuesOf(node).flatMap((each) =>
      "block" in each ? [this.undoing(within, each.block)] : [],
    );
    const inside = (): number => {
      if (node.kind === "branch")
        return Math.max(0, ...node.arms.map(({ block }) => this.undoing(within, block)));
      if (node.kind === "hold")
        return Math.max(this.undoing(within, node.body), this.undoing(within, node.otherwise));
      if (node.kind === "loop")
        return product(roundsOf(this.program, within, node), this.undoing(within, node.body));
      if (node.kind !== "race") return 0;
      return node.branches.reduce(
        (all, each) => all + this.undoing(within, within.nodes.get(each.node)?.block),
        0,
      );
    };
    return [...ways, ...blocks].reduce((all, each) => all + each, inside());
  }

  private place(within: Indexed): Place {
    return { program: this.program, within, locals: {} };
  }
}

/** The statement of a block that another stands in, or is; of what stands elsewhere there is none, and it is over. */
function siblingOf(within: Indexed, id: string, block: BlockId): string | undefined {
  const node = within.nodes.get(id);
  if (node === undefined || node.block === block) return node?.id;
  return around(within, node).owners.find(({ owner }) => owner.block === block)?.owner.id;
}

function own(record: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
