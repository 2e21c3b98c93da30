import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import { type LifecycleEvent, maskedValue } from "@orchlang/runtime";
import type { Principal } from "./identity/principal.ts";

/** An event of a run as somebody may see it: values by their types, texts as `redacted` leaves them. */
export function timelineEntryOf(
  event: LifecycleEvent,
  { plan }: PlanFile,
  { clearance }: Principal,
  redacted: (text: string) => string,
): JsonObject {
  if (event.type === "plan_created") return { type: event.type };
  const { type, at, seq } = event;
  const shared: JsonObject = { type, at, seq };
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  const masked = (value: Json, called: string | undefined): Json => {
    const target = plan.capabilities[called ?? ""] ?? plan.routines[called ?? ""] ?? plan.goals[called ?? ""];
    return maskedValue(value, target?.result, { schemas: plan.schemas, clearance });
  };
  switch (event.type) {
    case "execution_started":
      return shared;
    case "step_started":
      return { ...shared, step: event.stepId };
    case "step_completed":
      return {
        ...shared,
        step: event.stepId,
        output: masked(event.output, event.capability),
        duration: event.duration,
      };
    case "execution_completed":
      return {
        ...shared,
        output: maskedValue(event.output, entry?.result, { schemas: plan.schemas, clearance }),
        duration: event.duration,
      };
    case "step_failed":
    case "execution_failed":
      return {
        ...shared,
        ...("stepId" in event ? { step: event.stepId } : { status: event.status }),
        failure: {
          class: event.error.class,
          name: event.error.name,
          message: redacted(event.error.message),
        },
        duration: event.duration,
      };
  }
}
