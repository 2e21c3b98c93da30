import type { Segment } from "../../canonical/not-json.ts";
import type { Node } from "../../shapes/node.ts";
import { blocksOf, isPlainCall } from "./children.ts";
import type { Listed, Report } from "./report.ts";

/**
 * Each node stands in one block, each block is the root, the `finally` or belongs to one node, and no block
 * stands within itself.
 */
export function blocksAreATree(listed: Listed, place: readonly Segment[], report: Report): void {
  const { routine, places } = listed;
  nodesStandOnce(listed, place, report);
  const inBlock = new Uint8Array(routine.nodes.length);
  const owners = new Map<string, string | undefined>();
  for (const [index, block] of routine.blocks.entries()) {
    const at = [...place, "blocks", index];
    if (owners.has(block.id)) report([...at, "id"], `a second block \`${block.id}\``);
    owners.set(block.id, block.owner);
    for (const [position, id] of block.nodes.entries()) {
      const node = places.get(id) ?? -1;
      const isListed = node >= 0 && inBlock[node] === 1;
      inBlock[node] = 1;
      const twice = isListed ? `\`${id}\` is listed twice` : undefined;
      const says = standsIn(routine.nodes[node], id, block.id) ?? twice;
      if (says !== undefined) report([...at, "nodes", position], says);
    }
    if (block.owner !== undefined && !places.has(block.owner)) {
      report([...at, "owner"], `no node \`${block.owner}\``);
    }
    const free = block.id === routine.root || block.id === routine.finally;
    if (free === (block.owner !== undefined)) {
      report(at, free ? "the outermost block belongs to no node" : "the block belongs to no node");
    }
  }
  for (const name of ["root", "finally"] as const) {
    const block = routine[name];
    if (block !== undefined && !owners.has(block)) report([...place, name], `no block \`${block}\``);
  }
  nodesHaveTheirBlocks(listed, { owners, inBlock }, place, report);
  blocksAreOutsideThemselves(listed, owners, place, report);
}

function nodesStandOnce({ routine, places }: Listed, place: readonly Segment[], report: Report): void {
  if (places.size === routine.nodes.length) return;
  for (const [index, { id }] of routine.nodes.entries()) {
    if (places.get(id) !== index) report([...place, "nodes", index, "id"], `a second node \`${id}\``);
  }
}

function standsIn(node: Node | undefined, id: string, block: string): string | undefined {
  if (node === undefined) return `no node \`${id}\``;
  return node.block === block ? undefined : `\`${id}\` says that it stands in \`${node.block}\``;
}

interface Blocks {
  readonly owners: ReadonlyMap<string, string | undefined>;
  /** By the place of a node: 1 if some block lists it. */
  readonly inBlock: Uint8Array;
}

function nodesHaveTheirBlocks(
  { routine, places }: Listed,
  { owners, inBlock }: Blocks,
  place: readonly Segment[],
  report: Report,
): void {
  for (const [index, node] of routine.nodes.entries()) {
    // Two nodes with one id count as listed once both are.
    const isListed = inBlock[index] === 1 || inBlock[places.get(node.id) ?? index] === 1;
    if (isPlainCall(node) && isListed && owners.has(node.block)) continue;
    const at = [...place, "nodes", index];
    if (!owners.has(node.block)) report([...at, "block"], `no block \`${node.block}\``);
    else if (!isListed) report([...at, "block"], `\`${node.block}\` doesn't list \`${node.id}\``);
    for (const { at: where, is } of blocksOf(node)) {
      if (!owners.has(is)) report([...at, ...where], `no block \`${is}\``);
      else if (owners.get(is) !== node.id)
        report([...at, ...where], `\`${is}\` doesn't belong to \`${node.id}\``);
    }
  }
}

function blocksAreOutsideThemselves(
  { routine, places }: Listed,
  owners: Blocks["owners"],
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
      block = owner === undefined ? undefined : routine.nodes[places.get(owner) ?? -1]?.block;
    }
    for (const block of passed) outermost.add(block);
  }
}
