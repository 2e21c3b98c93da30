/** Results that runs have in common, for as long as each of them allows (`cache`). */
import type { Json } from "@orchlang/plan";
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { ToControl } from "../../messages.ts";
import type { ControlState, Remembered } from "../state.ts";

/** When very many values are remembered, the older half is forgotten. */
export function remembered(
  state: ControlState,
  { name, value }: Extract<ToControl, { ask: "remember" }>,
  at: Instant,
): ControlState {
  const known = state.remembered.set(name, { value, at });
  if (known.size * 2 < limits.rememberedMax) return { ...state, remembered: known };
  return { ...state, remembered: PersistentMap(), rememberedBefore: known };
}

/** The remembered value that answers a gate instead of a call, if it is no older than the gate allows. */
export function recalledFor(
  { at, remembered: newer, rememberedBefore: older }: ControlState,
  { recall }: Pick<Extract<ToControl, { ask: "gate" }>, "recall">,
): { readonly value: Json } | undefined {
  if (recall === undefined) return undefined;
  const found: Remembered | undefined = newer.get(recall.name) ?? older.get(recall.name);
  return found === undefined || at - found.at > recall.within ? undefined : { value: found.value };
}
