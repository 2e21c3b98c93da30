import type { Diagnostic, Label } from "@orchlang/language";
import { type Expression as ExpressionNode, type Name, visit } from "@orchlang/language/ast";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import { mayBeEqual } from "../expression/compare.ts";
import type { Environment, Typed } from "../expression/typed.ts";
import type { EventSignature, ModuleContext } from "../scope/program.ts";
import { aBoundedType } from "../types/show.ts";
import { occurrenceBinding } from "./event-signature.ts";
import { fusionKey } from "./messages.ts";

/** One of the events that a fusion joins, under the name by which it is read. */
export interface Joined {
  readonly name: Name;
  readonly event: EventSignature;
}

/**
 * The common key of joined occurrences: written for one of them, and evaluated for each. All must have it, with
 * comparable types.
 */
export function checkKey(
  key: ExpressionNode,
  joins: readonly Joined[],
  env: Environment,
  module: ModuleContext,
): Expression {
  const typed = checkExpression(key, undefined, env, module.expression);
  if (typed.type.kind === "error") return typed.expression;
  const clash = clashOf({ ast: key, typed, joins, env, module });
  if (clash === undefined) return typed.expression;
  const { how, ...details } = clash;
  module.program.report(fusionKey.at({ file: module.file, span: key.span }, { how }, details));
  return typed.expression;
}

interface Key {
  readonly ast: ExpressionNode;
  readonly typed: Typed;
  readonly joins: readonly Joined[];
  readonly env: Environment;
  readonly module: ModuleContext;
}

interface Clash {
  readonly how: string;
  readonly labels: readonly Label[];
  readonly notes?: readonly string[];
}

/** Why no two can have the key in common. */
function clashOf(key: Key): Clash | undefined {
  const { joins, typed, module } = key;
  const local = freeReads(typed.expression).flatMap(({ from, name }) => (from === "local" ? [name] : []));
  const [own, another] = joins.filter(({ name }) => local.includes(name.text));
  if (own === undefined) return undefined;
  if (another !== undefined) {
    const how = `it reads ${nameOf(own)} and ${nameOf(another)}, and is asked of each by itself`;
    const labels = [own, another].map(({ name }) => ({
      file: module.file,
      span: name.span,
      message: "read",
    }));
    return { how, labels };
  }
  for (const other of joins) {
    const clash = other.event === own.event ? undefined : clashOfTwo(key, own, other);
    if (clash !== undefined) return clash;
  }
  return undefined;
}

function clashOfTwo(key: Key, own: Joined, other: Joined): Clash | undefined {
  const [field, ...more] = fieldsIn(key.ast, own);
  const single = more.length === 0 ? field : undefined;
  const at = ({ event, name }: Joined, message: string): Label => {
    const declared = event.fields.find((one) => one.name === single);
    const { file, span } = declared ?? { file: key.module.file, span: name.span };
    return { file, span, message };
  };
  const asked = askedOf(other, own, key);
  if ("fault" in asked) {
    const labels = [at(own, "it is asked of this"), at(other, "and of this")];
    return single !== undefined && other.event.fields.every(({ name }) => name !== single)
      ? { how: `${nameOf(other)} has no \`${single}\``, labels }
      : { how: `it can't be asked of ${nameOf(other)}`, labels, notes: [asked.fault] };
  }
  if (mayBeEqual(key.typed, asked)) return undefined;
  const [one, two] = [aBoundedType(key.typed.type), aBoundedType(asked.type)];
  return {
    how: `of ${nameOf(own)} it is ${one}, of ${nameOf(other)} ${two}`,
    labels: [at(own, `${one} here`), at(other, `${two} here`)],
  };
}

function nameOf({ name }: Joined): string {
  return `\`${name.text}\``;
}

/** The key as it is asked of another event than the one that it is written of. */
function askedOf(other: Joined, own: Joined, { ast, env, module }: Key): Typed | { readonly fault: string } {
  const faults: Diagnostic[] = [];
  const inside = extend(env, { [own.name.text]: occurrenceBinding(other.event, own.name.text) });
  const report = (diagnostic: Diagnostic): void => {
    if (diagnostic.severity === "error") faults.push(diagnostic);
  };
  const typed = checkExpression(ast, undefined, inside, { ...module.expression, report });
  const [first] = faults;
  return first === undefined ? typed : { fault: first.message };
}

/** The fields of the event that the key is made of. */
function fieldsIn(key: ExpressionNode, own: Joined): readonly string[] {
  const fields = new Set<string>();
  visit(key, {
    member({ object, member }) {
      if (object.kind === "reference" && object.text === own.name.text) fields.add(member.text);
      return undefined;
    },
  });
  return [...fields];
}
