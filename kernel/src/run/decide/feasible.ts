/** Decides whether a goal's plan is feasible now: which plans are passed over, and why (semantics, rule 25). */
import type { Routine } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { compareMoney, formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { costIn, moneyOf, ofWorst, plus } from "../amounts.ts";
import { capabilityOf } from "../call.ts";
import { emptyLedger } from "../evolve/ledger.ts";
import type { Frame } from "../frame-state.ts";
import type { Callee } from "../node-state.ts";
import { allowed, total } from "./budget.ts";
import { foresee } from "./foreseen.ts";
import { consents } from "./policy.ts";
import { failsAtStart, turnedDown } from "./precondition.ts";
import type { Turn } from "./turn.ts";

/** A plan of the goal that was not chosen, though it came before the one that was. */
export interface PassedOver {
  readonly routine: string;
  readonly why: string;
}

/** The first plan from `from` on that may be carried out, and those before it that surely can't. */
export function firstFeasible(
  turn: Turn,
  alternatives: readonly string[],
  from: number,
  around: Around,
):
  | { readonly nth: number; readonly passed: readonly PassedOver[] }
  | { readonly passed: readonly PassedOver[] } {
  const passed: PassedOver[] = [];
  for (let nth = from; nth < alternatives.length; nth++) {
    const routine = alternatives[nth] ?? "";
    const why = infeasible(turn, routine, nth, around);
    if (why === undefined) return { nth, passed };
    passed.push({ routine, why });
  }
  return { passed };
}

export interface Around {
  readonly callee: Callee;
  readonly caller: Frame["parent"];
  /** The ledgers that its use is counted in. */
  readonly ledgers: Frame["ledgers"];
  readonly deadline: number | undefined;
  /** How many calls it takes over of the plan that failed: what it needs at best is less by these. */
  readonly carried: (routine: string) => number;
}

function infeasible(turn: Turn, name: string, nth: number, around: Around): string | undefined {
  const routine = turn.plan.routines[name];
  if (routine === undefined) return undefined;
  const foreseen = foresee(turn, name, around.callee, nth, around.caller);
  const result = around.callee.survey?.found;
  const scope = surelyNeeded(turn, routine, new Set()).find((one) => !consents(turn, one));
  if (scope !== undefined) return `the user has not consented to \`${scope}\``;
  const fails = failsAtStart(turn, foreseen, result?.reads);
  if (fails !== undefined) return fails;
  // Calls that are taken over need not be requested, paid or awaited again.
  if (around.carried(name) > 0) return undefined;
  const absent = result?.absent.find(({ plan }) => plan === name)?.why;
  if (absent !== undefined) return absent;
  return (
    turnedDown(turn, foreseen, result?.reads) ??
    tooLong(turn, routine, around) ??
    tooMuch(turn, routine, around)
  );
}

function tooLong(turn: Turn, { bounds }: Routine, { deadline }: Around): string | undefined {
  if (deadline === undefined || turn.draft.at + bounds.latency.best <= deadline) return undefined;
  const left = formatDuration(Math.max(0, deadline - turn.draft.at));
  return `it takes ${formatDuration(bounds.latency.best)} at least, and ${left} is left`;
}

/** The reason, if the remaining money, energy or tokens are too little even for the best case. */
function tooMuch(turn: Turn, { bounds }: Routine, { ledgers }: Around): string | undefined {
  const { cost, energy, tokens } = bounds;
  const best = ofWorst({ cost: cost.best, energy: energy.best, tokens: tokens.best });
  for (const id of ledgers) {
    const ledger = total(turn.draft.ledgers.get(id) ?? emptyLedger);
    const needed = plus(ledger, best);
    for (const { name, of, limit } of allowed(turn, id)) {
      if (of === "latency") continue;
      if (of === "cost") {
        const money = moneyOf(limit);
        const sum = money === undefined ? undefined : costIn(money.currency, needed);
        if (money === undefined || sum === undefined || compareMoney(sum, money) <= 0) continue;
        return `with ${formatMoney(cost.best)} at least the cost comes to ${formatMoney(sum)}, and \`${name}\` allows ${formatMoney(money)}`;
      }
      if (typeof limit !== "number" || needed[of] <= limit * (1 + 1e-9)) continue;
      return `with ${bounds[of].best} at least ${of} comes to ${needed[of]}, and \`${name}\` allows ${limit}`;
    }
  }
  return undefined;
}

/**
 * The permissions of what is called on every way: statements of the plan itself and of each `with` that has no other side,
 * without a handler and not optional, and the same of the plans that they call. Below a choice that may end the plan only
 * what waits for nothing is sure.
 */
function surelyNeeded(turn: Turn, routine: Routine, seen: Set<string>): readonly string[] {
  if (seen.has(routine.name)) return [];
  seen.add(routine.name);
  const entered = new Set<string>();
  const blocks = Map.groupBy(routine.nodes, ({ block }) => block);
  const sure = statementsOf(blocks, routine.root, true, entered);
  const mayEnd = routine.nodes.some(
    ({ kind, block }) => (kind === "return" || kind === "fail") && !entered.has(block),
  );
  return sure.flatMap(({ node, waits }) => {
    if (node.kind !== "call" || node.optional === true) return [];
    if (node.rescues.length > 0 || (mayEnd && waits)) return [];
    const { target } = node.attempt;
    if ("capability" in target) {
      const asked = node.attempt.checks.flatMap((id) => {
        const check = turn.plan.checks[id];
        return check?.kind === "consent" ? [check.scope] : [];
      });
      return [...capabilityOf(turn.plan, target.capability).scopes, ...asked];
    }
    const called = "routine" in target ? turn.plan.routines[target.routine] : undefined;
    return called === undefined ? [] : surelyNeeded(turn, called, seen);
  });
}

/**
 * All statements of a block, with those inside each `with` that has no `else`. `waits`: the statement waits, itself or
 * through the one around it.
 */
function statementsOf(
  blocks: ReadonlyMap<string, readonly Node[]>,
  block: string,
  atOnce: boolean,
  entered: Set<string>,
): readonly { readonly node: Node; readonly waits: boolean }[] {
  entered.add(block);
  return (blocks.get(block) ?? []).flatMap((node) => {
    const waits = !atOnce || node.needs.length > 0;
    const held =
      node.kind === "hold" && node.otherwise === undefined
        ? statementsOf(blocks, node.body, !waits, entered)
        : [];
    return [{ node, waits }, ...held];
  });
}
