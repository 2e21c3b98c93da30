import { closest, type DiagnosticDetails, didYouMean } from "@orchlang/language";
import type { Span, StringLiteral } from "@orchlang/language/ast";
import type { ModuleContext } from "../scope/module.ts";
import { showType } from "../types/show.ts";
import { addressHost, addressValue, wordUnknown } from "./messages.ts";
import type { ParameterSignature } from "./parameters.ts";
import type { Signature } from "./signature.ts";

/**
 * The placeholders in a request's address: `{name}`, an argument in its path or its query. The host has none, so that
 * it is known before the run whom a plan talks to.
 */
export function checkPlaces(
  literal: StringLiteral,
  url: string,
  { definition, params }: Signature,
  module: ModuleContext,
): void {
  const host = /^https?:\/\/[^/?#]*/u.exec(url)?.[0].length ?? 0;
  for (const { index, 0: written, 1: name = "" } of url.matchAll(/\{(\w+)\}/gu)) {
    const place = { file: module.file, span: within(literal, index, written.length) };
    const parameter = params.find((one) => one.name === name);
    if (index < host) {
      module.program.report(addressHost.at(place, { written }));
    } else if (parameter === undefined) {
      const words = params.map((one) => one.name);
      const what = `parameter of \`${definition.name}\``;
      module.program.report(
        wordUnknown.at(
          place,
          { word: name, what, words },
          didYouMean({ ...place, span: inside(place.span) }, closest(name, words)),
        ),
      );
    } else if (!isOneValue(parameter)) {
      const labels = [{ file: definition.file, span: parameter.span, message: "declared here" }];
      module.program.report(addressValue.at(place, { name, type: showType(parameter.type) }, { labels }));
    }
  }
}

const manyValued: ReadonlySet<string> = new Set(["optional", "record", "list", "map"]);

function isOneValue({ type }: ParameterSignature): boolean {
  return !manyValued.has(type.kind);
}

/** Where a stretch of a literal's text was written; all of the literal where escapes stand in it. */
function within({ parts, span }: StringLiteral, offset: number, length: number): Span {
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== "text" || only.text.length !== only.span.end - only.span.start) {
    return span;
  }
  return { start: only.span.start + offset, end: only.span.start + offset + length };
}

/** The name in `{name}`. */
function inside({ start, end }: Span): Span {
  return { start: start + 1, end: end - 1 };
}

/** The fix for an address with `${name}` in place of `{name}`. */
export function placesMeant({ parts }: StringLiteral, { file }: ModuleContext): DiagnosticDetails {
  const edits = parts.flatMap((part) =>
    part.kind === "interpolation" && part.expression.kind === "reference"
      ? [{ file, span: part.span, newText: `{${part.expression.text}}` }]
      : [],
  );
  const [first] = edits;
  if (first === undefined) return {};
  const title = `Write ${edits.map((edit) => `\`${edit.newText}\``).join(" and ")}`;
  return {
    help: `An argument's place in an address is \`${first.newText}\`.`,
    fixes: [{ title, safe: true, edits }],
  };
}
