import { visible } from "@orchlang/language";

/**
 * A model with every text in it, and every name of a field, as it is to be shown on a line. Who renders one takes it
 * through this first: a plan file may hold whatever its maker put into it.
 */
export function visibleIn<T>(model: T): T;
export function visibleIn(model: unknown): unknown {
  if (typeof model === "string") return visible(model);
  if (Array.isArray(model)) return model.map((each: unknown) => visibleIn(each));
  if (typeof model !== "object" || model === null) return model;
  return Object.fromEntries(Object.entries(model).map(([name, each]) => [visible(name), visibleIn(each)]));
}
