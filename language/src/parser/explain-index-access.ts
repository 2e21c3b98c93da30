import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import * as kinds from "../lexer/token-types.ts";
import { clip, describeFound } from "./expectations.ts";
import type { FaultContext } from "./fault.ts";
import { indexAccess, unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/** `a[i]` */
export function explainIndexAccess(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const before = layout.tokenAt(context, context.at - 1);
  if (token.tokenType !== kinds.LeftBracket || before.end !== token.startOffset) return undefined;
  const close = matching(context, context.at);
  // Types and kinds begin with a capital.
  if (close === undefined || /^[A-Z]/u.test(before.image)) return undefined;
  if (isFamily(context)) {
    const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
    const help = `A family has its index in round brackets, with a type: \`${before.image}(place: Place)\`.`;
    return unexpected.at(place, { expected: "`(` or `:`", found: describeFound(token) }, { help });
  }
  const closer = layout.tokenAt(context, close);
  const index = context.text.slice(token.end, closer.startOffset);
  const span = { start: token.startOffset, end: closer.end };
  const field = /^"([a-z_]\w*)"$/i.exec(index)?.[1];
  const newText = field === undefined ? `.at(${index})` : `.${field}`;
  const what = field === undefined ? "A list's element" : "A field";
  const edits = [{ file: context.file, span, newText }];
  const fixes = [{ title: `Write \`${clip(newText)}\``, safe: field === undefined, edits }];
  return indexAccess.at({ file: context.file, span }, { what, written: clip(newText) }, { fixes });
}

/** `signal pressure[Section]: …`: an index behind the name that is declared. */
function isFamily(context: FaultContext): boolean {
  const word = layout.tokenAt(context, context.at - 2);
  return context.at - 2 <= context.declaration + 1 && /^(?:signal|flag|trigger)$/.test(word.image);
}

/** The index of the bracket that closes the one at `open`, on the same line. */
function matching(context: FaultContext, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < context.tokens.length; index++) {
    const type = layout.typeAt(context, index);
    if (index > open && (type === kinds.EndOfFile || layout.beginsLine(context, index))) return undefined;
    if (layout.isOpener(type)) depth++;
    else if (layout.isCloser(type) && --depth === 0) return index;
  }
  return undefined;
}
