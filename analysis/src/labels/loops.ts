import type { LoopNode } from "@orchlang/plan/nodes";
import { roundsOf } from "../bounds/rounds.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import { type Flow, quiet } from "./flow.ts";
import { partialTaint } from "./partial.ts";
import { itemOf, type Shape, whole, withOwn } from "./shape.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

type Loop = Omit<LoopNode, "needs">;

/** The number of rounds, and that each is reached, reveals what decides it. */
export function loopFlow(walk: Walk, located: Located, node: Loop, around: Around): Flow {
  const body = located.blocks.find(({ role }) => role?.kind === "round");
  if (body === undefined) return quiet;
  const upTo = typeof node.upTo === "number" ? clean : walk.taint([node.upTo], around, located);
  const inside = { ...around, happens: joinTaints(around.happens, upTo) };
  const flow = overFlow(walk, located, node, inside, body);
  const { tolerated } = node;
  if (tolerated === undefined) return flow;
  const asked = walk.taint([tolerated], around, located);
  return { ...flow, ends: joinTaints(flow.ends, asked) };
}

function overFlow(walk: Walk, located: Located, node: Loop, around: Around, body: LocatedBlock): Flow {
  const { over } = node;
  switch (over.kind) {
    case "list": {
      const list = walk.shape(over.list, around, located);
      const atOnce = typeof over.atOnce === "number" ? clean : walk.taint([over.atOnce], around, located);
      const size = joinTaints(list.own, joinTaints(atOnce, partialTaint(walk, [over.list], around, located)));
      const flow = rounds(walk, located, body, around, size, { [node.variable]: itemOf(list) });
      const tooMany = isWithinBound(walk, located, node) ? clean : walk.decides(size, located);
      return {
        ...flow,
        value: { own: joinAll([around.happens, size, flow.ends, left(node, flow)]), rest: flow.value },
        fails: joinTaints(flow.fails, tooMany),
        named: { name: "too_many", taint: tooMany },
      };
    }
    case "fold":
      return foldFlow(walk, located, { ...node, over }, around, body);
    case "occurrences": {
      const event = walk.occurrence(over.event, located);
      const seen = { event, [node.variable]: event };
      const locals = new Map([...around.locals, ...Object.entries(seen)]);
      const conditions = walk.taint([over.where, over.until, over.within], { ...around, locals }, located);
      // An occurrence of a fusion reveals its conditions on the joined events.
      const since = walk.context.strict ? (around.delay ?? clean) : clean;
      const asked = joinAll([conditions, event.own, since]);
      const flow = rounds(walk, located, body, around, asked, seen);
      const decided = walk.decides(asked, located);
      return {
        ...flow,
        value: { own: joinTaints(joinTaints(around.happens, asked), flow.ends), rest: flow.value },
        ends: joinTaints(flow.ends, decided),
        fails: joinTaints(flow.fails, decided),
      };
    }
  }
}

/** Where rounds may fail, the remaining values reveal which have failed. */
function left({ tolerated }: Loop, { denies }: Flow): Taint {
  return tolerated === undefined ? clean : denies;
}

/**
 * Each round begins with the value that the previous one yields; a last round that is not enough fails as `exhausted`.
 */
function foldFlow(
  walk: Walk,
  located: Located,
  node: Loop & { readonly over: Extract<Loop["over"], { kind: "fold" }> },
  around: Around,
  body: LocatedBlock,
): Flow {
  const { from, until } = node.over;
  const memory = walk.memory(located, walk.shape(from, around, located));
  const locals = new Map([...around.locals, [node.variable, memory]]);
  const asked = walk.taint([until], { ...around, locals }, located);
  const flow = rounds(walk, located, body, around, asked, { [node.variable]: memory });
  const next = walk.memory(located, flow.value);
  const decided = until === undefined ? clean : walk.decides(asked, located);
  return {
    ...flow,
    value: withOwn(next, joinTaints(around.happens, asked)),
    named: { name: "exhausted", taint: decided },
    // `error.last` is what the last round gave.
    fails: joinTaints(joinTaints(flow.fails, decided), until === undefined ? clean : whole(next)),
  };
}

/** One round stands for all. In one that fails the others are broken off. */
function rounds(
  walk: Walk,
  located: Located,
  body: LocatedBlock,
  around: Around,
  decides: Taint,
  more: Readonly<Record<string, Shape>>,
): Flow {
  const happens = joinAll([
    around.happens,
    walk.decides(decides, located),
    walk.decided(walk.endedBy(located)),
  ]);
  const locals = new Map([...around.locals, ...Object.entries(more)]);
  const flow = walk.block(body, { ...around, ...besideRounds(walk, located, body, around), happens, locals });
  return {
    ...flow,
    fails: walk.decided(flow.fails),
    stays: walk.decided(flow.stays),
    says: joinTaints(flow.says, flow.fails),
  };
}

/** Later rounds are come to later, and rounds that run side by side may be ended by one that fails. */
function besideRounds(
  walk: Walk,
  loop: Located,
  body: LocatedBlock,
  { delay = clean, beside }: Around,
): Pick<Around, "delay" | "beside"> {
  const { node } = loop.statement;
  if (!walk.context.strict || node.kind !== "loop") return {};
  const isBeside =
    roundsOf(walk.routine.context, loop, node).atOnce > 1 &&
    body.statements.some((inner) => walk.context.mayFail(walk.routine, inner));
  const isTimed = walk.context.isByTime() || walk.context.mayHangOnTime(body);
  if (!isBeside && beside === undefined && !isTimed) return {};
  const fails = isBeside ? body.statements.flatMap((inner) => walk.failures(inner)) : [];
  return {
    delay: joinTaints(delay, walk.flowOf(loop).lasts),
    ...(isBeside || beside !== undefined
      ? { beside: joinAll([beside ?? clean, ...fails.map(([, taint]) => taint)]) }
      : {}),
  };
}

/** True if a list can't have more items than the loop has rounds for. */
function isWithinBound(walk: Walk, located: Located, { over, upTo }: Loop): boolean {
  if (over.kind !== "list" || typeof upTo !== "number") return false;
  if (over.list.op === "list") return over.list.items.length <= upTo;
  return walk.context.sizeAtMost(walk.routine, located, over.list) <= upTo;
}
