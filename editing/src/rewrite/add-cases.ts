import type { Match, MatchExpression } from "@orchlang/language/ast";
import { unmatched } from "../match-arms.ts";
import { edit, type Rewrite, type RewriteSite } from "./rewrite.ts";

/**
 * Around a place in a `match`: the cases that are not written yet. Those of statements are empty; those of an
 * expression have the value of the last one, which is of the right type at least.
 */
export function addCases(site: RewriteSite): readonly Rewrite[] {
  const match = site.way.findLast(
    (node): node is Match | MatchExpression => node.kind === "match" || node.kind === "matchExpression",
  );
  if (match === undefined) return [];
  const cases = match.kind === "match" ? match.cases : match.arms;
  const last = cases.at(-1);
  if (last === undefined || cases.some(({ pattern }) => pattern.kind === "elsePattern")) return [];
  const missing = unmatched(match, site.look()) ?? [];
  if (missing.length === 0) return [];
  const { end } = last.span;
  const newText =
    match.kind === "match" ? statementCases(site, last.span.start, missing) : arms(site, match, missing);
  return [
    {
      title: "Add the missing cases",
      kind: "rewrite",
      sure: true,
      edits: [edit(site, { start: end, end }, newText)],
    },
  ];
}

function statementCases({ part }: RewriteSite, at: number, missing: readonly string[]): string {
  const indent = lineBefore(part.text, at) ?? " ";
  return missing.map((member) => `${indent}${member} { }`).join("");
}

function arms({ part }: RewriteSite, match: MatchExpression, missing: readonly string[]): string {
  const last = match.arms.at(-1);
  if (last === undefined) return "";
  const value = part.text.slice(last.value.span.start, last.value.span.end);
  const indent = lineBefore(part.text, last.span.start) ?? " ";
  return missing.map((member) => `,${indent}${member}: ${value}`).join("");
}

/** The line end and the white space before what begins a line. */
function lineBefore(text: string, at: number): string | undefined {
  return /\n[ \t]*$/u.exec(text.slice(0, at))?.[0];
}
