import type { ControlEvent, ControlState } from "@orchlang/kernel/control";
import type { JsonObject } from "@orchlang/plan";
import { type ContextView, contextView } from "../context/view.ts";

import { type Around, maskedControl } from "../library/mask-control.ts";
import type { ControlEntry } from "../orchestrator-types.ts";
import type { LiveRuns } from "./live-runs.ts";

/** The context of an orchestrator that goes on. */
export function contextOf(
  { control, world }: LiveRuns,
  listen: (see: (entry: ControlEntry) => void) => () => void,
): ContextView {
  return contextView({ state: () => control.state, now: () => world.clock.now(), listen });
}

/** The context that masking of control's events needs. */
function aroundRuns(runs: LiveRuns): Around {
  return { ...plansAround(runs), clearance: "internal", state: runs.control.state };
}

/** The plans of runs that are here. */
export function plansAround(runs: LiveRuns): Pick<Around, "plan" | "planOf"> {
  return {
    planOf: (run) => runs.get(run)?.file.plan,
    plan: (id) => runs.plans.known(id)?.plan,
  };
}

/** An event of control as screens may have it, with what else is known of what it speaks of. */
export function shownEvent(runs: LiveRuns, event: ControlEvent): JsonObject {
  return { ...maskedControl(event, aroundRuns(runs)), ...known(runs.control.state, event) };
}

/**
 * Additional fields: an occurrence's category; the health a member `counts` as despite its report; the members of an
 * ended hold that are set `aside`, because the previous holder may still be using them.
 */
function known(state: ControlState, event: ControlEvent): JsonObject {
  switch (event.t) {
    case "Occurred":
    case "Fused": {
      const name = event.t === "Occurred" ? event.event : event.fusion;
      const category = state.declared.events[name]?.category;
      return category === undefined ? {} : { category };
    }
    case "Member": {
      const health = state.pools.get(event.pool)?.members.get(event.member)?.health;
      return event.health !== "ready" || health === undefined || health === "ready" ? {} : { counts: health };
    }
    case "Freed": {
      const aside = state.quarantine.get(event.hold)?.map(({ pool, id }) => ({ pool, id }));
      return aside === undefined ? {} : { aside };
    }
    default:
      return {};
  }
}
