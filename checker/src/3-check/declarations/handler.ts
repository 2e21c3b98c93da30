import type { DiagnosticDetails } from "@orchlang/language";
import {
  constantText,
  type RunHttpClause,
  type RunMcpClause,
  type RunModuleClause,
  type StringLiteral,
} from "@orchlang/language/ast";
import type { Handler } from "@orchlang/plan";
import { below, folderOf, joinPath, normalisePath, relativePath } from "../../1-load/paths.ts";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import { checkAddress } from "./address.ts";
import { handlerAddress, handlerOutside, notConstant } from "./messages.ts";
import type { Signature } from "./signature.ts";
import { checkWord, httpMethods } from "./words.ts";

/** The location of a capability's code. A malformed one is reported, and there is no handler. */
export function checkHandler(
  clause: RunModuleClause | RunHttpClause | RunMcpClause,
  signature: Signature,
  env: Environment,
  module: ModuleContext,
): Handler | undefined {
  switch (clause.kind) {
    case "runModuleClause":
      return moduleHandler(clause, module);
    case "runHttpClause":
      return httpHandler(clause, signature, env, module);
    case "runMcpClause":
      return mcpHandler(clause, module);
  }
}

function moduleHandler(clause: RunModuleClause, module: ModuleContext): Handler | undefined {
  const parts = addressParts(clause.module, '`"./handlers.ts#name"`: the file, and what it exports', module);
  if (parts === undefined) return undefined;
  const path = joinPath(folderOf(module.file), parts[0]);
  if (!isInProject(path, module)) {
    const { settings } = module.program;
    const [project] = settings.handlerFolders;
    const folder = project === undefined ? "" : relativePath(project, folderOf(path));
    const place = { file: module.file, span: clause.module.span };
    module.program.report(handlerOutside.at(place, { written: parts[0], folder }));
    return undefined;
  }
  return { kind: "module", path: relativePath(module.program.root, path), export: parts[1] };
}

/** Nothing outside is loaded either, wherever links lead (`handlerFile` of the runtime). */
function isInProject(path: string, { file, program }: ModuleContext): boolean {
  const { handlerFolders } = program.settings;
  const root = normalisePath(program.root);
  const own = below(root, file) === undefined ? folderOf(file) : root;
  const folders = handlerFolders.length === 0 ? [own] : handlerFolders;
  return folders.some((folder) => below(folder, path) !== undefined);
}

function mcpHandler(clause: RunMcpClause, module: ModuleContext): Handler | undefined {
  const parts = addressParts(clause.tool, '`"server#tool"`', module);
  return parts === undefined ? undefined : { kind: "mcp", server: parts[0], tool: parts[1] };
}

function httpHandler(
  clause: RunHttpClause,
  signature: Signature,
  env: Environment,
  module: ModuleContext,
): Handler | undefined {
  const method = checkWord(clause.method, "method of HTTP", httpMethods, module);
  const address = checkAddress(clause, signature, env, module);
  if (address === undefined || method === undefined) return undefined;
  return { kind: "http", method, ...address, ...(clause.callback ? { callback: true as const } : {}) };
}

/** `a#b`, both there. */
function addressParts(
  literal: StringLiteral,
  wanted: string,
  module: ModuleContext,
): readonly [string, string] | undefined {
  const text = wholeText(literal, "The place of a handler", module, { help: `Write it out as ${wanted}.` });
  if (text === undefined) return undefined;
  const hash = text.lastIndexOf("#");
  if (hash > 0 && hash < text.length - 1) return [text.slice(0, hash), text.slice(hash + 1)];
  reportAddress(literal, text, wanted, module);
  return undefined;
}

function wholeText(
  literal: StringLiteral,
  what: string,
  module: ModuleContext,
  details: DiagnosticDetails = {},
): string | undefined {
  const text = constantText(literal);
  if (text === undefined) {
    module.program.report(notConstant.at({ file: module.file, span: literal.span }, { what }, details));
  }
  return text;
}

function reportAddress(literal: StringLiteral, written: string, wanted: string, module: ModuleContext): void {
  module.program.report(handlerAddress.at({ file: module.file, span: literal.span }, { written, wanted }));
}
