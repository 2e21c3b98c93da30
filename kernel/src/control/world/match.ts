import type { Json, JsonObject } from "@orchlang/plan";
import { equal, evaluate } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { limits } from "../../limits.ts";
import type { Arrival, FusionState, Happening } from "../happening.ts";
import type { LaidFusion } from "./laid.ts";

interface Match {
  readonly parts: readonly Arrival[];
  readonly fields: JsonObject;
}

/**
 * The occurrences that an arrival is fused with: of each other kind the nearest in time that meets all conditions of
 * the fusion. Each occurrence is part of at most one match. A shot that three sensors hear and one person reports is
 * one event, not three.
 */
export function matchOf(fusion: LaidFusion, state: FusionState, arrival: Arrival): Match | undefined {
  const held = state.held.get(keyOf(fusion, arrival) ?? "");
  if (held === undefined) return undefined;
  let tries = 0;
  const search = (parts: Readonly<Record<string, Arrival>>): Match | undefined => {
    const join = fusion.joins.find(({ as }) => parts[as] === undefined);
    if (join === undefined) return wholeOf(fusion, parts);
    const taken = Object.values(parts);
    for (const next of nearest(held.get(join.event) ?? [], arrival.when)) {
      if (taken.some(({ id }) => id === next.id) || !together(fusion, [...taken, next])) continue;
      if (++tries > limits.fusionTriesMax) return undefined;
      const match = search({ ...parts, [join.as]: next });
      if (match !== undefined) return match;
    }
    return undefined;
  };
  for (const { event, as } of fusion.joins) {
    if (event !== arrival.event) continue;
    const match = search({ [as]: arrival });
    if (match !== undefined) return match;
  }
  return undefined;
}

/** The key that occurrences must share to be fused, as text; undefined if there is none. */
export function keyOf({ by }: LaidFusion, { fields }: Happening): string | undefined {
  if (by === undefined) return "";
  const evaluated = evaluate(by.key, {
    read: ({ from, name }) => (from === "local" && name === by.as ? { value: fields } : { unknown: [name] }),
  });
  return "value" in evaluated && evaluated.value !== null ? canonical(evaluated.value) : undefined;
}

function nearest(list: Iterable<Arrival>, to: number): readonly Arrival[] {
  return [...list].sort(
    (one, other) =>
      Math.abs(one.when - to) - Math.abs(other.when - to) ||
      one.when - other.when ||
      (one.id < other.id ? -1 : 1),
  );
}

function together({ within }: LaidFusion, parts: readonly Happening[]): boolean {
  const times = parts.map(({ when }) => when);
  return Math.max(...times) - Math.min(...times) <= within;
}

function wholeOf(fusion: LaidFusion, parts: Readonly<Record<string, Arrival>>): Match | undefined {
  const scope = {
    read: ({ from, name }: { readonly from: string; readonly name: string }) => {
      const part = from === "local" ? parts[name] : undefined;
      return part === undefined ? { unknown: [name] } : { value: part.fields as Json };
    },
  };
  if (fusion.near !== undefined) {
    const far = evaluate(fusion.near.distance, scope);
    if (!("value" in far) || typeof far.value !== "number" || far.value > fusion.near.within)
      return undefined;
  }
  if (fusion.where !== undefined) {
    const is = evaluate(fusion.where, scope);
    if (!("value" in is) || !equal(is.value, true)) return undefined;
  }
  const emitted = evaluate(fusion.emit, scope);
  if (!("value" in emitted) || typeof emitted.value !== "object" || emitted.value === null) return undefined;
  const order = fusion.joins.flatMap(({ as }) => parts[as] ?? []);
  return { parts: order, fields: emitted.value as JsonObject };
}
