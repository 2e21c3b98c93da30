import type { Node } from "@orchlang/language/ast";
import { lookup } from "../../2-resolve/module-names.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** Between the brackets of `given signal load(…)`: the members by which the family is told apart. */
export function indexItems(
  _gap: Gap,
  { look, way }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  const given = way.at(-3);
  if (parent?.kind !== "argument" || given?.kind !== "givenSignal") return undefined;
  const { names, program } = look.module;
  const signal = lookup(names, given.signal.text);
  if (signal?.kind !== "signal" && signal?.kind !== "flag") return undefined;
  const index = (given.arguments ?? []).indexOf(parent);
  const members = program.familyOf(signal)?.[index]?.members.members ?? [];
  return members.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}
