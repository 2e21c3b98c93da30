/** Work that an event interrupts: a race that settles (semantics, rule 11). */
import type { LaidNode, Template } from "./layout.ts";
import type { NodeState } from "./node-state.ts";

/** The two branches of such a race, as numbers of nodes. */
interface Interruptible {
  readonly work: LaidNode;
  readonly until: LaidNode;
}

function branchesOf(template: Template, race: LaidNode | undefined): Interruptible | undefined {
  if (race?.node.kind !== "race" || race.node.settles !== true) return undefined;
  const [work, until] = race.node.branches.map(({ node }) => template.nodes[template.number.get(node) ?? -1]);
  return work === undefined || until === undefined ? undefined : { work, until };
}

/** The race that a wait decides: the wait is what the second branch begins with. */
export function interruptedBy(template: Template, wait: LaidNode): Interruptible | undefined {
  const branch = template.nodes[wait.block.owner];
  if (branch === undefined || wait.block.nodes[0] !== wait.at) return undefined;
  const interruptible = branchesOf(template, template.nodes[branch.block.owner]);
  return interruptible?.until.at === branch.at ? interruptible : undefined;
}

/** The branch that waits to interrupt this one. */
export function waitingBeside(template: Template, work: LaidNode): LaidNode | undefined {
  const interruptible = branchesOf(template, template.nodes[work.block.owner]);
  return interruptible?.work.at === work.at ? interruptible.until : undefined;
}

/** True if work has neither ended nor failed: it can be interrupted. */
export function goesOn({ status, failure }: NodeState): boolean {
  return (status === "waiting" || status === "ready" || status === "active") && failure === undefined;
}
