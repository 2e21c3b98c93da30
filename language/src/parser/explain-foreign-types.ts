import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import * as kinds from "../lexer/token-types.ts";
import { describeFound } from "./expectations.ts";
import type { FaultContext } from "./fault.ts";
import { unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/* Types as other languages write them. */

const labels = /^(?:public|internal|personal|secret|trusted|untrusted)$/;

/** `to: personal String`: a label before its type, which is taken for the type. */
export function explainLabelFirst(context: FaultContext): Diagnostic | undefined {
  // In a record's fields the type behind it is taken for the next field.
  for (const at of [context.at, context.at - 1]) {
    const label = layout.tokenAt(context, at - 1);
    const type = layout.tokenAt(context, at);
    const before = layout.typeAt(context, at - 2);
    const isType = before === kinds.Colon || before === kinds.Arrow;
    if (!isType || !labels.test(label.image) || !/^[A-Z]/u.test(type.image)) continue;
    const isDemand = label.image === "trusted";
    const newText = `${type.image} ${isDemand ? "" : "@"}${label.image}`;
    return told(context, label.startOffset, label.end, describeFound(label), {
      help: `What is ${isDemand ? "asked" : "known"} of a value stands behind its type: \`${newText}\`.`,
      end: type.end,
      newText,
    });
  }
  return undefined;
}

/** `type Size = enum { small, large }` */
export function explainEnumType(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const word = layout.tokenAt(context, at - 1);
  const isEnum = word.image === "enum" && layout.typeAt(context, at - 2) === kinds.Assign;
  if (!isEnum || !layout.isOpener(layout.typeAt(context, at))) return undefined;
  const members = enumMembers(context, at + 1);
  if (members === undefined) return undefined;
  return told(context, word.startOffset, word.end, describeFound(word), {
    help: "Members are parted by bars: `type Size = small | large`.",
    end: members.end,
    newText: members.written,
  });
}

/** What stands between the bracket before `first` and the one that closes it, as it is written here. */
export function enumMembers(
  context: FaultContext,
  first: number,
): { readonly written: string; readonly end: number } | undefined {
  const members: string[] = [];
  let index = first;
  for (; layout.isWord(context, index); index++) {
    members.push(layout.tokenAt(context, index).image.replace(/^[A-Z]/u, (letter) => letter.toLowerCase()));
    if (layout.typeAt(context, index + 1) === kinds.Comma) index++;
  }
  if (members.length < 2 || !layout.isCloser(layout.typeAt(context, index))) return undefined;
  return { written: members.join(" | "), end: layout.tokenAt(context, index).end };
}

function told(
  { file }: FaultContext,
  start: number,
  wordEnd: number,
  found: string,
  { help, end, newText }: { readonly help: string; readonly end: number; readonly newText: string },
): Diagnostic {
  const fixes: readonly Fix[] = [
    { title: `Write \`${newText}\``, safe: false, edits: [{ file, span: { start, end }, newText }] },
  ];
  return unexpected.at(
    { file, span: { start, end: wordEnd } },
    { expected: "a type", found },
    { help, fixes },
  );
}
