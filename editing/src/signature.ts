import type { ParameterSignature } from "@orchlang/checker/declarations";

import { resolvePath } from "@orchlang/checker/resolve";
import { showType } from "@orchlang/checker/types";
import type { OpenProject } from "@orchlang/compiler";
import { type Node, nodesAt } from "@orchlang/language/ast";
import { lookAround } from "./find.ts";

/** A call that is being written. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly text: string; readonly name: string }[];
  readonly result: string;
  readonly doc: string;
  /** The index of the parameter being written; -1 for none. */
  readonly active: number;
}

/** The call around a place in a file. */
export function signatureAt(project: OpenProject, path: string, offset: number): Signature | undefined {
  const part = project.partAt(path, offset);
  if (part === undefined) return undefined;
  const at = offset - part.base;
  const look = lookAround(project, part, at);
  if (look === undefined) return undefined;
  const call = nodesAt(look.declaration, at).findLast((node) => isInside(node, at, part.text));
  if (call?.kind !== "invocation") return undefined;
  const { names, program } = look.module;
  const called = resolvePath(call.path, names, program.resolved.names);
  if (called === undefined) return undefined;
  const isEvent = called.kind === "event" || called.kind === "fusion";
  if (!isEvent && called.kind !== "capability" && called.kind !== "plan" && called.kind !== "goal")
    return undefined;
  const params = isEvent ? program.eventOf(called).fields : program.signatureOf(called).params;
  const result = isEvent ? undefined : program.signatureOf(called).result.type;
  const open = part.text.indexOf("(", call.path.span.end);
  return {
    name: called.name,
    parameters: params.map((param) => ({ name: param.name, text: parameterText(param) })),
    result: result === undefined || result.kind === "nothing" ? "" : showType(result),
    doc: called.declaration.doc ?? "",
    active: activeIn(part.text.slice(open + 1, at), params),
  };
}

function isInside(node: Node, at: number, text: string): boolean {
  if (node.kind !== "invocation") return false;
  const open = text.indexOf("(", node.path.span.end);
  return open !== -1 && open < at && (at < node.span.end || text.charAt(node.span.end - 1) !== ")");
}

function parameterText({ name, type, labels, trusted, default: fallback }: ParameterSignature): string {
  const marks = [
    ...labels.map((label) => ` @${label}`),
    ...(trusted === false ? [] : [trusted === true ? " trusted" : " trusted value"]),
  ].join("");
  return `${name}: ${showType(type)}${marks}${fallback === undefined ? "" : " = …"}`;
}

/** By name where the argument has one, else by place. */
function activeIn(written: string, params: readonly ParameterSignature[]): number {
  let depth = 0;
  let count = 0;
  let start = 0;
  for (let at = 0; at < written.length; at++) {
    const sign = written.charAt(at);
    if ("([{".includes(sign)) depth += 1;
    else if (")]}".includes(sign)) depth -= 1;
    else if (sign === "," && depth === 0) {
      count += 1;
      start = at + 1;
    }
  }
  const named = /^\s*(\w+)\s*:/u.exec(written.slice(start))?.[1];
  return named === undefined
    ? Math.min(count, params.length)
    : params.findIndex(({ name }) => name === named);
}
