import type { JsonObject } from "@orchlang/plan";
import { type ContextView, contextView } from "../context/view.ts";
import type { ControlEvent } from "../kernel/control/events.ts";
import { type Around, maskedControl } from "../library/mask-control.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Runs } from "./runs.ts";

/** The context of an orchestrator that goes on. */
export function contextOf({ control, world }: Runs, listen: Orchestrator["listen"]): ContextView {
  return contextView({ state: () => control.state, now: () => world.clock.now(), listen });
}

/** What tells how far what control says may be shown. */
export function aroundRuns(runs: Runs): Around {
  return { ...plansAround(runs), clearance: "internal", state: runs.control.state };
}

/** The plans of runs that are here. */
export function plansAround(runs: Runs): Pick<Around, "plan" | "planOf"> {
  return {
    planOf: (run) => runs.get(run)?.file.plan,
    plan: (id) => runs.plans.known(id)?.plan,
  };
}

/** An event of control as screens may have it; what happens with its category. */
export function shownEvent(runs: Runs, event: ControlEvent): JsonObject {
  const shown = maskedControl(event, aroundRuns(runs));
  const name = event.t === "Occurred" ? event.event : event.t === "Fused" ? event.fusion : undefined;
  const category = name === undefined ? undefined : runs.control.state.declared.events[name]?.category;
  return category === undefined ? shown : { ...shown, category };
}
