/** Word from outside that was taken: what is told twice under one id counts once. */
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { ControlState } from "../state.ts";

/** Whether it was taken before; what was long ago is not known any more. */
export function isTaken({ taken, takenBefore }: ControlState, id: string): boolean {
  return taken.has(id) || takenBefore.has(id);
}

/** Of what was taken the older half is forgotten when there is too much. */
export function withTakenBounded(state: ControlState): ControlState {
  if (state.taken.size * 2 < limits.takenMax) return state;
  return { ...state, taken: PersistentMap(), takenBefore: state.taken };
}
