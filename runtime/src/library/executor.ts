import type { Failure, RunId, Seq } from "@orchlang/kernel";
import type { User } from "@orchlang/kernel/run";
import { decodePlanFile, type Json, type JsonObject, type PlanFile, planFaultLines } from "@orchlang/plan";
import { notJson } from "@orchlang/plan/json";
import type { PolicyHook } from "../hooks/policy-hook.ts";
import type { Journal } from "../journal-api.ts";
import { unlikeExecution } from "../orchestrator/malformed.ts";
import type { Registry } from "../orchestrator/registry.ts";
import type { Refusal, Rest, RunReport, StartRequest } from "../orchestrator-types.ts";
import { type ConvertOptions, convert, plainFaultLines } from "../plain/convert.ts";
import type { Judge } from "../plain/criteria.ts";
import type { PlainFault, PlainPlan } from "../plain/plan.ts";
import type { Planner } from "../planning/planner.ts";
import { type CriterionResult, plainResult } from "./plain-result.ts";
import { type ExecutionResult, executionResult } from "./result.ts";

/** On whose behalf, and with what. There is no other field: what hooks are to know goes into `values`. */
export interface ExecutionContext {
  /** The parameters of a plan file; the `input` of a plan that is given as an object. */
  readonly input?: Json;
  /** Left out: somebody who has consented to nothing. */
  readonly user?: User;
  /** A user by name alone, in the place of `user`. */
  readonly userId?: string;
  /** The user's consents, as an alternative to `user`: these scopes, all, or none. Default: none. */
  readonly consentGiven?: boolean | readonly string[];
  /** Additional values for hooks. Kept in the journal. */
  readonly values?: JsonObject;
  /** Idempotency of executions: a second one with the same id returns the result of the first. */
  readonly request?: string;
  /** Absolute directory that handler paths are relative to. Default: the process's. */
  readonly root?: string;
}

/** How one execution goes on. */
export interface ExecutionOptions {
  /** Steps that do not wait for each other run side by side. Default: true. A compiled plan says itself what does. */
  readonly parallelExecution?: boolean;
  /** Asked in this execution, beside the orchestrator's own. */
  readonly policyHooks?: readonly PolicyHook[];
  /**
   * The judge of criteria that are sentences: a registered capability that takes `criterion` and `output` and returns
   * `{ met, because? }`, or a person of a role. Absent: they are reported as not judged.
   */
  readonly judge?: Judge;
  /** How many times another plan is made and executed where a step has failed for good. Default: 0. */
  readonly replans?: number;
  /** Waits for a time that is further away than this, ms, end the call with the status `waiting`. Default: none does. */
  readonly patience?: number;
}

/** The result, and what was tried before it where plans were made anew. */
export interface Executed extends ExecutionResult {
  /** For a plan given as an object: each of its `successCriteria` with its result. */
  readonly criteria: readonly CriterionResult[];
  readonly replans: readonly {
    readonly run: RunId;
    readonly failedStepId: string;
    readonly error: Pick<Failure, "class" | "message">;
  }[];
}

/** Runs plans, whether they were compiled or are plain objects. */
export interface Executor {
  /**
   * Converts without executing: returns the plan file, or every mistake. The same object gives the same plan, and
   * therefore the same id.
   */
  prepare(
    plan: PlainPlan | PlanFile,
    options?: Pick<ExecutionOptions, "parallelExecution" | "judge">,
  ): PlanFile | PlanRefusal;
  /**
   * Resolves when the run is over, or waits for somebody. Throws nothing that a plan or a handler does.
   * A step that failed is `result.error`; what could not even begin is a refusal.
   */
  execute(
    plan: PlainPlan | PlanFile,
    context?: ExecutionContext,
    options?: ExecutionOptions,
  ): Promise<Executed | Refusal>;
}

/** `faults`: each mistake of the plan with its place; `details` are the same in lines. */
export interface PlanRefusal extends Refusal {
  readonly faults: readonly PlainFault[];
}

/** Starts runs, and waits for them. */
export interface Starter {
  start(request: StartRequest): Promise<{ readonly run: RunId } | Refusal>;
  rest(run: RunId, patience?: number): Promise<Rest>;
}

interface ExecutorParts {
  readonly orchestrator: Starter;
  readonly journal: Journal;
  readonly registry: Registry;
  readonly planner: Planner;
  /** A plan file that was made of an object, before it is run. */
  created(plan: PlanFile): void;
  /** Resolves when listeners have received all events up to this one. */
  heard(run: RunId, seq: Seq): Promise<void>;
}

