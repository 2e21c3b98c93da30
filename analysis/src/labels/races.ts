import type { Attempt, Node } from "@orchlang/plan/nodes";
import { approvingPolicies } from "../approvals/in-force.ts";
import { mayLackRounds } from "../graph/causes.ts";
import { selects } from "../selects.ts";
import { isInterrupting, type LinkedBlock, type LinkedStatement } from "../tree.ts";
import { attemptFlow } from "./attempt.ts";
import { type Flow, joinFlows, quiet } from "./flow.ts";
import { partialTaint } from "./partial.ts";
import { bare, joinShapes, type Shape, scalar, whole, withOwn } from "./shape.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

/* Races and quorums: which of several comes first, and what they agree on. */

type Of<K extends Node["kind"]> = Omit<Extract<Node, { readonly kind: K }>, "needs">;

/** The first branch to end reveals something about all of them. */
export function raceFlow(walk: Walk, linked: LinkedStatement, node: Of<"race">, around: Around): Flow {
  const contenders = linked.blocks.filter(({ role }) => role?.kind === "contender");
  // A branch goes on only where no other has won before.
  const sooner = walk.decided(joinTaints(walk.endedBy(linked), walk.flowOf(linked).lasts));
  // An event that a branch waits for may have come before the race begins.
  const begun = walk.decides(around.delay ?? clean, linked);
  const flows = contenders.map((block) => {
    const happens = joinAll([around.happens, sooner, begun, interrupts(walk, block)]);
    return walk.block(block, { ...around, happens });
  });
  const all = flows.reduce(joinFlows, quiet);
  // A branch is a statement, or a block that yields.
  const values = node.branches.map(({ node: id }, at) =>
    joinShapes(walk.scope(around, linked).node(id), flows[at]?.value ?? bare),
  );
  const sizes = values.reduce((sofar, value) => joinTaints(sofar, value.own), around.happens);
  const failed = walk.context.strict ? all.fails : clean;
  const first = joinAll([sizes, begun, all.lasts, all.ends, failed, all.denies]);
  // Fewer rounds than have to win are a failure.
  const few = mayLackRounds(walk.routine.context, linked) ? walk.decides(sizes, linked) : clean;
  const lacks = walk.decided(few);
  const names = node.branches.map(({ name }) => name);
  const value: Shape = names.every((name) => name !== undefined)
    ? { own: first, fields: new Map(names.map((name, at) => [name ?? "", values[at] ?? bare])) }
    : winnersValue(node, values, first);
  return {
    ...all,
    ends: joinTaints(all.ends, lacks),
    fails: joinTaints(node.settles === true ? all.fails : walk.decided(all.fails), lacks),
    stays: walk.decided(all.stays),
    denies: joinTaints(all.denies, few),
    says: joinAll([all.says, all.fails, few]),
    value,
  };
}

/** The block behind an event is come to where the work beside it has neither ended nor failed before. */
function interrupts(walk: Walk, block: LinkedBlock): Taint {
  const [work] = block.owner?.blocks[0]?.statements ?? [];
  if (!walk.context.strict || !isInterrupting(block) || work === undefined) return clean;
  const { ends, fails, denies, stays, lasts } = walk.flowOf(work);
  return joinAll([ends, fails, denies, stays, lasts]);
}

function winnersValue(node: Of<"race">, values: readonly Shape[], first: Taint): Shape {
  const either = joinOf(values);
  if (node.rounds === true && node.winners === 1)
    return withOwn(either.rest === undefined ? scalar(either.own) : withOwn(either.rest, either.own), first);
  return node.rounds !== true && node.winners > 1 ? { own: first, rest: either } : withOwn(either, first);
}

/** The answers decide whether enough agree. */
export function quorumFlow(walk: Walk, linked: LinkedStatement, node: Of<"quorum">, around: Around): Flow {
  // Where one can't be asked, the others need not be.
  const given = node.attempts.flatMap(({ args }) => Object.values(args));
  const happens = joinTaints(around.happens, partialTaint(walk, given, around, linked));
  const flows = askedFlows(walk, linked, node, { ...around, happens });
  const all = flows.reduce(joinFlows, quiet);
  const says = whole(all.value);
  return {
    ...all,
    ends: joinTaints(all.ends, walk.decided(says)),
    fails: joinTaints(all.fails, says),
    denies: joinTaints(all.denies, walk.decides(says, linked)),
    // A voter who is not asked does not contribute to the agreement.
    value: withOwn(all.value, all.denies),
  };
}

/**
 * One that is asked later than the others, since somebody has to agree first, is not where these have agreed before: what
 * they answer decides it. A clearance asks for the integrity of that alone.
 */
function askedFlows(
  walk: Walk,
  linked: LinkedStatement,
  node: Of<"quorum">,
  around: Around,
): readonly Flow[] {
  const asked = (at: number, happens: Taint): Flow => {
    const attempt = node.attempts[at];
    return attempt === undefined
      ? quiet
      : attemptFlow(walk, { linked, slot: `do${at + 1}`, attempt }, { ...around, happens });
  };
  const from = walk.uses.length;
  const drafts = node.attempts.map((_, at) => asked(at, around.happens));
  if (!node.attempts.some((attempt) => isAskedLater(walk, attempt))) return drafts;
  walk.uses.length = from;
  return node.attempts.map((attempt, at) => {
    if (!isAskedLater(walk, attempt)) return asked(at, around.happens);
    const others = drafts.filter((_, other) => other !== at);
    const agree = joinAll(
      others.flatMap(({ value, ends, fails, denies, lasts }) => [
        ...[whole(value), ends, denies, lasts],
        walk.context.strict ? fails : clean,
      ]),
    );
    return asked(at, joinTaints(around.happens, walk.decides(walk.decided(agree), linked)));
  });
}

/** True if somebody has to agree first. */
function isAskedLater({ context: { program } }: Walk, { target }: Attempt): boolean {
  return (
    "capability" in target &&
    approvingPolicies(program.policies).some(({ on }) =>
      on.some((selector) => selects({ program }, selector, target.capability)),
    )
  );
}

export function joinOf(shapes: readonly Shape[]): Shape {
  return shapes.reduce((all, one) => joinShapes(all, one), bare);
}
