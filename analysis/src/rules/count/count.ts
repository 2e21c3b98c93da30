import type { CheckedProgram } from "@orchlang/checker";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { leastAboutDelay, leastRetryDelay } from "../../bounds/attempt.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { calledFrom, routinesOf, summaryOf } from "../../graph/call-graph.ts";
import { mayComeTo } from "../../graph/come-to.ts";
import { now } from "../../graph/denials.ts";
import { modesAt } from "../../graph/failures.ts";
import { byData, can } from "../../graph/modes.ts";
import { endsDirectly, hasAllSides, isChoice } from "../../order/endings.ts";
import { selects } from "../../selects.ts";
import { type LinkedBlock, type LinkedStatement, type Slot, triesAbout } from "../../tree.ts";
import { capabilityOf, isOnce, undoneWithoutResult, undoReference } from "../effects.ts";
import { type Occurrence, occurrencesIn } from "../occurrence.ts";
import { truthAt } from "../truth-at.ts";
import { mostWithin, triesWithin } from "./windows.ts";

/**
 * How often an action begins in a run. `surely`: so often adversity can make it begin in every run in which it begins
 * at all, Infinity where it never does; `least`: the same, runs in which it does not begin counted as zero.
 */
export interface Count {
  readonly least: number;
  readonly surely: number;
  readonly most: number;
}

const never: Count = { least: 0, surely: Infinity, most: 0 };

export function countIn(analysis: Analysis, routine: AnalysedRoutine, action: Action): Count {
  return summaryOf<Count>(analysis, `count ${JSON.stringify(action)}`, routine, (one, of) =>
    new Counter(analysis, action, of).ofRoutine(one),
  );
}

/**
 * How often it begins at most within less than a window.
 *
 * @param window ms.
 */
export function mostIn(analysis: Analysis, routine: AnalysedRoutine, action: Action, window: number): number {
  const key = `count ${JSON.stringify(action)} within ${window}`;
  return summaryOf<number>(analysis, key, routine, (one, of) => {
    const counter = new Counter(analysis, action, (called) => ({ ...never, most: of(called) }), window);
    const within = mostWithin(one, window, {
      most: (linked) => counter.mostAt(one, linked),
      isLater: (linked) => counter.isLater(one, linked),
    });
    return Math.min(countIn(analysis, one, action).most, within);
  });
}

/** True if a plan, or one that it calls, begins it to undo or to ask about something. */
function isBroughtAbout(analysis: Analysis, routine: AnalysedRoutine, { selector }: Action): boolean {
  const key = `brought about ${JSON.stringify(selector)}`;
  return summaryOf<boolean>(
    analysis,
    key,
    routine,
    (one, of) =>
      occurrencesIn(analysis, one, selector).some(({ slot }) => slot === "undo" || slot === "confirm") ||
      calledFrom(analysis, one).some(of),
  );
}

/** How often it begins at most at one statement, by itself and in the plans that it calls; in one round. */
export function mostAt(
  analysis: Analysis,
  routine: AnalysedRoutine,
  action: Action,
): (linked: LinkedStatement) => number {
  const counter = new Counter(analysis, action, (called) => countIn(analysis, called, action));
  return (linked) => counter.mostAt(routine, linked);
}

class Counter {
  readonly #analysis: Analysis;
  readonly #action: Action;
  readonly #ofCalled: (called: AnalysedRoutine) => Count;
  readonly #window: number;
  readonly #besides = new Map<AnalysedRoutine, ReadonlyMap<LinkedStatement, readonly Occurrence[]>>();
  readonly #beginning = new Map<AnalysedRoutine, ReadonlySet<LinkedStatement>>();

  /** @param window ms within less than which tries of one call are counted; left out, all of them. */
  constructor(
    analysis: Analysis,
    action: Action,
    ofCalled: (called: AnalysedRoutine) => Count,
    window = Infinity,
  ) {
    this.#analysis = analysis;
    this.#action = action;
    this.#ofCalled = ofCalled;
    this.#window = window;
  }