export function executor(parts: ExecutorParts): Executor {
  return {
    prepare: (plan, options) => prepared(parts, plan, options ?? {}),
    execute: async (plan, context = {}, options = {}) => {
      const unlike = unlikeExecution(context, options);
      if (unlike !== undefined) return unlike;
      const { judge } = options;
      const told = async (result: ExecutionResult): Promise<ExecutionResult & Pick<Executed, "criteria">> => {
        if (isPlanFile(plan)) return { ...result, criteria: [] };
        const nodes = await parts.journal.nodes(result.run);
        const by = typeof judge === "string" ? judge : undefined;
        return plainResult(result, plan, "refused" in nodes ? [] : nodes, by);
      };
      const replans: Executed["replans"][number][] = [];
      let current = plan;
      let given: NonNullable<ConvertOptions["given"]> = {};
      for (;;) {
        const done = await executed(parts, current, context, options, given, replans.length);
        if ("refused" in done) return done;
        const { result, report } = done;
        const failed =
          result.status === "failed" && replans.length < (options.replans ?? 0)
            ? failedStep(report)
            : undefined;
        if (failed === undefined || isPlanFile(current)) return { ...(await told(result)), replans };
        const again = await parts.planner.replan(current, failed.failedStepId, failed.error);
        if ("refused" in again) return { ...(await told(result)), replans };
        replans.push({ run: result.run, ...failed });
        given = { ...given, ...standing(report) };
        current = again;
      }
    },
  };
}

function prepared(
  { registry }: ExecutorParts,
  plan: PlainPlan | PlanFile,
  options: ConvertOptions & ExecutionOptions,
): PlanFile | PlanRefusal {
  if (isPlanFile(plan)) {
    const wrong = unsound(plan);
    if (wrong !== undefined) return { refused: "plan", message: wrong[0] ?? "", details: wrong, faults: [] };
    if (options.parallelExecution !== false) return plan;
    const message = "A compiled plan says itself what runs side by side; it cannot be put one after another.";
    return { refused: "plan", message, faults: [] };
  }
  const converted = convert(plan, registry, options);
  if ("ok" in converted) return converted.ok;
  const { faults } = converted;
  const count = faults.length === 1 ? "a mistake" : `${faults.length} mistakes`;
  return { refused: "plan", message: `The plan has ${count}.`, details: plainFaultLines(faults), faults };
}

async function executed(
  parts: ExecutorParts,
  plan: PlainPlan | PlanFile,
  { input, values, request, root, ...who }: ExecutionContext,
  options: ExecutionOptions,
  given: NonNullable<ConvertOptions["given"]>,
  nth: number,
): Promise<{ readonly result: ExecutionResult; readonly report: RunReport } | Refusal> {
  const file = prepared(parts, plan, { ...options, given });
  if ("refused" in file) return file;
  if (!isPlanFile(plan)) parts.created(file);
  const started = await parts.orchestrator.start({
    plan: file,
    input: isPlanFile(plan) ? (input ?? {}) : { input: input ?? {} },
    root: root ?? process.cwd(),
    ...actingAs(who),
    ...(values === undefined ? {} : { values }),
    ...(request === undefined ? {} : { request: nth === 0 ? request : `${request}#${nth + 1}` }),
    ...(options.policyHooks === undefined ? {} : { policyHooks: options.policyHooks }),
  });
  if ("refused" in started) return started;
  const rest = await parts.orchestrator.rest(started.run, options.patience ?? Number.POSITIVE_INFINITY);
  const report = await parts.journal.report(started.run);
  if (!("refused" in report) && rest.status !== "stopped") await parts.heard(started.run, report.at);
  return "refused" in report ? report : { result: executionResult(report, rest), report };
}

/** The acting user, from either form. Absent: the default user. */
function actingAs({
  user,
  userId,
  consentGiven,
}: Pick<ExecutionContext, "user" | "userId" | "consentGiven">): { readonly user?: User } {
  if (user !== undefined) return { user };
  if (userId === undefined && consentGiven === undefined) return {};
  const consents = typeof consentGiven === "boolean" ? (consentGiven ? ["*"] : []) : (consentGiven ?? []);
  return { user: { id: userId ?? "local", roles: [], consents } };
}

/** The step whose failure ended the plan: of several the first that ended so. */
function failedStep({ steps }: RunReport): Omit<Executed["replans"][number], "run"> | undefined {
  const failed = steps.filter(
    ({ status, failure, call }) => status === "failed" && failure !== undefined && call.slot !== "undo",
  );
  const [first] = [...failed].sort((one, other) => (one.ended ?? 0) - (other.ended ?? 0));
  return first?.failure === undefined ? undefined : { failedStepId: first.step, error: first.failure };
}

/** Completed calls that stand are not repeated: they are values in the next plan. */
function standing({ steps }: RunReport): NonNullable<ConvertOptions["given"]> {
  const done = steps.filter(({ status, standing: stands }) => status === "completed" && stands !== "undone");
  return Object.fromEntries(done.map(({ step, value }) => [step, value ?? null]));
}

const known = new WeakSet<object>();

/** The faults of a plan file of unknown origin; each file is checked once. */
function unsound(plan: PlanFile): readonly string[] | undefined {
  if (known.has(plan)) return undefined;
  const fault = notJson(plan);
  if (fault !== undefined) return [`This is no plan file: ${fault.says}`];
  const decoded = decodePlanFile(JSON.stringify(plan));
  if ("fault" in decoded) return planFaultLines(decoded.fault);
  known.add(plan);
  return undefined;
}

/** Accepts any value: a model asked for a plan may answer with anything. */
function isPlanFile(plan: unknown): plan is PlanFile {
  return typeof plan === "object" && plan !== null && "format" in plan;
}
