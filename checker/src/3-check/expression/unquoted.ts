import type { DiagnosticDetails } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Type } from "../type.ts";

/* A value in quotes, as JSON writes dates and times, where one without is wanted: `"2026-12-01"` for a `Date`. */

/** Roughly how a value of a kind is written; what fits is only offered. */
const written: Readonly<Partial<Record<Type["kind"], RegExp>>> = {
  bool: /^(?:true|false)$/,
  int: /^-?\d+$/,
  float: /^-?\d+(?:\.\d+)?$/,
  ratio: /^\d+(?:\.\d+)?%$/,
  date: /^\d{4}-\d\d-\d\d$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/,
  timeOfDay: /^\d\d:\d\d$/,
  quantity: /^(?:[$€£]\d+(?:\.\d+)?|\d+(?:\.\d+)?[A-Za-z]+)$/,
};

/** The message for a constant text where another kind of value is expected; empty if it does not look like one. */
export function withoutQuotes(
  text: unknown,
  wanted: Type,
  place: { readonly file: string; readonly span: Span },
): DiagnosticDetails {
  if (typeof text !== "string" || written[wanted.kind]?.test(text) !== true) return {};
  const fixes = [{ title: `Write \`${text}\``, safe: false, edits: [{ ...place, newText: text }] }];
  return { help: `Write it without quotes: \`${text}\`.`, fixes };
}
