import { matches } from "@orchlang/plan";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { holdsAt, noValue, valueAt, within } from "../scope.ts";
import { failStatement } from "./rescue.ts";
import { emit, type Turn } from "./turn.ts";

/** The first arm that holds is taken; what is not known does not hold. */
export function branch(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "branch") return;
  const position = within(frame, laid.block.id);
  const subject = node.subject === undefined ? undefined : valueAt(turn.draft, position, node.subject);
  if (subject !== undefined && !("value" in subject)) {
    failStatement(turn, frame, laid, noValue(subject));
    return;
  }
  const took = node.arms.findIndex(({ condition, patterns }) => {
    if (condition !== undefined && !holdsAt(turn.draft, position, condition)) return false;
    return patterns === undefined || patterns.length === 0 || matches(patterns, subject?.value ?? null);
  });
  emit(turn, { t: "Branched", routine: frame.path, node: node.id, site: frame.site, took, reads: [] });
}
