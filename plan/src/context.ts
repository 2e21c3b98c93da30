// The world around plans: signals, flags, events, triggers.

export { numbersThings } from "./schema/things.ts";
export type {
  EventDeclaration,
  EventField,
  FamilyIndex,
  Flag,
  FuseRule,
  ReadingUnit,
  Signal,
} from "./shapes/context.ts";
export type { MemberUnits, Trigger, TriggerSource, World } from "./shapes/world.ts";
