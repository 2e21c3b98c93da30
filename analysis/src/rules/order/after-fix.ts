import type { TextEdit } from "@orchlang/language";
import type { AnalysedRoutine } from "../../analysis.ts";
import type { Located } from "../../tree.ts";

/**
 * The edit that makes a call wait for a step of its block: `{ after first }`, or `after first` among its options.
 * `undefined` if there is no place for it, as behind a handler.
 */
export function afterEdit(routine: AnalysedRoutine, first: Located, second: Located): TextEdit | undefined {
  const { node, after, span } = second.statement;
  if (second.block !== first.block || node.kind !== "call" || node.rescues.length > 0) return undefined;
  const { file } = routine.checked.origin;
  const last = after.at(-1);
  if (last !== undefined) {
    return { file, span: { start: last.span.end, end: last.span.end }, newText: `, ${first.id}` };
  }
  const hasOptions = node.optional === true || Object.keys(node.attempt.options).length > 0;
  // The options' brace is the last of the statement.
  const at = hasOptions ? span.end - 1 : span.end;
  const newText = hasOptions ? ` after ${first.id} ` : ` { after ${first.id} }`;
  return { file, span: { start: at, end: at }, newText };
}
