import { visible } from "@orchlang/language";

/**
 * A model with every text and field name made safe for one line. Renderers apply it first, because a plan file may
 * contain anything its maker put there.
 */
export function visibleIn<T>(model: T): T;
export function visibleIn(model: unknown): unknown {
  if (typeof model === "string") return visible(model);
  if (Array.isArray(model)) return model.map((each: unknown) => visibleIn(each));
  if (typeof model !== "object" || model === null) return model;
  return Object.fromEntries(Object.entries(model).map(([name, each]) => [visible(name), visibleIn(each)]));
}
