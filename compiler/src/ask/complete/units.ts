import { spacedUnits } from "@orchlang/language";
import type { Expression, Node } from "@orchlang/language/ast";
import type { Dimension } from "../../3-check/type.ts";
import { required } from "../../3-check/types/optional.ts";
import { sameDimension } from "../../3-check/units/dimension.ts";
import { fill, type Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** Behind a number: the units there are; where it is known what is measured, those that measure it. */
export function unitItems(gap: Gap): readonly Item[] {
  const { project, part, word } = gap;
  const digits = /^[\d_]+/u.exec(word)?.[0] ?? "";
  const { units } = project.context.module(part.module).expression;
  const dimension = wantedDimension(gap);
  const measures = (name: string): boolean => {
    const unit = dimension && units.unit(name);
    return dimension !== undefined && unit !== undefined && sameDimension(unit.dimension, dimension);
  };
  const all = [...units.names];
  const fitting = all.filter(measures);
  return (fitting.length === 0 ? all : fitting).map((name) => ({
    label: `${digits}${spaced.has(name) ? " " : ""}${name}`,
    kind: "unit",
    rank: common.has(name) ? ranks.wanted : ranks.named,
  }));
}

function wantedDimension(gap: Gap): Dimension | undefined {
  const filled = fill(gap);
  const [parent, node] = filled?.way.slice(-2) ?? [];
  const seen = (one: Node | undefined) => filled?.look.expressions.get(one as Expression);
  const isAlike = parent?.kind === "binary" && alike.has(parent.operator);
  const other = !isAlike ? undefined : parent.left === node ? parent.right : parent.left;
  const wanted = seen(node)?.wanted?.type ?? seen(other)?.typed.type;
  const type = wanted && required(wanted);
  return type?.kind === "quantity" ? type.dimension : undefined;
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

/** Both sides measure the same. */
const alike: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "+", "-"]);
/** Written apart from their number. */
const spaced: ReadonlySet<string> = new Set(spacedUnits);
const common: ReadonlySet<string> = new Set(["ms", "s", "m", "h", "d", "w", "kWh", "GB", "tokens"]);
