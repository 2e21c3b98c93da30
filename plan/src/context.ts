// The world around plans: signals, flags, events, triggers.
export type { FamilyIndex, Flag, FuseRule, ReadingUnit, Signal } from "./shapes/context.ts";
export type { EventDeclaration, EventField } from "./shapes/event.ts";
export type { MemberUnits, Trigger, TriggerSource, World } from "./shapes/world.ts";
