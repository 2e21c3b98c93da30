import { type Parameter, pathText, type TypeNode } from "@orchlang/language/ast";
import { read } from "./change.ts";

/** Something that a step can call. */
export interface Callable {
  readonly name: string;
  /** The module that declares it. */
  readonly module: string;
  readonly kind: "tool" | "agent" | "service" | "llm" | "human" | "plan" | "goal";
  readonly doc: string;
  readonly parameters: readonly {
    readonly name: string;
    /** As it is written. */
    readonly type: string;
    readonly needed: boolean;
    /** A value of the type, to begin with; the parameter's name where its type has none that is surely right. */
    readonly first: string;
  }[];
}

/** The callables that a file declares, in its order; `others` are those of other modules, without private ones. */
export function callablesIn(text: string, from: "own" | "others"): readonly Callable[] {
  const { file, source } = read(text);
  const module = file.module === undefined ? "" : pathText(file.module.path);
  const members = new Map(
    file.declarations.flatMap((one) => {
      const type =
        one.kind === "typeDeclaration" ? /[|=]\s*(?<first>\w+)\s*\|/u.exec(textOf(one.span)) : null;
      return one.kind === "typeDeclaration" && type?.groups?.first !== undefined
        ? [[one.name.text, type.groups.first] as const]
        : [];
    }),
  );
  function textOf({ start, end }: { readonly start: number; readonly end: number }): string {
    return source.text.slice(start, end);
  }
  const parameter = ({ name, type, default: given }: Parameter): Callable["parameters"][number] => ({
    name: name.text,
    type: textOf(type.span),
    needed: given === undefined && !isOptional(textOf(type.span)),
    first: members.get(textOf(type.span)) ?? firstValue(type, textOf(type.span)) ?? name.text,
  });
  return file.declarations.flatMap((one): readonly Callable[] => {
    if (one.kind !== "capability" && one.kind !== "planDeclaration" && one.kind !== "goalDeclaration")
      return [];
    if (from === "others" && one.private) return [];
    const kind =
      one.kind === "capability" ? one.capabilityKind : one.kind === "planDeclaration" ? "plan" : "goal";
    const { name, doc = "", parameters } = one;
    return [{ name: name.text, module, kind, doc, parameters: parameters.map(parameter) }];
  });
}

const isOptional = (type: string): boolean => type.endsWith("?");

const firsts: Readonly<Record<string, string>> = {
  String: '""',
  Bool: "false",
  Int: "0",
  Float: "0",
  Ratio: "0%",
  Duration: "1m",
};

function firstValue(type: TypeNode, text: string): string | undefined {
  const name = text.split(/[\s@]/u)[0] ?? "";
  return type.kind === "listType" ? "[]" : firsts[name];
}

/**
 * A step that calls it, under a name that is not taken: what the plan has under a parameter's name is passed on, other
 * arguments get a first value.
 */
export function stepText(callable: Callable, known: readonly string[], taken: ReadonlySet<string>): string {
  let name = callable.name;
  for (let count = 2; taken.has(name); count++) name = `${callable.name}_${count}`;
  const given = callable.parameters
    .filter(({ needed }) => needed)
    .map((one) => `${one.name}: ${known.includes(one.name) ? one.name : one.first}`);
  return `step ${name} = ${callable.name}(${given.join(", ")})`;
}
