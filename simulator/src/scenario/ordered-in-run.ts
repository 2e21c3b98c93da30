import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, Plan } from "@orchlang/plan";
import type { ScenarioClause } from "@orchlang/plan/scenarios";
import { sourceFor } from "../answers/cooperate.ts";
import { generate } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import { constant, isOpen, withoutLabelled } from "./open-values.ts";
import { stepOf } from "./step-name.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

const commands = { cancel: "cancels", pause: "pauses", unpause: "unpauses" } as const;

/** An operator's order. A doubt is resolved as soon as it arises. */
export function orderOf(
  plan: Plan,
  events: readonly RunEvent[],
  { at, order }: Event<"Ordered">,
  start: number,
): readonly ScenarioClause[] {
  if (order.order === "cancel" || order.order === "pause" || order.order === "unpause")
    return [{ kind: "operator", command: commands[order.order], at: constant(at - start) }];
  if (order.order !== "resolve") return [];
  const began = events.findLast(
    (event): event is Event<"Began"> => event.t === "Began" && event.intent.key === order.key,
  );
  if (began === undefined) return [];
  const { intent, capability } = began;
  const value = toldOf(plan, capability, order.as);
  return [{ kind: "resolves", step: stepOf(plan, intent, capability), value: constant(value) }];
}

function toldOf(
  plan: Plan,
  capability: string,
  as: Extract<Event<"Ordered">["order"], { order: "resolve" }>["as"],
): Json {
  if (as === "retry" || "failed" in as) return as;
  const { result } = plan.capabilities[capability] ?? {};
  if (result == null) return { completed: null };
  const source = sourceFor(plan, {}, "answer", { now: startDefault, variation: 0 });
  const place = capability.slice(capability.lastIndexOf(".") + 1);
  const completed = isOpen(result.label)
    ? withoutLabelled(as.completed, result.schema, source, place)
    : (generate(result.schema, source, place) ?? null);
  return { completed };
}
