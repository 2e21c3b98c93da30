import type { Expression as Ast, Call, Reference } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import type { EnumType } from "../type.ts";
import { errorType } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { nameOf } from "../types/show.ts";
import type { Checking } from "./checking.ts";
import { refuseNames, reportCount } from "./core-call.ts";
import { failed, gathered } from "./make.ts";
import { unknownMember } from "./reference.ts";
import type { Binding, Environment, Typed } from "./typed.ts";

/**
 * `temperature(kitchen)`: one member of a family of signals or flags. Where the index is known only in the run, the
 * outcome is a choice among all members: a family is finite, so what may be read is known beforehand.
 */
export function checkFamily(
  ast: Call,
  callee: Reference,
  binding: Binding,
  family: Family,
  env: Environment,
  ctx: Checking,
): Typed {
  if (refuseNames(ast, callee.text, ctx)) return failed(ast.span);
  if (ast.arguments.length !== family.length) {
    const form = `${callee.text}(${family.map((part) => part.name).join(", ")})`;
    reportCount(ast.span, callee.text, form, ctx);
    return failed(ast.span);
  }
  if (reportSwapped(ast, family, env, ctx)) return failed(ast.span);
  const indexes = family.map((part, position) => {
    const argument = ast.arguments[position];
    if (argument === undefined) return failed(ast.span);
    const held = heldMember(argument.value, part.members, env, ctx);
    // An index with a mistake has no known members.
    const type = part.members.members.length === 0 ? errorType : part.members;
    const expected = { type, asks: `\`${part.name}\` of \`${callee.text}\` is` };
    return held ?? ctx.check(argument.value, expected, env);
  });
  if (indexes.some((index) => index.type.kind === "error")) return failed(ast.span, indexes);
  const name = binding.read.op === "read" ? binding.read.name : callee.text;
  const label = joinLabels(binding.label, ...indexes.map(wholeLabel));
  return {
    type: binding.type,
    label,
    expression: chosen(
      name,
      indexes,
      family.map((part) => part.members),
      [],
    ),
    span: ast.span,
    ...gathered(indexes),
    ...(binding.missingBecause === undefined ? {} : { missingBecause: binding.missingBecause }),
  };
}

/** `heat(kitchen, h1)` of a family by house and room: two indexes that have changed places are one mistake. */
function reportSwapped(ast: Call, family: Family, env: Environment, ctx: Checking): boolean {
  const words = ast.arguments.map(({ value }) =>
    value.kind === "reference" && env.lookup(value.text) === undefined ? value.text : undefined,
  );
  const isIn = (at: number, part: number): boolean =>
    family[part]?.members.members.includes(words[at] ?? "") === true;
  for (const [one, first] of ast.arguments.entries()) {
    const other = words.findIndex((_, at) => at > one && isIn(at, one) && !isIn(at, at) && isIn(one, at));
    const part = family[one];
    const theirs = family[other];
    if (other === -1 || isIn(one, one) || part === undefined || theirs === undefined) continue;
    const help = `The two have changed places: \`${part.name}\` comes before \`${theirs.name}\`.`;
    const { members } = part.members;
    const place = { file: ctx.file, span: first.value.span };
    ctx.report(
      unknownMember.at(place, { name: words[one] ?? "", type: nameOf(part.members), members }, { help }),
    );
    return true;
  }
  return false;
}

type Family = NonNullable<Binding["family"]>;

/** `battery(eye)`, `battery(eye.id)`: a member that is held is named by its `id`. */
function heldMember(ast: Ast, index: EnumType, env: Environment, ctx: Checking): Typed | undefined {
  const object = ast.kind === "member" && ast.member.text === "id" ? ast.object : ast;
  if (object.kind !== "reference") return undefined;
  const type = env.lookup(object.text)?.type;
  if (type?.kind !== "record" || type.pools?.every((pool) => pool === index.name) !== true) return undefined;
  const member = ctx.check(object, undefined, env);
  return { ...member, type: index, expression: { op: "field", of: member.expression, name: "id" } };
}

/** The read of one member, by a match for each index that is not a constant. */
function chosen(
  name: string,
  indexes: readonly Typed[],
  members: readonly EnumType[],
  known: readonly string[],
): Expression {
  const [index, ...others] = indexes;
  const [type, ...types] = members;
  if (index === undefined || type === undefined) {
    return { op: "read", from: "context", name: `${name}(${known.join(",")})` };
  }
  const constant = index.constant?.value;
  if (typeof constant === "string") return chosen(name, others, types, [...known, constant]);
  const possible = index.type.kind === "enum" ? membersOf(index.type) : type.members;
  const arms = possible.map((member) => ({
    patterns: [{ is: member }],
    value: chosen(name, others, types, [...known, member]),
  }));
  return { op: "match", subject: index.expression, arms };
}
