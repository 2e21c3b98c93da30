import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Policy } from "@orchlang/plan/rules";
import { overflowChain } from "../bounds/holding.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { stops } from "../rules/guardrail.ts";
import { selects } from "../selects.ts";
import { type LinkedStatement, loopsAround, standsIn } from "../tree.ts";
import { wholeOf } from "./expression.ts";
import { bare, joinShapes, type Shape } from "./shape.ts";
import { held } from "./symbols.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";
import { happening, type Use } from "./uses.ts";
import type { Walk } from "./walk.ts";

/*
 * Members of a pool that other holds of the run take: they decide whether one is free in time, and which one that is,
 * since the member that was held least comes first.
 */

interface Rivals {
  /** The taint of the holds that may be on at the same time: they decide when a member is there, and whether one is. */
  readonly meanwhile: Taint;
  /** The taint of all that may have been before: it decides which member is chosen. */
  readonly ever: Taint;
}

const none: Rivals = { meanwhile: clean, ever: clean };

/** Records that a statement holds a member, and the taint of that it does and for how long. */
export function holds(walk: Walk, linked: LinkedStatement, pool: string, taint: Taint): void {
  const use = { capability: pool, tiers: [], about: "hold", argument: happening, given: clean } as const;
  walk.uses.push({ ...use, taint, linked });
}

/** The other holds of members that a statement may get: in its plan, in those that it calls, and around it. */
export function rivalsOf(walk: Walk, linked: LinkedStatement, pool: string): Rivals {
  const rivals = rivalsAmong(walk, linked, pool);
  const narrowed = joinTaints(held, narrowedBy(walk, linked, pool));
  return { meanwhile: joinTaints(rivals.meanwhile, narrowed), ever: joinTaints(rivals.ever, narrowed) };
}

/** Conditions of policies on `resource`: members that they deny are no candidates (semantics, rule 13). */
function narrowedBy(walk: Walk, linked: LinkedStatement, pool: string): Taint {
  let all = clean;
  for (const { rule } of walk.context.program.policies) {
    const conditions = stops(rule.severity) ? rule.verdicts.flatMap(onResource) : [];
    if (conditions.length === 0) continue;
    const scope = walk.scope(
      { locals: new Map([["resource", memberOf(walk, linked, pool)]]), granted },
      linked,
    );
    // The arguments that are known by then decide as well.
    const counts = (capability: string): boolean =>
      rule.on.some((selector) => selects(walk.context, selector, capability));
    all = joinAll([all, wholeOf(conditions, scope), walk.counted([{ counts, isByArguments: true }], linked)]);
  }
  return all;
}

const granted: ReadonlySet<string> = new Set();

function onResource(verdict: Policy["verdicts"][number]): readonly Expression[] {
  if (verdict.kind !== "deny" && verdict.kind !== "allow") return [];
  return freeReads(verdict.when).some(({ from, name }) => from === "local" && name === "resource")
    ? [verdict.when]
    : [];
}

function memberOf(walk: Walk, linked: LinkedStatement, pool: string): Shape {
  const { program, sources } = walk.context;
  return overflowChain(program, pool)
    .map(({ name }) => sources.member(name, walk.place(linked)))
    .reduce(joinShapes, bare);
}

/** A member of any pool: who has called a plan may hold one for what is done in it. */
export function anyMember(walk: Walk, linked: LinkedStatement): Shape {
  const { program, sources } = walk.context;
  return Object.keys(program.pools ?? {})
    .map((name) => sources.member(name, walk.place(linked)))
    .reduce(joinShapes, bare);
}

/** The taint of the holds around a call, as the called plan may notice them. */
export function heldAround(walk: Walk, linked: LinkedStatement, exits: readonly Use[]): Taint {
  let all = clean;
  for (const { about, capability } of exits) {
    if (about !== "hold") continue;
    const { meanwhile, ever } = rivalsAmong(walk, linked, capability);
    all = joinTaints(joinTaints(all, held), canChoose(walk, capability) ? ever : meanwhile);
  }
  return all;
}

/** True if members of a pool can be told apart. */
function canChoose({ context: { program } }: Walk, pool: string): boolean {
  return overflowChain(program, pool).some(
    ({ name }) => Object.keys(program.pools?.[name]?.member ?? {}).length > 0,
  );
}

function rivalsAmong(walk: Walk, linked: LinkedStatement, pool: string): Rivals {
  let { meanwhile, ever } = none;
  const chain = overflowChain(walk.context.program, pool).map(({ name }) => name);
  for (const use of walk.holdsBefore()) {
    const other = use.linked;
    if (joinTaints(ever, use.taint) === ever && joinTaints(meanwhile, use.taint) === meanwhile) continue;
    const others = overflowChain(walk.context.program, use.capability);
    if (!others.some(({ name }) => chain.includes(name))) continue;
    const sharing = loopsAround(linked).filter((loop) => loopsAround(other).includes(loop));
    if (other === linked ? sharing.length === 0 : isNested(linked, other) && sharing.length === 0) continue;
    const { before } = walk.routine.precedence;
    if (sharing.length === 0 && before(linked, other)) continue;
    ever = joinTaints(ever, use.taint);
    if (mayMeet(walk, linked, other, sharing)) meanwhile = joinTaints(meanwhile, use.taint);
  }
  return { meanwhile, ever };
}

function isNested(one: LinkedStatement, other: LinkedStatement): boolean {
  return standsIn(one, other) || standsIn(other, one);
}

/** True if two holds may be on at the same time, as far as loops around both do not keep their rounds apart. */
function mayMeet(
  walk: Walk,
  one: LinkedStatement,
  other: LinkedStatement,
  sharing: readonly LinkedStatement[],
): boolean {
  const isBeside = sharing.some((loop) => {
    const { node } = loop.statement;
    return (
      node.kind === "race" || (node.kind === "loop" && roundsOf(walk.routine.context, loop, node).atOnce > 1)
    );
  });
  if (isBeside) return true;
  if (one === other || isNested(one, other)) return false;
  const { before } = walk.routine.precedence;
  return !before(one, other) && !before(other, one);
}
