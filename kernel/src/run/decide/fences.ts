/** The fences under which an attempt acts, to be looked at by what it acts on. */
import type { Seq } from "../../machine.ts";
import type { Fence, HeldMember } from "../../messages.ts";
import type { View } from "../draft.ts";
import { nodeAt } from "../draft.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { membersReadAt } from "../member-readers.ts";

/** `fence` of a single member; each of several has its own. */
export type Fenced = { readonly fence: number } | { readonly fences: readonly Fence[] };

/** The fencing tokens of the members that its step holds (`own`), and of those it reads from each `with` around it. */
export function fencesAt(
  draft: View,
  frame: Frame,
  laid: LaidNode,
  own: Seq | undefined,
): Fenced | undefined {
  const used = own === undefined ? undefined : draft.holds.get(own)?.members;
  if (laid.block.owner === -1 && frame.parent === undefined) return fencedBy(used ?? []);
  const around = membersReadAt(draft, frame, laid).flatMap(
    (member) => nodeAt(member.frame, member.laid.at).hold?.members ?? [],
  );
  return fencedBy(used === undefined ? around : [...used, ...around]);
}

/**
 * Whether the time of a `with` that it reads is up, though nobody has said so yet: after a restart what is heard first is
 * what became of its attempts. Nothing begins then, or is sent again, under a fence that may be another's by now.
 */
export function isTooLate(draft: View, frame: Frame, laid: LaidNode): boolean {
  if (laid.block.owner === -1 && frame.parent === undefined) return false;
  return membersReadAt(draft, frame, laid).some((member) => {
    const { due, hold } = nodeAt(member.frame, member.laid.at);
    return hold !== undefined && due !== undefined && due <= draft.at;
  });
}

function fencedBy(members: readonly HeldMember[]): Fenced | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  if (members.length === 1) return { fence: first.fence };
  return { fences: members.map(({ pool, id, fence }) => ({ pool, id, fence })) };
}
