import { closest, didYouMean } from "@orchlang/language";
import { constantText, type Expression, type RunHttpClause, type Span } from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import { showType } from "../types/show.ts";
import {
  addressHost,
  addressPart,
  addressValue,
  handlerAddress,
  hostApart,
  hostsIdle,
  wordUnknown,
} from "./messages.ts";
import type { ParameterSignature } from "./parameters.ts";
import type { Signature } from "./signature.ts";

/** The address of a handler: in `url`, `{name}` stands for an argument. */
export interface Address {
  readonly url: string;
  /** Where an argument is part of the host: the hosts that there are. */
  readonly hosts?: readonly string[];
}

/** A placeholder in the address, and where it is written. */
interface Placed {
  readonly index: number;
  readonly name: string;
  readonly written: string;
  readonly span: Span;
  /** The name in it. */
  readonly nameSpan: Span;
}

/**
 * The address of a request. `${x}` is an argument or a constant, `{x}` an argument. Arguments fill one segment of the
 * path or one value of the query; one that is part of the host needs the list of all hosts, so that it is known before
 * the run whom a plan may talk to. @returns undefined where it is wrong, which was reported
 */
export function checkAddress(
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
  for (const { index, written, span, name, nameSpan } of placed) {
    const parameter = signature.params.find((one) => one.name === name);
    if (index < host && clause.hosts.length === 0)
      program.report(addressHost.at({ file, span }, { written }));
    else if (parameter === undefined) {
      const words = signature.params.map((one) => one.name);
      const what = `parameter of \`${signature.definition.name}\``;
      const meant = didYouMean({ file, span: nameSpan }, closest(name, words));
      program.report(wordUnknown.at({ file, span }, { word: name, what, words }, meant));
    } else if (!isOneValue(parameter)) {
      const labels = [{ file: signature.definition.file, span: parameter.span, message: "declared here" }];
      program.report(addressValue.at({ file, span }, { name, type: showType(parameter.type) }, { labels }));
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

function isOneValue({ type }: ParameterSignature): boolean {
  return !manyValued.has(type.kind);
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
      for (const { index, 0: written, 1: name = "" } of part.text.matchAll(/\{(\w+)\}/gu)) {
        const start = part.span.start + index;
        const span = isPlain ? { start, end: start + written.length } : part.span;
        const nameSpan = isPlain ? { start: start + 1, end: span.end - 1 } : span;
        placed.push({ index: url.length + index, name, written, span, nameSpan });
      }
      url += part.text;
      continue;
    }
    const { expression, span } = part;
    const typed = checkExpression(expression, undefined, env, module.expression);
    const name = nameOf(expression);
    if (name !== undefined && params.some((one) => one.name === name)) {
      placed.push({ index: url.length, name, written: `\${${name}}`, span, nameSpan: expression.span });
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

function nameOf(expression: Expression): string | undefined {
  return expression.kind === "reference" ? expression.text : undefined;
}

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
    .split(/\{\w+\}/u)
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
