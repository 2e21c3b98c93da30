import type { LoopNode } from "@orchlang/plan/nodes";
import { roundsOf } from "../bounds/rounds.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { type Flow, quiet } from "./flow.ts";
import { partialTaint } from "./partial.ts";
import { itemOf, type Shape, whole, withOwn } from "./shape.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

type Loop = Omit<LoopNode, "needs">;

/** The number of rounds, and that each is reached, reveals what decides it. */
export function loopFlow(walk: Walk, linked: LinkedStatement, node: Loop, around: Around): Flow {
  const body = linked.blocks.find(({ role }) => role?.kind === "round");
  if (body === undefined) return quiet;
  const upTo = typeof node.upTo === "number" ? clean : walk.taint([node.upTo], around, linked);
  const inside = { ...around, happens: joinTaints(around.happens, upTo) };
  const flow = overFlow(walk, linked, node, inside, body);
  const { tolerated } = node;
  if (tolerated === undefined) return flow;
  const asked = walk.taint([tolerated], around, linked);
  return { ...flow, ends: joinTaints(flow.ends, asked) };
}

function overFlow(walk: Walk, linked: LinkedStatement, node: Loop, around: Around, body: LinkedBlock): Flow {
  const { over } = node;
  switch (over.kind) {
    case "list": {
      const list = walk.shape(over.list, around, linked);
      const atOnce = typeof over.atOnce === "number" ? clean : walk.taint([over.atOnce], around, linked);
      const size = joinTaints(list.own, joinTaints(atOnce, partialTaint(walk, [over.list], around, linked)));
      const flow = rounds(walk, linked, body, around, size, { [node.variable]: itemOf(list) });
      const tooMany = isWithinBound(walk, linked, node) ? clean : walk.decides(size, linked);
      return {
        ...flow,
        value: { own: joinAll([around.happens, size, flow.ends, left(node, flow)]), rest: flow.value },
        fails: joinTaints(flow.fails, tooMany),
        named: { name: "too_many", taint: tooMany },
      };
    }
    case "fold":
      return foldFlow(walk, linked, { ...node, over }, around, body);
    case "occurrences": {
      const event = walk.occurrence(over.event, linked);
      const seen = { event, [node.variable]: event };
      const locals = new Map([...around.locals, ...Object.entries(seen)]);
      const conditions = walk.taint([over.where, over.until, over.within], { ...around, locals }, linked);
      // An occurrence of a fusion reveals its conditions on the joined events.
      const since = walk.context.strict ? (around.delay ?? clean) : clean;
      const asked = joinAll([conditions, event.own, since]);
      const flow = rounds(walk, linked, body, around, asked, seen);
      const decided = walk.decides(asked, linked);
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
  linked: LinkedStatement,
  node: Loop & { readonly over: Extract<Loop["over"], { kind: "fold" }> },
  around: Around,
  body: LinkedBlock,
): Flow {
  const { from, until } = node.over;
  const memory = walk.memory(linked, walk.shape(from, around, linked));
  const locals = new Map([...around.locals, [node.variable, memory]]);
  const asked = walk.taint([until], { ...around, locals }, linked);
  const flow = rounds(walk, linked, body, around, asked, { [node.variable]: memory });
  const next = walk.memory(linked, flow.value);
  const decided = until === undefined ? clean : walk.decides(asked, linked);
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
  linked: LinkedStatement,
  body: LinkedBlock,
  around: Around,
  decides: Taint,
  more: Readonly<Record<string, Shape>>,
): Flow {
  const happens = joinAll([
    around.happens,
    walk.decides(decides, linked),
    walk.decided(walk.endedBy(linked)),
  ]);
  const locals = new Map([...around.locals, ...Object.entries(more)]);
  const flow = walk.block(body, { ...around, ...besideRounds(walk, linked, body, around), happens, locals });
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
  loop: LinkedStatement,
  body: LinkedBlock,
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
function isWithinBound(walk: Walk, linked: LinkedStatement, { over, upTo }: Loop): boolean {
  if (over.kind !== "list" || typeof upTo !== "number") return false;
  if (over.list.op === "list") return over.list.items.length <= upTo;
  return walk.context.sizeAtMost(walk.routine, linked, over.list) <= upTo;
}
