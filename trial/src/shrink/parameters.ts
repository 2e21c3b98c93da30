import { type FileNode, type Invocation, type Parameter, pathText, visit } from "@orchlang/language/ast";
import { type Cut, type Edit, edit, without } from "./cut.ts";

/* Parameters go together with the arguments that are given for them. */

export function parameterEdits(text: string, file: FileNode): readonly Edit[] {
  const calls = callsIn(file);
  return file.declarations.flatMap((declaration) => {
    if (!("parameters" in declaration) || declaration.parameters === undefined) return [];
    const of = calls.get(declaration.name.text) ?? [];
    return declaration.parameters.map((parameter, at) =>
      edit(without(text, parameter.span), ...of.flatMap((call) => argumentFor(text, call, parameter, at))),
    );
  });
}

function callsIn(file: FileNode): ReadonlyMap<string, readonly Invocation[]> {
  const found = new Map<string, Invocation[]>();
  visit(file, {
    invocation: (call) => {
      const name = pathText(call.path);
      found.set(name, [...(found.get(name) ?? []), call]);
      return undefined;
    },
  });
  return found;
}

function argumentFor(text: string, call: Invocation, { name }: Parameter, at: number): readonly Cut[] {
  const named = call.arguments.find((argument) => argument.name?.text === name.text);
  const argument = named ?? call.arguments[at];
  if (argument === undefined || (named === undefined && argument.form !== "positional")) return [];
  return [without(text, argument.span)];
}