  ofRoutine(routine: AnalysedRoutine): Count {
    const work = this.#alongBlock(routine, routine.tree.root);
    const last = routine.tree.finally === undefined ? never : this.#alongBlock(routine, routine.tree.finally);
    return cutShort(this.#analysis, routine, both(work, last), () => this.#single(routine));
  }

  mostAt(routine: AnalysedRoutine, linked: LinkedStatement): number {
    return this.#calls(routine, linked).reduce((total, { most }) => total + most, 0);
  }

  /** True if some of its begins at a statement may come when that has settled. */
  isLater(routine: AnalysedRoutine, linked: LinkedStatement): boolean {
    const called = linked.attempts.flatMap(({ attempt }) => routinesOf(this.#analysis, attempt.target));
    return (
      this.#broughtAbout(routine, linked).length > 0 ||
      called.some((one) => isBroughtAbout(this.#analysis, one, this.#action))
    );
  }

  /**
   * From the end of the block: what follows a way that ends the plan does not begin.
   *
   * @param after what begins below the block where nothing in it has ended the plan.
   */
  #alongBlock(routine: AnalysedRoutine, block: LinkedBlock, after: Count = never): Count {
    let rest = endsDirectly(block) ? never : after;
    for (const linked of block.statements.toReversed()) {
      if (!isChoice(linked)) {
        rest = both(this.#own(routine, linked), rest);
        continue;
      }
      const below = rest;
      const sides = linked.blocks.map((side) => this.#alongBlock(routine, side, below));
      rest = either(hasAllSides(linked) ? sides : [...sides, below]);
    }
    return rest;
  }

  /** The statements at which it may begin, with those around them; at all others it never does. */
  #beginningIn(routine: AnalysedRoutine): ReadonlySet<LinkedStatement> {
    const known = this.#beginning.get(routine);
    if (known !== undefined) return known;
    const collected = new Set<LinkedStatement>();
    const calling = routine.tree.all.filter(({ attempts }) =>
      attempts.some(({ attempt: { target } }) => !("capability" in target)),
    );
    const own = occurrencesIn(this.#analysis, routine, this.#action.selector).map(({ linked }) => linked);
    for (const linked of [...own, ...calling]) {
      for (
        let at: LinkedStatement | undefined = linked;
        at !== undefined && !collected.has(at);
        at = at.block.owner
      )
        collected.add(at);
    }
    this.#beginning.set(routine, collected);
    return collected;
  }

  #own(routine: AnalysedRoutine, linked: LinkedStatement): Count {
    if (!this.#beginningIn(routine).has(linked)) return never;
    const { node } = linked.statement;
    const blocks = linked.blocks.map((block) => ({ block, count: this.#alongBlock(routine, block) }));
    const role = (kind: string): readonly Count[] =>
      blocks.filter(({ block }) => block.role?.kind === kind).map(({ count }) => count);
    const counts = [...this.#calls(routine, linked), ...role("rescue").map(perhaps)];
    if (node.kind === "loop") {
      const { least, most, atOnce } = roundsOf(routine.context, linked, node);
      const begun = Math.min(least, begunInAnyCase(linked, atOnce));
      counts.push(...role("round").map((count) => repeated(count, begun, most)));
    }
    // Branches of calls all begin before the slowest of them lets one win; any other may be cancelled first.
    const all = node.kind === "race" && linked.blocks.every(isOfCalls);
    counts.push(...(all ? role("contender") : role("contender").map(perhaps)));
    return counts.reduce(both, never);
  }

  #calls(routine: AnalysedRoutine, linked: LinkedStatement): readonly Count[] {
    const counts: Count[] = [];
    for (const { slot, attempt } of linked.attempts) {
      const retries = attempt.options.retry;
      const requests = attempt.options.attempts?.times ?? 1;
      const tries = (1 + (retries?.times ?? 0)) * requests;
      const { target } = attempt;
      const name =
        "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
      if (selects(this.#analysis, this.#action.selector, name)) {
        const human = this.#analysis.program.capabilities.get(name)?.capability.kind === "human";
        const forced = human || retries?.when !== undefined ? 1 : 1 + (retries?.times ?? 0);
        // A person has no tries: each request is one task.
        const most = (human ? 1 : this.#triesOf(routine, linked, attempt)) * requests;
        const own: Count = { least: forced, surely: forced, most };
        const isIntended = this.#isMeant(routine, linked, slot);
        if (isIntended === undefined) counts.push({ least: 0, surely: 1, most });
        else if (isIntended) counts.push(isForced(this.#analysis, linked, slot) ? own : perhaps(own));
      }
      const called = routinesOf(this.#analysis, target).map((each) => this.#ofCalled(each));
      if (called.length > 0 && mayComeTo(this.#analysis, routine, linked, attempt, this.#action.selector)) {
        const inner = "goal" in target ? inTurn(called) : either(called);
        counts.push(repeated(isForced(this.#analysis, linked, slot) ? inner : perhaps(inner), 1, tries));
      }
    }
    counts.push(...this.#broughtAbout(routine, linked));
    return counts;
  }

  /** The tries of one request that begin within less than the window. */
  #triesOf({ context }: AnalysedRoutine, linked: LinkedStatement, { options: { retry } }: Attempt): number {
    if (retry === undefined) return 1;
    return triesWithin(1 + retry.times, this.#window, (failed) =>
      leastRetryDelay(context, linked, retry, failed),
    );
  }

  /** True if a call is of the action for all that its condition says; `undefined`: that is only known when it runs. */
  #isMeant(routine: AnalysedRoutine, linked: LinkedStatement, slot: Slot): boolean | undefined {
    const { selector, when } = this.#action;
    if (when === undefined) return true;
    const result = occurrencesIn(this.#analysis, routine, selector).find(
      (occurrence) => occurrence.linked === linked && occurrence.slot === slot,
    );
    return result === undefined ? undefined : truthAt(this.#analysis, result, when);
  }

  /**
   * The effect of a request is undone at most once, and a later request repeats it. A confirm runs after each try at
   * most, and once more if an undo needs the result. Either is retried by itself.
   */
  #broughtAbout(routine: AnalysedRoutine, linked: LinkedStatement): readonly Count[] {
    const occurrences =
      this.#besides.get(routine) ??
      Map.groupBy(
        occurrencesIn(this.#analysis, routine, this.#action.selector).filter(
          ({ slot }) => slot === "undo" || slot === "confirm",
        ),
        (occurrence) => occurrence.linked,
      );
    this.#besides.set(routine, occurrences);
    return (occurrences.get(linked) ?? []).map(({ slot, attempt }) => {
      const { options } = attempt;
      const requests = options.attempts?.times ?? 1;
      const tries = (1 + (options.retry?.times ?? 0)) * requests;
      const asks = tries + (undoNeedsResult(this.#analysis, attempt) ? requests : 0);
      const times = slot === "undo" ? requests : asks;
      return { least: 0, surely: 1, most: times * triesWithin(triesAbout, this.#window, leastAboutDelay) };
    });
  }

  /** The least that any one statement's own tries come to; once, where something beside it can end the plan. */
  #single(routine: AnalysedRoutine): number {
    const { tree, precedence } = routine;
    const enders = tree.all.filter((each) => can(modesAt(this.#analysis, routine, each, now), byData));
    let least = Infinity;
    for (const linked of this.#beginningIn(routine)) {
      const own = Math.min(Infinity, ...this.#calls(routine, linked).map((count) => count.surely));
      if (own === Infinity) continue;
      const isCut = (ender: LinkedStatement): boolean =>
        ender !== linked && !precedence.before(linked, ender) && !precedence.before(ender, linked);
      least = Math.min(least, own > 1 && enders.some(isCut) ? 1 : own);
    }
    return least;
  }
}

function undoNeedsResult({ program }: Analysis, attempt: Attempt): boolean {
  return undoReference({ program }, attempt) !== undefined && !undoneWithoutResult(program, attempt);
}

/** In a race of rounds no more begin than are wanted, or run side by side, if none of them fails. */
function begunInAnyCase({ block: { owner } }: LinkedStatement, atOnce: number): number {
  const node = owner?.statement.node;
  return node?.kind === "race" && node.rounds === true ? Math.max(node.winners, atOnce) : Infinity;
}

/** True if failures alone bring a step to one of its ways: a handler without a condition, behind what can be made to fail. */
function isForced({ program }: Analysis, { statement }: LinkedStatement, slot: Slot): boolean {
  if (!slot.startsWith("else")) return true;
  const { node } = statement;
  if (node.kind !== "call") return false;
  const before = [
    node.attempt,
    ...node.rescues.flatMap((rescue) => ("attempt" in rescue ? rescue.attempt : [])),
  ];
  const number = Number(slot.slice("else".length));
  const plain = node.rescues
    .slice(0, number)
    .every((rescue) => rescue.when === undefined && "attempt" in rescue);
  return plain && before.slice(0, number).every((attempt) => failsFreely(program, attempt));
}

/** True if adversity can make an attempt fail, and nothing is left in doubt by that. */
function failsFreely(program: CheckedProgram, attempt: Attempt): boolean {
  const capability = capabilityOf(program, attempt);
  return capability !== undefined && capability.kind !== "human" && !isOnce(capability);
}

function isOfCalls({ statements }: LinkedBlock): boolean {
  return statements.every(
    ({ statement: { node } }) => node.kind === "call" && "capability" in node.attempt.target,
  );
}

/** One and the other. */
function both(one: Count, other: Count): Count {
  return {
    least: Math.min(one.least + other.least, Number.MAX_SAFE_INTEGER),
    surely: Math.min(one.surely + other.least, one.least + other.surely),
    most: one.most + other.most,
  };
}

/** One or the other. */
function either(counts: readonly Count[]): Count {
  if (counts.length === 0) return never;
  return {
    least: Math.min(...counts.map((count) => count.least)),
    surely: Math.min(...counts.map((count) => count.surely)),
    most: Math.max(...counts.map((count) => count.most)),
  };
}

/** The first, and if that fails the next: at most all of them. */
function inTurn(counts: readonly Count[]): Count {
  return { ...either(counts), most: counts.reduce((total, count) => total + count.most, 0) };
}

function perhaps(count: Count): Count {
  return { ...count, least: 0 };
}

function repeated(count: Count, least: number, most: number): Count {
  if (most === 0) return never;
  return {
    least: least === 0 ? 0 : count.least * least,
    surely: count.surely + (least > 1 ? count.least * (least - 1) : 0),
    most: count.most === 0 ? 0 : count.most * most,
  };
}

/** Where data can make the plan fail, whatever runs beside that may be cut short: only one statement is counted on. */
function cutShort(analysis: Analysis, routine: AnalysedRoutine, count: Count, single: () => number): Count {
  if (
    count.most === 0 ||
    !routine.tree.all.some((each) => can(modesAt(analysis, routine, each, now), byData))
  )
    return count;
  // A single statement that begins at all begins once.
  return { ...count, least: 0, surely: count.surely > 1 ? Math.min(count.surely, single()) : count.surely };
}
