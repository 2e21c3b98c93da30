import type { Needs } from "../order/needs.ts";
import { childOf, type LinkedBlock, type LinkedStatement, type RoutineTree } from "../tree.ts";

/**
 * The statements of a block that others of it may run beside, as far as is seen from the statements themselves that each
 * waits for: in a chain there are none.
 */
export function runningBeside(
  block: LinkedBlock,
  needs: Needs,
  tree: RoutineTree,
): ReadonlySet<LinkedStatement> {
  const { statements } = block;
  const before = new Map<LinkedStatement, LinkedStatement[]>(statements.map((each) => [each, []]));
  const after = new Map<LinkedStatement, LinkedStatement[]>(statements.map((each) => [each, []]));
  for (const linked of statements) {
    for (const { node, why } of needs.get(linked) ?? []) {
      const other = tree.byId.get(node);
      if (other === undefined || other.block !== block || why === "branch") continue;
      before.get(linked)?.push(other);
      after.get(other)?.push(linked);
    }
  }
  const order = inOrder(statements, before, after);
  const afterAll = lastOfAll(order, before);
  const beforeAll = lastOfAll(order.toReversed(), after);
  return new Set(statements.filter((each) => !afterAll.has(each) || !beforeAll.has(each)));
}

type Arcs = ReadonlyMap<LinkedStatement, readonly LinkedStatement[]>;

function inOrder(
  statements: readonly LinkedStatement[],
  before: Arcs,
  after: Arcs,
): readonly LinkedStatement[] {
  const waiting = new Map(statements.map((each) => [each, before.get(each)?.length ?? 0]));
  const order = statements.filter((each) => waiting.get(each) === 0);
  // The list grows while it is gone through.
  for (const each of order) {
    for (const next of after.get(each) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  return order;
}

/** Those to which a way leads from each that is earlier in a topological order. */
function lastOfAll(order: readonly LinkedStatement[], before: Arcs): ReadonlySet<LinkedStatement> {
  const collected = new Set<LinkedStatement>();
  const ends = new Set<LinkedStatement>();
  for (const each of order) {
    for (const other of before.get(each) ?? []) ends.delete(other);
    ends.add(each);
    if (ends.size === 1) collected.add(each);
  }
  return collected;
}

/** The statement that holds `before`, or is it, in a block around `linked`. */
export function besideOf(before: LinkedStatement, linked: LinkedStatement): LinkedStatement | undefined {
  for (let block: LinkedBlock | undefined = linked.block; block !== undefined; block = block.owner?.block) {
    const child = childOf(block, before);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** The statements of its block that a statement waits for, also by others of the block in between. */
export function awaitedBy(
  waiting: LinkedStatement,
  needs: Needs,
  tree: RoutineTree,
): ReadonlySet<LinkedStatement> {
  const results = new Set([waiting]);
  for (const each of results) {
    for (const { node } of needs.get(each) ?? []) {
      const before = tree.byId.get(node);
      const other = before && besideOf(before, each);
      if (other?.block === waiting.block) results.add(other);
    }
  }
  results.delete(waiting);
  return results;
}

/** The blocks that a `yield` speaks for: sides pass it on to what they stand in. */
export function* blocksYielded(linked: LinkedStatement): Generator<LinkedBlock> {
  for (let block: LinkedBlock | undefined = linked.block; block !== undefined; block = block.owner?.block) {
    yield block;
    const { kind } = block.role ?? { kind: "round" };
    if (kind === "round" || kind === "rescue" || kind === "contender") return;
  }
}
