import type { CheckedProgram, Origin } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";

import { circleHints } from "./circle.ts";
import { soundTriggers } from "./declared.ts";
import { circlesForEver } from "./for-ever.ts";
import { neverFiresHints } from "./never-fires.ts";

/** Hints about triggers, which need no action. */
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
