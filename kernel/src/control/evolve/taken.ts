/** Ids of accepted external inputs. A repeated input with a known id has no effect. */
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { ControlState } from "../state.ts";

/** Whether it was taken before; what was long ago is not known any more. */
export function isTaken({ taken, takenBefore }: ControlState, id: string): boolean {
  return taken.has(id) || takenBefore.has(id);
}

/** When too many ids are known, the older half is forgotten. */
export function withTakenBounded(state: ControlState): ControlState {
  if (state.taken.size * 2 < limits.takenMax) return state;
  return { ...state, taken: PersistentMap(), takenBefore: state.taken };
}
