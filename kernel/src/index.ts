export { chance } from "./chance.ts";
export type { Chosen, Failure, FailureClass, Outcome, Spent } from "./failure.ts";
export type { Call, Intent, Key, Reach, Site, Slot } from "./identity.ts";
export { invariant, present } from "./invariant.ts";
export { runIdOf } from "./keys.ts";
export type { Instant, Machine, Ref, RunId, Seq, StreamId } from "./machine.ts";
export type {
  Fence,
  Need,
  Occurrence,
  Placement,
  Reads,
  RefusedMembers,
  Task,
  ToControl,
  ToRun,
} from "./messages.ts";
export { sizeOf } from "./persistent/sorted.ts";
