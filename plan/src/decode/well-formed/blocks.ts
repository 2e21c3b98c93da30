import type { Segment } from "../../canonical/pointer.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Routine } from "../../shapes/routine.ts";
import { blocksOf, isPlainCall } from "./children.ts";
import type { Report } from "./report.ts";

/**
 * Each node stands in one block, each block is the root, the `finally` or belongs to one node, and no block
 * stands within itself.
 */
export function blocksAreATree(
  routine: Routine,
  _plan: Plan,
  place: readonly Segment[],
  report: Report,
): void {
  const blockOfNode = new Map<string, string>();
  routine.nodes.forEach((node, index) => {
    if (blockOfNode.has(node.id)) report([...place, "nodes", index, "id"], `a second node \`${node.id}\``);
    blockOfNode.set(node.id, node.block);
  });
  const owners = new Map<string, string | undefined>();
  routine.blocks.forEach((block, index) => {
    const at = [...place, "blocks", index];
    if (owners.has(block.id)) report([...at, "id"], `a second block \`${block.id}\``);
    owners.set(block.id, block.owner);
    block.nodes.forEach((node, position) => {
      const says = standsIn(blockOfNode, node, block.id);
      if (says !== undefined) report([...at, "nodes", position], says);
    });
    if (block.owner !== undefined && !blockOfNode.has(block.owner)) {
      report([...at, "owner"], `no node \`${block.owner}\``);
    }
    const free = block.id === routine.root || block.id === routine.finally;
    if (free === (block.owner !== undefined)) {
      report(at, free ? "the outermost block belongs to no node" : "the block belongs to no node");
    }
  });
  for (const name of ["root", "finally"] as const) {
    const block = routine[name];
    if (block !== undefined && !owners.has(block)) report([...place, name], `no block \`${block}\``);
  }
  nodesHaveTheirBlocks(routine, owners, place, report);
  blocksAreOutsideThemselves(routine, owners, blockOfNode, place, report);
}

function standsIn(blockOfNode: ReadonlyMap<string, string>, node: string, block: string): string | undefined {
  const stated = blockOfNode.get(node);
  if (stated === undefined) return `no node \`${node}\``;
  return stated === block ? undefined : `\`${node}\` says that it stands in \`${stated}\``;
}

function nodesHaveTheirBlocks(
  routine: Routine,
  owners: ReadonlyMap<string, string | undefined>,
  place: readonly Segment[],
  report: Report,
): void {
  const listed = new Set(routine.blocks.flatMap(({ nodes }) => nodes));
  routine.nodes.forEach((node, index) => {
    if (isPlainCall(node) && owners.has(node.block) && listed.has(node.id)) return;
    const at = [...place, "nodes", index];
    if (!owners.has(node.block)) report([...at, "block"], `no block \`${node.block}\``);
    else if (!listed.has(node.id)) report([...at, "block"], `\`${node.block}\` doesn't list \`${node.id}\``);
    for (const { at: where, is } of blocksOf(node)) {
      if (!owners.has(is)) report([...at, ...where], `no block \`${is}\``);
      else if (owners.get(is) !== node.id)
        report([...at, ...where], `\`${is}\` doesn't belong to \`${node.id}\``);
    }
  });
}

function blocksAreOutsideThemselves(
  routine: Routine,
  owners: ReadonlyMap<string, string | undefined>,
  blockOfNode: ReadonlyMap<string, string>,
  place: readonly Segment[],
  report: Report,
): void {
  const outermost = new Set<string>();
  for (const [index, { id }] of routine.blocks.entries()) {
    const passed = new Set<string>();
    for (let block: string | undefined = id; block !== undefined && !outermost.has(block); ) {
      if (passed.has(block)) {
        report([...place, "blocks", index], `\`${id}\` stands within itself`);
        return;
      }
      passed.add(block);
      const owner: string | undefined = owners.get(block);
      block = owner === undefined ? undefined : blockOfNode.get(owner);
    }
    for (const block of passed) outermost.add(block);
  }
}
