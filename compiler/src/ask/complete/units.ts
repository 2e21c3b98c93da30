import { spacedUnits } from "@orchlang/language";
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

/** Written apart from their number. */
const spaced: ReadonlySet<string> = new Set(spacedUnits);
const common: ReadonlySet<string> = new Set(["ms", "s", "m", "h", "d", "w"]);
