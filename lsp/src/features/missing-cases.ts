import { lookAt, unmatched } from "@orchlang/compiler/ask";
import { type Match, nodesAt, type TextEdit } from "@orchlang/language";
import type { Asked } from "../workspace.ts";

/** Around a place in a `match` of statements: the cases that are not written yet, empty. */
export function missingCases({ document, project }: Asked, offset: number): readonly TextEdit[] {
  const part = project.partAt(document.path, offset);
  if (part === undefined) return [];
  const at = offset - part.base;
  const around = part.declarations.find(({ span }) => span.start <= at && at <= span.end);
  const match = around && nodesAt(around, at).findLast((node): node is Match => node.kind === "match");
  const last = match?.cases.at(-1);
  if (around === undefined || match === undefined || last === undefined) return [];
  if (match.cases.some(({ pattern }) => pattern.kind === "elsePattern")) return [];
  const missing = unmatched(match, lookAt(project, part, around)) ?? [];
  if (missing.length === 0) return [];
  const above = part.text.slice(0, last.span.start);
  const indent = /\n[ \t]*$/u.exec(above)?.[0] ?? " ";
  const end = last.span.end + part.base;
  const newText = missing.map((member) => `${indent}${member} { }`).join("");
  return [{ file: document.path, span: { start: end, end }, newText }];
}
