import type { ControlState } from "../state.ts";

/** Counts inputs that had no effect, by reason. */
export function tallied(state: ControlState, what: string, count = 1): ControlState {
  return { ...state, tallies: state.tallies.set(what, (state.tallies.get(what) ?? 0) + count) };
}
