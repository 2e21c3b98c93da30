import { closest, type DiagnosticDetails, didYouMean } from "@orchlang/language";
import {
  constantText,
  type Expression,
  type RunHttpClause,
  type RunMcpClause,
  type RunModuleClause,
  type Span,
  type StringLiteral,
} from "@orchlang/language/ast";
import type { Handler } from "@orchlang/plan";
import { below, folderOf, joinPath, normalisePath, relativePath } from "../../1-load/locate.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext, Signature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { showType } from "../types/show.ts";
import {
  addressHost,
  addressPart,
  addressValue,
  handlerAddress,
  handlerOutside,
  hostApart,
  hostsIdle,
  notConstant,
  wordUnknown,
} from "./messages.ts";
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

/** The address of a handler: in `url`, `{name}` stands for an argument, `{name.field}` for a field of one. */
interface Address {
  readonly url: string;
  /** Where an argument is part of the host: the hosts that there are. */
  readonly hosts?: readonly string[];
}

/** A placeholder in the address, and where it is written. */
interface Placed {
  readonly index: number;
  /** The parameter, and the field in it: `["order", "id"]`. */
  readonly path: readonly string[];
  readonly written: string;
  readonly span: Span;
  /** The path in it. */
  readonly nameSpan: Span;
}

/**
 * The address of a request. `${x}` is an argument, a field of one or a constant, `{x}` no constant. Arguments fill one segment of the
 * path or one value of the query; one that is part of the host needs the list of all hosts, so that it is known before
 * the run whom a plan may talk to. @returns undefined where it is wrong, which was reported
 */
function checkAddress(
  clause: RunHttpClause,
  signature: Signature,
  env: Environment,
  module: ModuleContext,
): Address | undefined {
  const { file, program } = module;
  const read = addressRead(clause, signature, env, module);
  if (read === undefined) return undefined;
  const { url, placed } = read;
  if (!/^https?:\/\/[^/\s]+/u.test(url)) {
    const wanted = "a whole address: `https://…`";
    program.report(handlerAddress.at({ file, span: clause.url.span }, { written: url, wanted }));
    return undefined;
  }
  const host = /^https?:\/\/[^/?#]*/u.exec(url)?.[0].length ?? 0;
  for (const { index, written, span, path, nameSpan } of placed) {
    const [name = "", ...fields] = path;
    const parameter = signature.params.find((one) => one.name === name);
    const type = parameter && fieldType(parameter.type, fields);
    if (index < host && clause.hosts.length === 0)
      program.report(addressHost.at({ file, span }, { written }));
    else if (parameter === undefined) {
      const words = signature.params.map((one) => one.name);
      const what = `parameter of \`${signature.definition.name}\``;
      const suggestion = didYouMean({ file, span: nameSpan }, closest(name, words));
      program.report(wordUnknown.at({ file, span }, { word: name, what, words }, suggestion));
    } else if (type === undefined) {
      const what = `field of \`${name}\` in every call`;
      program.report(wordUnknown.at({ file, span }, { word: fields.join("."), what, words: [] }));
    } else if (manyValued.has(type.kind)) {
      const labels = [{ file: signature.definition.file, span: parameter.span, message: "declared here" }];
      const shown = { name: path.join("."), type: showType(type) };
      program.report(addressValue.at({ file, span }, shown, { labels }));
    }
  }
  if (clause.hosts.length === 0) return { url };
  const hosts = hostsOf(
    clause,
    url,
    placed.some(({ index }) => index < host),
    module,
  );
  return { url, hosts };
}

const manyValued: ReadonlySet<string> = new Set(["optional", "record", "list", "map", "union"]);

/** The type of a field of a field …; undefined where a value may lack it. */
function fieldType(type: Type, [field, ...deeper]: readonly string[]): Type | undefined {
  if (field === undefined) return type;
  const result = type.kind === "record" ? type.fields.find(({ name }) => name === field) : undefined;
  return result && fieldType(result.type, deeper);
}

/** The whole text of the address, with placeholders for its arguments. */
function addressRead(
  { url: { parts } }: RunHttpClause,
  { params }: Signature,
  env: Environment,
  module: ModuleContext,
): { readonly url: string; readonly placed: readonly Placed[] } | undefined {
  const placed: Placed[] = [];
  let url = "";
  let isWhole = true;
  for (const part of parts) {
    if (part.kind === "text") {
      // Where escapes stand in it, all of it is shown.
      const isPlain = part.text.length === part.span.end - part.span.start;
      for (const { index, 0: written, 1: name = "" } of part.text.matchAll(placeholder)) {
        const start = part.span.start + index;
        const span = isPlain ? { start, end: start + written.length } : part.span;
        const nameSpan = isPlain ? { start: start + 1, end: span.end - 1 } : span;
        placed.push({ index: url.length + index, path: name.split("."), written, span, nameSpan });
      }
      url += part.text;
      continue;
    }
    const { expression, span } = part;
    const typed = checkExpression(expression, undefined, env, module.expression);
    const path = pathOf(expression);
    const parameter = params.find((one) => one.name === path?.[0]);
    if (
      path !== undefined &&
      parameter !== undefined &&
      fieldType(parameter.type, path.slice(1)) !== undefined
    ) {
      const name = path.join(".");
      placed.push({ index: url.length, path, written: `\${${name}}`, span, nameSpan: expression.span });
      url += `{${name}}`;
    } else if (typeof typed.constant?.value === "string" || typeof typed.constant?.value === "number") {
      url += String(typed.constant.value);
    } else {
      isWhole = false;
      if (typed.type.kind !== "error") module.program.report(addressPart.at({ file: module.file, span }, {}));
    }
  }
  return isWhole ? { url, placed } : undefined;
}

/** `order.customer.id` by its names. */
function pathOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === "reference") return [expression.text];
  const of = expression.kind === "member" && !expression.optional ? pathOf(expression.object) : undefined;
  return expression.kind === "member" && of !== undefined ? [...of, expression.member.text] : undefined;
}

const placeholder = /\{(\w+(?:\.\w+)*)\}/gu;

/** The list of hosts: each of them one that the address can have. */
function hostsOf(
  clause: RunHttpClause,
  url: string,
  isOpen: boolean,
  { file, program }: ModuleContext,
): readonly string[] {
  const [first] = clause.hosts;
  if (!isOpen && first !== undefined) program.report(hostsIdle.at({ file, span: first.span }, {}));
  const pattern = (/^https?:\/\/([^/?#]*)/u.exec(url)?.[1] ?? "")
    .split(/\{[\w.]+\}/u)
    .map((text) => text.replace(/[^\w]/gu, "\\$&"))
    .join("[a-z0-9.:-]+");
  const form = new RegExp(`^${pattern}$`, "u");
  return clause.hosts.map((literal) => {
    const host = constantText(literal) ?? "";
    const isHost = URL.canParse(`https://${host}`) && /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/u.test(host);
    if (isOpen && !(isHost && form.test(host)))
      program.report(hostApart.at({ file, span: literal.span }, { host }));
    return host;
  });
}
