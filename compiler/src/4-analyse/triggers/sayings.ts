import { bindLocals, type Expression, type FamilyIndex, type Json } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { AskedCondition, CheckedFlag } from "../../3-check/checked-context.ts";
import { substitute } from "../expression/substitute.ts";

/** All that has to hold for a condition, as one: as it is written, and with what its flags say. */
export interface Said {
  readonly own: Expression;
  readonly withFlags: Expression;
  readonly flags: readonly CheckedFlag[];
}

/** Larger families are not looked into. */
const membersMax = 64;

/** One of each member of a family. */
export function sayings(
  { all, family = [] }: Pick<AskedCondition, "all" | "family">,
  flags: CheckedProgram["flags"] = {},
): readonly Said[] {
  return membersOf(family).map((member) => {
    const items = all.map(({ expression }) => bindLocals(expression, member));
    const own: Expression = { op: "and", items };
    const used = new Set<CheckedFlag>();
    return { own, withFlags: inlined(own, flags, used), flags: [...used] };
  });
}

function membersOf(family: FamilyIndex): readonly Readonly<Record<string, Json>>[] {
  let members: readonly Readonly<Record<string, Json>>[] = [{}];
  for (const { name, members: own } of family)
    members = members.flatMap((one) => own.map((member) => ({ ...one, [name]: member })));
  return members.length > membersMax ? [] : members;
}

/** A flag that is held stays true when what it says no longer is; one that leads back to itself says nothing. */
function inlined(
  expression: Expression,
  flags: NonNullable<CheckedProgram["flags"]>,
  used: Set<CheckedFlag>,
  around: readonly CheckedFlag[] = [],
): Expression {
  return substitute(expression, ({ from, name }) => {
    if (from !== "context") return undefined;
    const [, plain = name, index = ""] = /^(.*?)\((.*)\)$/su.exec(name) ?? [];
    const flag = flags[plain];
    if (flag === undefined || flag.hold !== undefined || around.includes(flag)) return undefined;
    used.add(flag);
    const parts = index.split(",");
    const member = Object.fromEntries((flag.family ?? []).map((one, at) => [one.name, parts[at] ?? ""]));
    return inlined(bindLocals(flag.value, member), flags, used, [...around, flag]);
  });
}
