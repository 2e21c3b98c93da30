import { canonical, type Expression, type Json } from "@orchlang/plan";

/** A member of a family of signals or flags, chosen in the run: `moisture(house, left)`. */
export interface FamilyRead {
  /** The family's name, with its module. */
  readonly name: string;
  /** What chooses, one a parameter of the family. */
  readonly by: readonly Expression[];
}

const memberForm = /^(.*)\((.*)\)$/s;

/** The family that a choice among its members reads; `undefined` for any other expression. */
export function familyRead(expression: Expression): FamilyRead | undefined {
  if (expression.op === "read") {
    const [, name, members] = memberForm.exec(expression.from === "context" ? expression.name : "") ?? [];
    if (name === undefined || members === undefined) return undefined;
    return { name, by: members.split(",").map((value) => ({ op: "constant", value: value.trim() })) };
  }
  if (expression.op !== "match" || expression.otherwise !== undefined) return undefined;
  const { subject, arms } = expression;
  const read = arms.flatMap(({ patterns: [pattern], value }) => {
    const family = familyRead(value);
    return family === undefined || pattern === undefined || !("is" in pattern)
      ? []
      : [{ ...family, is: pattern.is }];
  });
  const [first] = read;
  if (first === undefined || read.length < arms.length) return undefined;
  const by = first.by.map((part, at) => {
    if (read.every((arm) => isSame(arm.by[at], part))) return part;
    return read.every(({ by, is }) => isSame(by[at], { op: "constant", value: is })) ? subject : undefined;
  });
  const all = by.filter((part) => part !== undefined);
  return all.length === by.length && read.every(({ name }) => name === first.name)
    ? { name: first.name, by: all }
    : undefined;
}

function isSame(one: Expression | undefined, other: Expression): boolean {
  return one !== undefined && canonical(one as unknown as Json) === canonical(other as unknown as Json);
}
