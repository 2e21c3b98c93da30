import { type CompileResult, compile, type Program } from "@orchlang/compiler";
import type { Mutant } from "@orchlang/compiler/mutation";
import type { Json, PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Scenario, ScenarioContext } from "@orchlang/plan/scenarios";
import { scenarioText } from "@orchlang/presentation";
import { distinguish, playScenario, type Verified, verify } from "@orchlang/simulator";
import { createFileHost, type FileHost } from "../project/host.ts";

/** Returns true once the time for searches is over. */
type IsOver = () => boolean;

/** The program as it is, and what is already said of it: a mutant is noticed by what comes on top. */
export interface Intact extends Compiled {
  readonly program: Program;
  readonly host: FileHost;
  /** How often each diagnostic is reported. */
  readonly reported: ReadonlyMap<string, number>;
  /** By subject: what a search finds in it. */
  readonly found: ReadonlyMap<string, ReadonlySet<string>>;
}

const runsOfSearch = { exhaustive: 1_500, random: 0 };

export function intactOf(program: Program, host: FileHost, isOver: IsOver): Intact {
  const made = compiled(program, host);
  const results = made.subjects.map(
    (subject) => [subject.name, findings(searched(subject, isOver))] as const,
  );
  return { ...made, program, host, reported: reportedBy(made), found: new Map(results) };
}

/** Finds out who notices a mutant, cheapest first. */
export function judge(intact: Intact, mutant: Mutant, isOver: IsOver): Fate {
  const made = compiled(intact.program, withText(intact.host, mutant.file, mutant.text));
  const diagnostic = newDiagnostic(intact, made);
  if (diagnostic !== undefined) return { by: "check", says: diagnostic };
  const pairs = intact.subjects.flatMap((subject) => {
    const other = made.subjects.find(({ name, kind }) => name === subject.name && kind === subject.kind);
    return other === undefined || isSame(subject, other) ? [] : [{ subject, other }];
  });
  if (pairs.length === 0) return { by: "same", runs: 0 };
  const scenario = failing(intact, made);
  if (scenario !== undefined) return { by: "test", says: scenario };
  for (const { other } of pairs) {
    const known = intact.found.get(other.name);
    const violation = searched(other, isOver).violations.find((one) => known?.has(keyOf(one)) !== true);
    if (violation !== undefined) return { by: "verify", says: violation.violation.says };
  }
  return survivor(pairs, mutant, isOver);
}

function survivor(
  pairs: readonly { readonly subject: Subject; readonly other: Subject }[],
  mutant: Mutant,
  isOver: IsOver,
): Fate {
  let runs = 0;
  let isSeen = false;
  for (const { subject, other } of pairs) {
    const [one, two] = [subject, other].map(({ plan, context }) => ({ file: plan, context }));
    if (one === undefined || two === undefined) continue;
    const distinguished = distinguish(one, two, { isOver });
    if (distinguished.scenario !== undefined) {
      const scenario = { ...distinguished.scenario, says: `notices: ${mutant.says}` };
      const text = scenarioText(scenario, { plan: subject.plan.plan, context: subject.context });
      return { by: "nobody", scenario: { scenario, text } };
    }
    runs += distinguished.runs;
    isSeen ||= distinguished.seen || isOver();
  }
  return isSeen ? { by: "nobody" } : { by: "same", runs };
}

function searched({ plan, context, kind }: Subject, isOver: IsOver): Verified {
  const faults = kind === "trigger" ? 0 : 1;
  return verify(plan, context, { faults, runs: runsOfSearch, isOver });
}

function keyOf({ violation: { property, about } }: Verified["violations"][number]): string {
  return `${property} ${about}`;
}

function findings({ violations }: Verified): ReadonlySet<string> {
  return new Set(violations.map(keyOf));
}

function isSame(one: Subject, other: Subject): boolean {
  return one.plan.id === other.plan.id && contextText(one) === contextText(other);
}

function contextText({ context }: Subject): string {
  return canonical(context as unknown as Json);
}

