import type { Argument, Expression, Node, Parameter } from "@orchlang/language/ast";
import { exchanged, type Mutation, replaced, type Visited, written } from "./mutant.ts";

/** Arguments of a call: two of them exchanged, or one replaced by another parameter of the same type. */
export function swappedArguments({ text, node, parents }: Visited): readonly Mutation[] {
  if (node.kind !== "invocation") return [];
  const callee = written(text, node.path.span);
  const pairs = node.arguments.slice(1).flatMap((argument, nth): readonly Mutation[] => {
    const before = node.arguments[nth];
    if (before === undefined || !areAlike(before, argument)) return [];
    return [
      {
        span: node.span,
        replacements: swapped(text, before, argument),
        says: `exchange two arguments of \`${callee}\``,
      },
    ];
  });
  return [
    ...pairs,
    ...node.arguments.flatMap((argument) => otherParameters(text, argument, parents, callee)),
  ];
}

/** A shorthand stands for its name and its value: they are written out to be exchanged. */
function swapped(text: string, one: Argument, other: Argument): Mutation["replacements"] {
  if (one.form !== "shorthand" && other.form !== "shorthand")
    return exchanged(text, one.value.span, other.value.span);
  return [named(text, one, other), named(text, other, one)];
}

function named(text: string, { name, span, form, value }: Argument, by: Argument) {
  const other = written(text, by.value.span);
  return name === undefined || form === "positional"
    ? replaced(value.span, other)
    : replaced(span, `${name.text}: ${other}`);
}

function areAlike(one: Argument, other: Argument): boolean {
  return one.value.kind === other.value.kind && isName(one.value) === isName(other.value);
}

function isName({ kind }: Expression): boolean {
  return kind === "reference" || kind === "member";
}

function otherParameters(
  text: string,
  argument: Argument,
  parents: readonly Node[],
  callee: string,
): readonly Mutation[] {
  const { value, name, form, span } = argument;
  if (value.kind !== "reference") return [];
  const parameters = parametersAround(parents);
  const type = parameters.find((one) => one.name.text === value.text)?.type;
  if (type === undefined) return [];
  return parameters
    .filter(
      (one) => one.name.text !== value.text && written(text, one.type.span) === written(text, type.span),
    )
    .slice(0, 1)
    .map(({ name: { text: other } }) => ({
      span,
      replacements: [
        form === "shorthand" && name !== undefined
          ? replaced(span, `${name.text}: ${other}`)
          : replaced(value.span, other),
      ],
      says: `give \`${other}\` to \`${callee}\` in place of \`${value.text}\``,
    }));
}

function parametersAround(parents: readonly Node[]): readonly Parameter[] {
  const around = parents.findLast(({ kind }) => kind === "planDeclaration" || kind === "capability");
  return around?.kind === "planDeclaration" || around?.kind === "capability" ? around.parameters : [];
}
