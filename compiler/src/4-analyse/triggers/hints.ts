import type { Diagnostic } from "@orchlang/language";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { Origin } from "../../3-check/origin.ts";
import { circleHints } from "./circle.ts";
import { soundTriggers } from "./declared.ts";
import { circlesForEver } from "./for-ever.ts";
import { neverFiresHints } from "./never-fires.ts";

/** What an author may want to know of triggers, and need not act on. */
export function triggerHints(
  program: CheckedProgram,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const triggers = soundTriggers(program, isBroken);
  if (triggers.length === 0) return [];
  return [
    ...circleHints(program, triggers, circlesForEver(program, triggers)),
    ...neverFiresHints(program, triggers),
  ];
}
