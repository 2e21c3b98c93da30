import type { TextEdit } from "@orchlang/language";
import { type CapabilityDeclaration, constantText } from "@orchlang/language/ast";
import { folderOf, joinPath } from "../../1-load/paths.ts";
import { clause } from "./add-undo.ts";
import type { RewriteSite } from "./rewrite.ts";
import { typescriptOf } from "./typescript.ts";

/** A function that a capability runs and that may not be written yet. */
export interface HandlerStub {
  readonly title: string;
  /** Of the program: where the function is, if nothing says so yet. */
  readonly edits: readonly TextEdit[];
  /** Of the TypeScript file. */
  readonly path: string;
  /** What the function is called there. */
  readonly exports: string;
  /** What stands above all functions of a new file. */
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
