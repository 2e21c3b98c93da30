import { type CompileResult, compile } from "@orchlang/compiler";
import type { Span, Step } from "@orchlang/language/ast";
import { nodesAt } from "@orchlang/language/ast";
import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import { toWorkspaceEdit } from "../to-protocol.ts";
import type { Asked, Workspace } from "../workspace.ts";

/** Larger texts take too long to be made into plan files for each of the numbers, in characters. */
const textMax = 40_000;

/** How often something may be done, from little to much: the first that is proved is proposed. */
const counts = [1, 2, 3, 5, 10, 20, 50, 100, 1_000];

/** On a step that does something risky under no rule: a guardrail that says how often it is done at most. */
export function guardAction(
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

/** Whether a rule that was added is kept by the plan, and broken by no other that it holds for as well. */
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
