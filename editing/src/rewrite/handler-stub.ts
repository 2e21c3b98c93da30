import { folderOf, joinPath } from "@orchlang/checker/load";
import { type RecordType, required, type Type, type UnionRecord } from "@orchlang/checker/types";
import type { TextEdit } from "@orchlang/language";
import { type CapabilityDeclaration, constantText } from "@orchlang/language/ast";
import { clause } from "./add-missing.ts";
import type { RewriteSite } from "./rewrite.ts";

/** A function that a capability runs and that may not be written yet. */
export interface HandlerStub {
  readonly title: string;
  /** Edits of the program: the location of the function, if it has none yet. */
  readonly edits: readonly TextEdit[];
  /** The path of the TypeScript file. */
  readonly path: string;
  /** The function's name there. */
  readonly exports: string;
  /** The text above all functions of a new file. */
  readonly head: string;
  readonly text: string;
}

/** On a capability that a module's function does, or could do. */
export function handlerStub(site: RewriteSite): HandlerStub | undefined {
  const { declaration, selected } = site;
  if (declaration.kind !== "capability") return undefined;
  const { capabilityKind, clauses, name } = declaration;
  if (capabilityKind === "human" || capabilityKind === "llm") return undefined;
  const run = clauses.find(({ kind }) => /^run/u.test(kind));
  if (run !== undefined && run.kind !== "runModuleClause") return undefined;
  const isThere = run !== undefined && run.span.start <= selected.start && selected.start <= run.span.end;
  const isHead = selected.start <= (clauses[0]?.span.start ?? declaration.span.end);
  if (!isThere && !isHead) return undefined;
  const address = run === undefined ? `./handlers.ts#${camel(name.text)}` : constantText(run.module);
  const [path = "", exports = ""] = address?.split("#") ?? [];
  if (!/\.[cm]?ts$/u.test(path) || !/^\w+$/u.test(exports)) return undefined;
  const edits = run === undefined ? [clause(site, declaration, `run     module "${address}"`)] : [];
  return {
    title: `Write its handler \`${exports}\` in ${path}`,
    edits,
    path: joinPath(folderOf(site.part.path), path),
    exports,
    head: 'import type { HandlerContext } from "@orchlang/runtime/handler";\n',
    text: functionText(site, declaration, exports),
  };
}

function functionText(
  { look }: RewriteSite,
  { capabilityKind, name }: CapabilityDeclaration,
  exports: string,
): string {
  const { definition, module } = look();
  const signature = definition?.kind === "capability" ? module.program.signatureOf(definition) : undefined;
  const params = signature?.params ?? [];
  const names = params.map((param) => param.name).join(", ");
  const types = params
    .map(({ name: one, type, optional }) => `${one}${optional ? "?" : ""}: ${typescriptOf(type)}`)
    .join("; ");
  const given = params.length === 0 ? "_: Record<string, never>" : `{ ${names} }: { ${types} }`;
  const result = signature === undefined ? "void" : typescriptOf(signature.result.type);
  return `
/** \`${capabilityKind} ${name.text}\`. */
export async function ${exports}(
  ${given},
  context: HandlerContext,
): Promise<${result}> {
  throw new Error("${name.text} is not written yet");
}
`;
}

/** `sendMail` of `send_mail`. */
function camel(name: string): string {
  return name.replaceAll(/_+(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/** A type of what a handler is given, or gives, in TypeScript: the shapes of its JSON. */
function typescriptOf(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int":
    case "float":
    case "ratio":
      return "number";
    case "quantity":
      return type.dimension.Money === 1 ? "{ amount: string; currency: string }" : "number";
    case "string":
    case "instant":
    case "date":
    case "timeOfDay":
      return "string";
    case "geo":
      return "{ lat: number; lon: number }";
    case "list": {
      const item = typescriptOf(type.item);
      return /^[\w{]/u.test(item) && !item.includes(" | ") ? `readonly ${item}[]` : `readonly (${item})[]`;
    }
    case "record":
      return type.union === undefined ? recordOf(type) : unionOf(type as UnionRecord);
    case "enum":
      return type.members.map((member) => JSON.stringify(member)).join(" | ");
    case "map":
      return `{ readonly [name: string]: ${typescriptOf(type.value)} }`;
    case "done": {
      const value = type.of.kind === "nothing" ? "" : `; value: ${typescriptOf(type.of)}`;
      return `{ state: "done"${value} } | { state: "not_done" } | { state: "unknown" }`;
    }
    case "optional":
      return `${typescriptOf(type.of)} | null`;
    case "nothing":
      return "void";
    case "none":
      return "null";
    default:
      return "unknown";
  }
}

/** A union of records, which TypeScript tells apart by their `case`. */
function unionOf(union: UnionRecord): string {
  const cases = union.union.cases.map((one) => {
    const fields = one.fields.map(({ name, optional: mayBeNone }) => {
      const type = required(union.fields.find((field) => field.name === name)?.type ?? { kind: "error" });
      return `; ${name}${mayBeNone ? "?" : ""}: ${typescriptOf(type)}${mayBeNone ? " | null" : ""}`;
    });
    return `{ case: ${JSON.stringify(one.name)}${fields.join("")} }`;
  });
  return cases.join(" | ");
}

function recordOf({ fields }: RecordType): string {
  const written = fields.map(({ name, type }) =>
    type.kind === "optional" ? `${name}?: ${typescriptOf(type)}` : `${name}: ${typescriptOf(type)}`,
  );
  return written.length === 0 ? "Record<string, never>" : `{ ${written.join("; ")} }`;
}
