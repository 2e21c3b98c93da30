// The world around plans: signals, flags, events, triggers.
export type {
  EventDeclaration,
  EventField,
  FamilyIndex,
  Flag,
  FuseRule,
  ReadingUnit,
  Signal,
} from "./shapes/context.ts";
export { numbersThings } from "./shapes/numbered.ts";
export type { MemberUnits, Trigger, TriggerSource, World } from "./shapes/world.ts";
