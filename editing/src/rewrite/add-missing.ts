import {
  bracedClauses,
  type CapabilityClause,
  type CapabilityDeclaration,
  type Match,
  type MatchExpression,
} from "@orchlang/language/ast";
import { unmatched } from "../match-arms.ts";
import { declareBehind, edit, freshName, indentAt, type Rewrite, type RewriteSite } from "./rewrite.ts";

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

/**
 * On a capability whose effect nothing undoes: an `undo`, and the service that it calls, which is given what the
 * capability gave, or what it was given where it gives nothing.
 */
export function addUndo(site: RewriteSite): readonly Rewrite[] {
  const { declaration, selected, part } = site;
  if (declaration.kind !== "capability" || !mayNeedUndo(declaration)) return [];
  const head = declaration.clauses[0]?.span.start ?? declaration.span.end;
  if (selected.start > head) return [];
  const { name, result, parameters } = declaration;
  const text = (span: { readonly start: number; readonly end: number }) =>
    part.text.slice(span.start, span.end);
  const service = freshName(`undo_${name.text}`, site);
  const given =
    result === undefined ? parameters.map(({ name: { text: one } }) => one) : [`${name.text}: result`];
  const takes =
    result === undefined
      ? parameters.map(
          (one) =>
            `${one.name.text}: ${text(one.type.span)}${one.trusted === false ? "" : one.trusted === true ? " trusted" : " trusted value"}`,
        )
      : [`${name.text}: ${text(result.span)}`];
  const kept = declaration.clauses.filter(
    ({ kind }) => kind === "clearanceClause" || kind === "tiersClause" || kind === "scopeClause",
  );
  const lines = ["effect  idempotent", latencyOf(declaration, text), ...kept.map(({ span }) => text(span))];
  const written = [`service ${service}(${takes.join(", ")}) {`, ...lines.map((line) => `  ${line}`), "}"];
  return [
    {
      title: "Add an `undo`",
      kind: "write",
      sure: true,
      edits: [
        clause(site, declaration, `undo ${service}(${given.join(", ")})`),
        declareBehind(site, written.join("\n")),
      ],
    },
  ];
}

function mayNeedUndo({ capabilityKind, clauses, broken }: CapabilityDeclaration): boolean {
  if (broken || capabilityKind === "human" || capabilityKind === "llm") return false;
  const settles = ({ kind }: CapabilityClause): boolean =>
    kind === "undoClause" || kind === "irreversibleClause";
  const isPure = clauses.some((one) => one.kind === "effectClause" && one.effect === "pure");
  return !isPure && !clauses.some(settles);
}

/** As long as the capability itself may take, where that is said in a number. */
function latencyOf(
  { clauses }: CapabilityDeclaration,
  text: (span: { start: number; end: number }) => string,
): string {
  const bound = clauses.find((one) => one.kind === "bound" && one.measure === "latency");
  const limit = bound?.kind === "bound" && bound.limit.kind === "quantity" ? text(bound.limit.span) : "30s";
  return `latency <= ${limit}`;
}

/** One more clause of a declaration, in a line like the others. */
export function clause(site: RewriteSite, declaration: CapabilityDeclaration, newText: string) {
  const { span } = declaration;
  const last = bracedClauses(declaration).at(-1);
  if (last === undefined) {
    const { clauses, result, parameters, name } = declaration;
    const before = clauses.at(-1) ?? result ?? parameters.at(-1) ?? name;
    const braces = site.part.text.slice(before.span.end, span.end).includes("{");
    if (!braces) return edit(site, { start: span.end, end: span.end }, ` {\n  ${newText}\n}`);
    return edit(site, { start: span.end - 1, end: span.end - 1 }, ` ${newText} `);
  }
  const { text } = site.part;
  const isInLine = !text.slice(span.start, last.span.start).includes("\n");
  const gap = isInLine ? "  " : `\n${indentAt(site, last.span.start)}`;
  return edit(site, { start: last.span.end, end: last.span.end }, `${gap}${newText}`);
}
