import type { Verdicts } from "@orchlang/analysis";
import { callsByCapability, type Run } from "@orchlang/analysis/rules";
import type { Origin } from "@orchlang/checker";
import { relativePath } from "@orchlang/checker/load";
import { lineAt, type SourceFile } from "@orchlang/language";
import type { About, SourceMark } from "@orchlang/plan";
import { sha256Hex } from "@orchlang/plan/json";

/** The texts of a program, and the folder that its paths are relative to. */
export interface Sources {
  readonly root: string;
  /** By the name that origins give. */
  file(name: string): SourceFile | undefined;
  /** True if a file is the standard library's: its path is the same everywhere. */
  isStandard(name: string): boolean;
}

/** Annotations for readers, which change nothing of a run: source positions, documentation, reasons of verdicts. */
export function aboutOf(verdicts: Verdicts, sources: Sources): About {
  const { run } = verdicts;
  const map: Record<string, SourceMark> = {};
  const docs: Record<string, string> = {};
  const files: Record<string, string> = {};
  const pathOf = (file: string): string =>
    sources.isStandard(file) ? file : relativePath(sources.root, file);
  const mark = (key: string, file: string, span: { readonly start: number; readonly end: number }): void => {
    const source = sources.file(file);
    if (source === undefined) return;
    const path = pathOf(file);
    files[path] ??= sha256Hex(source.text);
    map[key] = { file: path, start: span.start, end: span.end, line: lineAt(source, span.start) + 1 };
  };
  const declare = (name: string, origin: Origin): void => {
    mark(name, origin.file, origin.nameSpan);
    if (origin.doc !== undefined) docs[name] = origin.doc;
  };
  for (const { checked, tree } of run.reached) {
    declare(checked.name, checked.origin);
    for (const { id, statement } of tree.all)
      mark(`${checked.name}/${id}`, checked.origin.file, statement.span);
  }
  for (const { checked } of goalsOf(run)) declare(checked.goal.name, checked.origin);
  for (const name of callsByCapability(run).keys()) {
    const origin = run.analysis.program.capabilities.get(name)?.origin;
    if (origin !== undefined) declare(name, origin);
  }
  const { policies, guardrails } = run.analysis.program;
  const met = new Set(
    verdicts.obligations.map(({ source }) =>
      "guardrail" in source ? source.guardrail : "policy" in source ? source.policy : undefined,
    ),
  );
  for (const { rule, origin } of [...policies, ...guardrails])
    if (met.has(rule.name)) mark(rule.name, origin.file, origin.nameSpan);
  const choices = Object.fromEntries(
    goalsOf(run).map(({ checked, weighed }) => [checked.goal.name, weighed] as const),
  );
  return {
    compiler: compilerVersion,
    files,
    map,
    docs,
    evidence: verdicts.evidence,
    paths: verdicts.paths,
    choices,
  };
}

function goalsOf({ analysis, reached }: Run) {
  return [...analysis.goals.values()].filter((goal) =>
    goal.alternatives.some((each) => reached.includes(each)),
  );
}

/** The compiler that plan files name as their maker; a test keeps it equal to the package's version. */
export const compilerVersion = "orch 0.1.0";
