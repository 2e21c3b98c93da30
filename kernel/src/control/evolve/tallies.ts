import type { ControlState } from "../state.ts";

/** What led to nothing is counted by what it was. */
export function tallied(state: ControlState, what: string, count = 1): ControlState {
  return { ...state, tallies: state.tallies.set(what, (state.tallies.get(what) ?? 0) + count) };
}
