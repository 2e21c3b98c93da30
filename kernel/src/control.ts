export { attentionOf, mayNeed } from "./control/attention.ts";
export { isFull } from "./control/decide/firings.ts";
export { turnOfControl } from "./control/decide.ts";
export type { ContextDeclarations, ControlCommand, ControlEvent, ControlInput } from "./control/events.ts";
export { keptFor, wasAdmitted } from "./control/evolve/history.ts";
export { isAccepted, refusedFor } from "./control/evolve/holds.ts";
export {
  closureOf,
  isWithin,
  lastWordOf,
  refusalOfSet,
  scopeText,
  settingOf,
  triggerSetting,
} from "./control/governance.ts";
export { type Candidates, candidatesFor } from "./control/holds/choose.ts";
export { declaredMembers, type MemberState, poolDeclaration, type ToldHealth } from "./control/holds/pool.ts";
export { controlMachine, controlStream } from "./control/machine.ts";
export { type Reach, reaches, reachOf } from "./control/reach.ts";
export { replacing, shortenClosed, successorOf } from "./control/replacing.ts";
export type { AdmissionScope } from "./control/state.ts";
export {
  type AdmissionWord,
  type ClosedAdmission,
  type ControlState,
  type Firing,
  type Past,
  refName,
  type ScopedClosure,
  type SettingVersion,
} from "./control/state.ts";
export { asKnown, consentsOf, refusalOf } from "./control/users.ts";
export { type Known, knownOf } from "./control/world/known.ts";
export type { Declarations } from "./control/world/lay-out.ts";
export { slotOfRun } from "./control/world/slot.ts";
export { mayAnswer, peopleFor } from "./people.ts";
