import { handlerStubAt, type Rewrite, rewritesAt } from "@orchlang/editing";
import { applyEdits } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import {
  type CodeAction,
  CodeActionKind,
  type TextDocumentEdit,
  type TextEdit,
} from "vscode-languageserver/node";
import type { Site } from "../feature.ts";
import { uriOfPath } from "../paths.ts";
import { toWorkspaceEdit } from "../to-protocol.ts";
import type { Asked } from "../workspace.ts";
import { guardAction } from "./guard.ts";

/** Rewrites that an author may want although nothing is wrong. */
export function rewriteActions(asked: Asked, selected: Span, site: Site): readonly CodeAction[] {
  const { document, project } = asked;
  const found = rewritesAt(project, document.path, selected);
  const stub = stubAction(asked, selected, site);
  const guard = guardAction(asked, selected, site.workspace);
  // Looking whether one leaves a mistake changes the program for a moment: all that asks of it comes before.
  const good = found.filter((one) => one.sure || leavesNone(one, asked, site));
  const actions = good.flatMap(({ title, kind, edits }) => {
    const edit = toWorkspaceEdit(edits, site.workspace);
    return edit === undefined ? [] : [{ title, kind: kinds[kind], edit }];
  });
  return [...actions, ...(guard === undefined ? [] : [guard]), ...(stub === undefined ? [] : [stub])];
}

const kinds = {
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  rewrite: CodeActionKind.RefactorRewrite,
  write: CodeActionKind.RefactorRewrite,
} as const satisfies Record<Rewrite["kind"], string>;

/** Whether the file has no mistake more with it than without. */
function leavesNone({ edits }: Rewrite, { document }: Asked, { workspace }: Site): boolean {
  const errors = (of: readonly { readonly severity: string }[]): number =>
    of.filter(({ severity }) => severity === "error").length;
  const before = errors(workspace.diagnostics(document));
  return errors(workspace.diagnosticsWith(document, applyEdits(document.text, 0, edits))) <= before;
}

/** The handler of a capability, in a file that is there or is made. */
function stubAction(
  { document, project }: Asked,
  selected: Span,
  { workspace, client }: Site,
): CodeAction | undefined {
  const stub = handlerStubAt(project, document.path, selected);
  if (stub === undefined) return undefined;
  const { title, edits, path, exports, head, text } = stub;
  const there = workspace.textAt(path);
  if (there !== undefined && new RegExp(`\\b${exports}\\b`, "u").test(there.text)) return undefined;
  const { documentChanges, resourceOperations } = client().workspace?.workspaceEdit ?? {};
  if (there === undefined && (documentChanges !== true || resourceOperations?.includes("create") !== true))
    return undefined;
  const uri = uriOfPath(path);
  const begin = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const end = there?.range({ start: there.text.length, end: there.text.length }) ?? begin;
  const isKnown = there !== undefined && /\bHandlerContext\b/u.test(there.text);
  const added: TextEdit[] =
    there === undefined
      ? [{ range: begin, newText: head + text }]
      : [...(isKnown ? [] : [{ range: begin, newText: head }]), { range: end, newText: text }];
  const own = Object.entries(toWorkspaceEdit(edits, workspace)?.changes ?? {});
  const kind = CodeActionKind.RefactorRewrite;
  if (there !== undefined)
    return { title, kind, edit: { changes: { ...Object.fromEntries(own), [uri]: added } } };
  const changed = [...own, [uri, added] as const].map(
    ([of, all]): TextDocumentEdit => ({ textDocument: { uri: of, version: null }, edits: [...all] }),
  );
  return { title, kind, edit: { documentChanges: [{ kind: "create", uri }, ...changed] } };
}
