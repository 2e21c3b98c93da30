/** The members under which an attempt acts, and their fences, which whatever it acts on looks at. */
import type { Seq } from "../machine.ts";
import type { Fence, HeldMember } from "../messages.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { membersReadAt } from "./member-readers.ts";
import { nodeAt, type View } from "./state.ts";

/** `fence` of a single member; each of several has its own. */
type Fenced = { readonly fence: number } | { readonly fences: readonly Fence[] };

/** The members that its step holds (`own`), and those that it reads of each `with` around it. */
export function membersAt(
  draft: View,
  frame: Frame,
  laid: LaidNode,
  own: Seq | undefined,
): readonly HeldMember[] {
  const used = own === undefined ? undefined : draft.holds.get(own)?.members;
  if (laid.block.owner === -1 && frame.parent === undefined) return used ?? [];
  const around = membersReadAt(draft, frame, laid).flatMap(
    (member) => nodeAt(member.frame, member.laid.at).hold?.members ?? [],
  );
  return used === undefined ? around : [...used, ...around];
}

export function fencesAt(
  draft: View,
  frame: Frame,
  laid: LaidNode,
  own: Seq | undefined,
): Fenced | undefined {
  const members = membersAt(draft, frame, laid, own);
  const [first] = members;
  if (first === undefined) return undefined;
  if (members.length === 1) return { fence: first.fence };
  return { fences: members.map(({ pool, id, fence }) => ({ pool, id, fence })) };
}
