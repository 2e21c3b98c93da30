import { type Node, spacedUnits } from "@orchlang/language";
import type { Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** Behind a number: the units there are. */
export function unitItems({ project, part, word }: Gap): readonly Item[] {
  const digits = /^[\d_]+/u.exec(word)?.[0] ?? "";
  const { units } = project.context.module(part.module).expression;
  return [...units.names].map((name) => ({
    label: `${digits}${spaced.has(name) ? " " : ""}${name}`,
    kind: "unit",
    rank: common.has(name) ? ranks.wanted : ranks.named,
  }));
}

/** Behind `per`: a unit's name alone. */
export function divisorItems(
  { project, part }: Gap,
  _filled: unknown,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "per") return undefined;
  const { units } = project.context.module(part.module).expression;
  return [...units.names].map((label) => ({
    label,
    kind: "unit",
    rank: common.has(label) ? ranks.wanted : ranks.named,
  }));
}

/** Written apart from their number. */
const spaced: ReadonlySet<string> = new Set(spacedUnits);
const common: ReadonlySet<string> = new Set(["ms", "s", "m", "h", "d", "w", "kWh", "GB", "tokens"]);
