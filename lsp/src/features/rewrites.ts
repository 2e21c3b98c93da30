import { type CompileResult, compile } from "@orchlang/compiler";
import { handlerStubAt, type Rewrite, rewritesAt } from "@orchlang/editing";
import { applyEdits } from "@orchlang/language";
import { nodesAt, type Span, type Step } from "@orchlang/language/ast";
import {
  type CodeAction,
  CodeActionKind,
  type TextDocumentEdit,
  type TextEdit,
} from "vscode-languageserver/node";
import type { Site } from "../feature.ts";
import { uriOfPath } from "../paths.ts";
import { toWorkspaceEdit } from "../to-protocol.ts";
import type { Asked, Workspace } from "../workspace.ts";

/** Rewrites that an author may want although nothing is wrong. */
export function rewriteActions(asked: Asked, selected: Span, site: Site): readonly CodeAction[] {
  const { document, project } = asked;
  const rewrites = rewritesAt(project, document.path, selected);
  const stub = stubAction(asked, selected, site);
  const guard = guardAction(asked, selected, site.workspace);
  // Looking whether one leaves a mistake changes the program for a moment: all that asks of it comes before.
  const good = rewrites.filter((one) => one.sure || leavesNone(one, asked, site));
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

/** True if the file has no mistake more with it than without. */
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

/** Larger texts take too long to be made into plan files for each of the numbers, in characters. */
const textMax = 40_000;

/** How often something may be done, from little to much: the first that is proved is proposed. */
const counts = [1, 2, 3, 5, 10, 20, 50, 100, 1_000];

/** On a step that does something risky under no rule: a guardrail that says how often it is done at most. */
function guardAction(
  { document, project }: Asked,
  { start }: Span,
  workspace: Workspace,
): CodeAction | undefined {
  const part = document.text.length > textMax ? undefined : project.partAt(document.path, start);
  const at = start - (part?.base ?? 0);
  const plan = part?.declarations.find(({ span }) => span.start <= at && at <= span.end);
  if (part === undefined || plan?.kind !== "planDeclaration") return undefined;
  const step = nodesAt(plan, at).findLast((node): node is Step => node.kind === "step");
  if (step?.body.kind !== "attempt" || at > step.body.call.span.end) return undefined;
  const name = `${part.module}.${plan.name.text}`;
  const capability = openCapability(name, step, document.path, workspace);
  if (capability === undefined) return undefined;
  const short = capability.slice(capability.lastIndexOf(".") + 1);
  const guardrail = freshName(`few_${short}`, document.text);
  const written = step.body.call.path.segments.at(-1)?.text ?? short;
  const end = plan.span.end + part.base;
  for (const count of counts) {
    const newText = `\n\nguardrail ${guardrail} {\n  at most ${count} ${written}\n}`;
    const text = document.text.slice(0, end) + newText + document.text.slice(end);
    if (!isProved(text, name, `${part.module}.${guardrail}`, document.path, workspace)) continue;
    const edit = toWorkspaceEdit([{ file: document.path, span: { start: end, end }, newText }], workspace);
    const title = `Add a guardrail: \`${written}\` at most ${count === 1 ? "once" : `${count} times`}`;
    return edit && { title, kind: CodeActionKind.RefactorRewrite, edit };
  }
  return undefined;
}

/** The capability that a step calls, where that is risky and no rule stands over it. */
function openCapability(plan: string, step: Step, path: string, workspace: Workspace): string | undefined {
  const { coverage } = workspace.sessionOf(path).sketch(plan)?.plan ?? {};
  const place = `${plan}/${step.name.text}`;
  return coverage?.capabilities.find(({ uncovered }) => uncovered.some((way) => way.at(-1) === place))
    ?.capability;
}

/** True if a rule that was added is kept by the plan, and broken by no other that it holds for as well. */
function isProved(text: string, plan: string, rule: string, path: string, workspace: Workspace): boolean {
  const { program, host } = workspace.programWith(path, text);
  const made = compile(program, host);
  if (errorsIn(made) > errorsIn(workspace.compiled(path).result)) return false;
  const obligations = made.plan(plan)?.plan.obligations ?? [];
  return obligations.some(
    ({ source, verdict }) => "guardrail" in source && source.guardrail === rule && verdict === "proved",
  );
}

function errorsIn({ diagnostics }: CompileResult): number {
  return diagnostics.filter(({ severity }) => severity === "error").length;
}

function freshName(wanted: string, text: string): string {
  const taken = new Set(text.match(/\w+/gu));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}
