/** A run that somebody asks for by himself: it has its place among those of its plan, or does not come about. */

import { type ControlInput, type ControlState, isFull, slotOfRun } from "@orchlang/kernel/control";
import type { User } from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Refusal } from "../orchestrator-api.ts";

interface Wish {
  readonly request: string;
  readonly file: PlanFile;
  readonly input: Json;
  readonly by: User;
}

export function requested({ request, file: { id, plan }, input, by }: Wish, at: number): ControlInput {
  const among = slotOfRun(plan, input);
  // In the order in which it is written down.
  const asked = { at, by, entry: plan.entry, plan: id, request, t: "Requested" } as const;
  return among === undefined ? asked : { among, ...asked };
}

/** Whether all places are taken among which this would have one. */
export function isTaken(
  { groups }: ControlState,
  { file: { plan }, input }: Pick<Wish, "file" | "input">,
): boolean {
  const slot = slotOfRun(plan, input);
  return slot !== undefined && isFull(groups, slot);
}

/** A direct request does not wait in line: the caller learns which runs are in the way, and may ask again. */
export function turnedAway(
  { groups }: ControlState,
  { file: { plan }, input }: Pick<Wish, "file" | "input">,
): Refusal {
  const slot = slotOfRun(plan, input);
  const active = groups.get(slot?.group ?? "")?.active.toArray() ?? [];
  const name = plan.entry.slice(plan.entry.lastIndexOf(".") + 1);
  const most = slot?.most === 1 ? "one run" : `${slot?.most ?? 0} runs`;
  const way = active.length === 1 ? "it has ended, or cancel it" : "one has ended, or cancel one";
  return {
    refused: "overlap",
    message: `Of \`${name}\` no more than ${most} may go on at once (\`overlap\`), as ${active.join(", ")} ${active.length === 1 ? "does" : "do"}. Ask again when ${way}.`,
  };
}
