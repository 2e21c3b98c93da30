import type { Host, Program } from "@orchlang/checker";
import { type CompileResult, compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { type Edited, read } from "../build/change.ts";
import { patchOf } from "../build/patch.ts";
import { statementAt } from "../build/places.ts";
import { setClause } from "../build/statements.ts";
import { type Change, changesFor, type Evidence } from "./change.ts";

/** A change of the program that a journal gives reason for, and that takes no proof away. */
export interface Improvement {
  /** The file as the host knows it, and its text with this change alone. */
  readonly file: string;
  readonly text: string;
  /** `plan.step`. */
  readonly step: string;
  readonly because: string;
  /** A unified diff. */
  readonly patch: string;
  /** The worst cases that it changes, by plan, in words. */
  readonly worst: readonly string[];
}

/** A change that was considered and is not proposed. */
export interface Dropped {
  readonly step: string;
  readonly because: string;
  /** The proof or the diagnostic that it would cost. */
  readonly why: string;
}

export interface ImproveRequest {
  readonly program: Program;
  readonly host: Host;
  /** The program as it was compiled, without errors. */
  readonly compiled: CompileResult;
  readonly evidence: readonly Evidence[];
}

/**
 * Changes of retries and timeouts by evidence. Each is tried by itself: the program with it has to compile, without a new
 * warning, and whatever was proved of a plan has to be proved again. The same evidence gives the same changes.
 */
export function improvements(request: ImproveRequest): {
  readonly found: readonly Improvement[];
  readonly dropped: readonly Dropped[];
} {
  const { compiled, evidence } = request;
  const plans = plansOf(compiled);
  const found: Improvement[] = [];
  const dropped: Dropped[] = [];
  for (const one of evidence) {
    const plan = plans.find((file) => Object.hasOwn(file.plan.routines, one.routine));
    const file = fileOf(compiled, one.routine);
    const mark = plan?.about.map[`${one.routine}/${one.node}`];
    // A step of the standard library is not the author's to change.
    if (plan === undefined || file === undefined || mark === undefined) continue;
    const step = `${one.routine.slice(one.routine.lastIndexOf(".") + 1)}.${one.node}`;
    for (const change of changesFor(one, plan)) {
      const made = tried(request, plans, { file, start: mark.start, change });
      if ("why" in made) dropped.push({ step, because: change.because, why: made.why });
      else found.push({ file, step, because: change.because, ...made });
    }
  }
  return { found, dropped };
}

/** All plans and goals that can start. */
function plansOf(compiled: CompileResult): readonly PlanFile[] {
  return compiled.targets.flatMap(({ name }) => compiled.plan(name) ?? []);
}

function fileOf({ projects }: CompileResult, routine: string): string | undefined {
  for (const { checked, loaded } of projects) {
    const origin = checked.routines.get(routine)?.origin;
    const module = origin && loaded.modules.get(origin.module);
    if (module !== undefined && !module.standard) return module.file.name;
  }
  return undefined;
}

interface Place {
  readonly file: string;
  /** Where the step begins. */
  readonly start: number;
  readonly change: Change;
}

function tried(
  { program, host, compiled }: ImproveRequest,
  before: readonly PlanFile[],
  { file, start, change }: Place,
): Pick<Improvement, "text" | "patch" | "worst"> | { readonly why: string } {
  const reading = host.read(file);
  if (!("text" in reading)) return { why: `${file} can't be read` };
  const edited = changedStep(reading.text, start, change);
  if ("refused" in edited) return { why: edited.refused };
  const { text } = edited;
  const result = compile(program, {
    ...withHost(host),
    read: (path) => (path === file ? { text } : host.read(path)),
  });
  const lost = newMistake(compiled, result) ?? lostProof(before, plansOf(result));
  if (lost !== undefined) return { why: lost };
  return { text, patch: patchOf(file, reading.text, text), worst: worstOf(before, plansOf(result)) };
}

/** Methods of a class are no own fields of it. */
function withHost(host: Host): Omit<Host, "read"> {
  return {
    standard: (name) => host.standard(name),
    standardModules: host.standardModules,
    ...(host.list === undefined ? {} : { list: (folder) => host.list?.(folder) ?? [] }),
  };
}

function changedStep(text: string, start: number, { option, value }: Change): Edited {
  const parsed = read(text);
  const statement = statementAt(parsed, start);
  if (statement?.kind !== "step") return { refused: "It is no step that options can be written at." };
  const there = statement.options?.options.find(({ kind }) => kind === `${option}Option`);
  const written =
    there?.kind === "retryOption"
      ? `${option} ${value}${text.slice(there.count.span.end, there.span.end)}`
      : `${option} ${value}`;
  return setClause(parsed, start, there?.span.start, written);
}

function newMistake(before: CompileResult, after: CompileResult): string | undefined {
  const known = Map.groupBy(before.diagnostics, ({ code }) => code);
  for (const [code, found] of Map.groupBy(after.diagnostics, (one) => one.code))
    if (found.length > (known.get(code)?.length ?? 0)) return `${code}: ${found[0]?.message}`;
  return undefined;
}

/** A rule that was proved of a plan and would not be. */
function lostProof(before: readonly PlanFile[], after: readonly PlanFile[]): string | undefined {
  for (const old of before) {
    const now = after.find(({ plan }) => plan.entry === old.plan.entry);
    if (now === undefined) return `${old.plan.entry} would be no plan any more`;
    const proved = new Set(
      now.plan.obligations.flatMap((one) => (one.verdict === "proved" ? [keyOf(one)] : [])),
    );
    const lost = old.plan.obligations.find((one) => one.verdict === "proved" && !proved.has(keyOf(one)));
    if (lost !== undefined)
      return `\`${lost.rule}\` is proved of ${old.plan.entry}, and would only be checked`;
  }
  return undefined;
}

function keyOf({ source, nodes }: PlanFile["plan"]["obligations"][number]): string {
  return JSON.stringify([source, nodes]);
}

function worstOf(before: readonly PlanFile[], after: readonly PlanFile[]): readonly string[] {
  return before.flatMap((old) => {
    const now = after.find(({ plan }) => plan.entry === old.plan.entry);
    const name = old.plan.entry.slice(old.plan.entry.lastIndexOf(".") + 1);
    return figuresOf(old).flatMap(([measure, was], at) => {
      const is = now && figuresOf(now)[at]?.[1];
      return is === undefined || is === was ? [] : [`${name}: ${measure} ≤ ${was} → ${is}`];
    });
  });
}

function figuresOf({ plan: { bounds } }: PlanFile): readonly (readonly [string, string])[] {
  const { cost, latency } = bounds;
  return [
    ["cost", "value" in cost.worst ? formatMoney(cost.worst.value) : "no limit"],
    ["time", "value" in latency.worst ? formatDuration(latency.worst.value) : "no limit"],
  ];
}
