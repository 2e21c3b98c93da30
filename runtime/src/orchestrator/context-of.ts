import { type ContextView, contextView } from "../context/view.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Runs } from "./runs.ts";

/** The context of an orchestrator that goes on. */
export function contextOf({ control, world }: Runs, listen: Orchestrator["listen"]): ContextView {
  return contextView({ state: () => control.state, now: () => world.clock.now(), listen });
}