/** An error that a mutant brings, or a warning of which there are more than before. */
function newDiagnostic(intact: Intact, made: Compiled): string | undefined {
  const counted = new Map<string, number>();
  for (const { severity, code, message } of made.result.diagnostics) {
    if (severity === "error") return `${code} ${message}`;
    if (severity !== "warning") continue;
    const times = (counted.get(code) ?? 0) + 1;
    counted.set(code, times);
    if (times > (intact.reported.get(code) ?? 0)) return `${code} ${message}`;
  }
  return undefined;
}

function reportedBy({ result }: Compiled): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const { code } of result.diagnostics) counted.set(code, (counted.get(code) ?? 0) + 1);
  return counted;
}

/** The title of the first scenario that fails. */
function failing(intact: Intact, { result }: Compiled): string | undefined {
  return result.scenarios.find((scenario) => {
    const before = intact.result.scenarios.find(
      ({ says, target }) => says === scenario.says && target === scenario.target,
    );
    const [file, was] = [scenario.plan(), before?.plan()];
    if (file === undefined) return true;
    const isUnchanged =
      was?.id === file.id &&
      canonical(before?.context as unknown as Json) === canonical(scenario.context as unknown as Json);
    return !isUnchanged && playScenario(scenario, file, scenario.context).status === "failed";
  })?.says;
}

/** The entry that is played: a plan or a goal that nothing calls, or a trigger with the plan that it starts. */
interface Subject {
  readonly name: string;
  readonly kind: "plan" | "trigger";
  readonly plan: PlanFile;
  readonly context: ScenarioContext;
}

/** A program, compiled, and what of it can be played. */
interface Compiled {
  readonly result: CompileResult;
  readonly subjects: readonly Subject[];
}

function compiled(program: Program, host: FileHost): Compiled {
  const result = compile(program, host);
  const roots = result.targets.filter(({ root }) => root);
  const plans = (roots.length === 0 ? result.targets : roots).flatMap(({ name }): readonly Subject[] => {
    const [plan, context] = [result.plan(name), result.context(name)];
    return plan === undefined || context === undefined ? [] : [{ name, kind: "plan", plan, context }];
  });
  const triggers = result.triggers().flatMap(({ name, context, plan }): readonly Subject[] => {
    const started = plan();
    return started === undefined ? [] : [{ name, kind: "trigger", plan: started, context }];
  });
  return { result, subjects: [...plans, ...triggers] };
}

/** A host that reads one file as another text, and everything else from where `host` has it. */
function withText(host: FileHost, file: string, text: string): FileHost {
  return createFileHost({
    read: (path) => (path === file ? { text } : host.read(path)),
    list: (folder) => host.list?.(folder) ?? [],
  });
}

/**
 * Who notices a mutant: `check` by a diagnostic, `test` by a scenario of the program, `verify` by a search. `nobody`: it
 * survives; `scenario` would catch it, where one can. `same`: it runs as the program does, `runs` worlds long; 0 if both
 * compile to the same plans.
 */
export type Fate =
  | { readonly by: "check" | "test" | "verify"; readonly says: string }
  | { readonly by: "nobody"; readonly scenario?: Told }
  | { readonly by: "same"; readonly runs: number };

/** A scenario, and its text. */
interface Told {
  readonly scenario: Scenario;
  readonly text: string;
}

export interface Judged {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** How many mutants are noticed by whom. */
export interface Score {
  readonly caught: number;
  readonly survived: number;
  readonly same: number;
  readonly by: Readonly<Record<"check" | "test" | "verify", number>>;
  /** The share that is noticed of those that do something else; 1 where there is none. */
  readonly share: number;
}

export function scoreOf(judged: readonly Judged[]): Score {
  const count = (by: Fate["by"]): number => judged.filter(({ fate }) => fate.by === by).length;
  const by = { check: count("check"), test: count("test"), verify: count("verify") };
  const caught = by.check + by.test + by.verify;
  const survived = count("nobody");
  const share = caught + survived === 0 ? 1 : caught / (caught + survived);
  return { caught, survived, same: count("same"), by, share };
}

/**
 * False where the time was too short: for any mutant, or, with a least share, for any that does something else. Then that
 * share says nothing. False below the least share as well.
 */
export function isEnough(
  { caught, survived, same, share }: Score,
  left: number,
  least: number | undefined,
): boolean {
  const compared = caught + survived;
  if (left > 0 && (least === undefined ? compared + same : compared) === 0) return false;
  return least === undefined || share >= least;
}
