import type { DiagnosticDetails } from "../diagnostics/define.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Token } from "../lexer/token.ts";
import { type Form, forms } from "./borrowed/forms.ts";
import { looseForms } from "./borrowed/loose-forms.ts";
import { describeExpected, describeFound } from "./expectations.ts";
import type { FaultContext, SyntaxFault } from "./fault.ts";
import { cutOff, unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/* What stands where a rule can't go on, and is how other languages write what is written otherwise here. */

const formsOfRule: ReadonlyMap<string, readonly Form[]> = Map.groupBy(
  forms.flatMap((form) => form.rules.split(" ").map((rule) => ({ ...form, rules: rule }))),
  ({ rules }) => rules,
);

/** `match a { b => c }`, `let { a } = b`, `on paid`: one form where another is expected. */
export function explainForeignForm(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const wants = fault.expected?.name.replaceAll('"', "");
  const form = formsOfRule
    .get(fault.rule)
    ?.find((each) => each.wants === wants && fits(each, context, token));
  if (form === undefined) return undefined;
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  const expected = describeExpected(fault.rule, fault.expected);
  if (layout.endsBefore(context, context.first, context.at)) {
    const { startOffset: start, end } = layout.tokenAt(context, context.at - 1);
    return cutOff.at({ file: context.file, span: { start, end } }, { expected }, { help: form.help });
  }
  return unexpected.at(place, { expected, found: describeFound(token) }, detailsOf(form, place));
}

/** What to say of a token that begins no part of a list, by what stands before it on its line. */
export function looseFormDetails(context: FaultContext, list: string): DiagnosticDetails | undefined {
  if (context.at === 0 || layout.beginsLine(context, context.at)) return undefined;
  const token = layout.tokenAt(context, context.at);
  const form = looseForms[list]?.find((each) => fits(each, context, token));
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  return form && detailsOf(form, place);
}

type Asked = Pick<Form, "found" | "before" | "line" | "help" | "instead">;

function fits({ found, before, line }: Asked, context: FaultContext, token: Token): boolean {
  if (!found.test(token.image)) return false;
  if (line !== undefined && !line.test(lineBefore(context.text, token.startOffset))) return false;
  return before === undefined || before.test(layout.tokenAt(context, context.at - 1).image);
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function detailsOf({ help, instead }: Asked, { file, span }: Place): DiagnosticDetails {
  if (instead === undefined) return { help };
  const title = instead === "" ? "Take it away" : `Write \`${instead}\``;
  return { help, fixes: [{ title, safe: false, edits: [{ file, span, newText: instead }] }] };
}

type Place = Parameters<typeof unexpected.at>[0];
