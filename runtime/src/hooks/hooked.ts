import type { Outcome } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { notJson } from "@orchlang/plan/json";
import { limits } from "../limits.ts";
import { outliving } from "../workers/outliving.ts";
import { neverBegun } from "../workers/stopped.ts";
import type { Clock, Job, JobResult, Workers } from "../world/world.ts";
import type { HookContext, HookedAction, HookedResult, HookVerdict, PolicyHook } from "./policy-hook.ts";

/** A decision, as it goes into the journal. */
interface HookDecision {
  readonly hook: string;
  readonly when: "before" | "after";
  readonly allows: boolean;
  readonly because?: string;
  readonly details?: Json;
}

export interface HookAdapter {
  /** Those of a job's run, in order. None: the job is no step. */
  of(job: Job): readonly PolicyHook[];
  action(job: Job): HookedAction;
  context(job: Job): HookContext;
  /** Resolves once the decision is durable; false: the journal takes nothing more. */
  journal(job: Job, decision: HookDecision): Promise<boolean>;
}

/**
 * Workers whose jobs are asked about: the hooks say what they think, that is journalled, and only then is the job begun or
 * its end reported. Jobs that no hook is about go by without waiting.
 */
export function hooked(workers: Workers, clock: Clock, adapter: HookAdapter): Workers {
  /** Jobs that hooks think about, and whether they were withdrawn meanwhile. */
  const asked = new Map<string, { aborted: boolean }>();
  const perform = async (job: Job, hooks: readonly PolicyHook[], report: Report): Promise<void> => {
    const mark = { aborted: false };
    asked.set(nameOf(job), mark);
    const denial = await decided(job, hooks, "before", undefined, clock, adapter);
    asked.delete(nameOf(job));
    if (denial === "stopped") return;
    if (mark.aborted) report(job, neverBegun);
    else if (denial === undefined) {
      const began = clock.now();
      workers.start([job], (done, result) => void after(done, hooks, result, report, began));
    } else
      report(job, { outcome: deniedBy(denial, job.dispatch === 1 ? "not_reached" : "unknown"), spent: {} });
  };
  const after = async (
    job: Job,
    hooks: readonly PolicyHook[],
    result: JobResult,
    report: Report,
    began: number,
  ): Promise<void> => {
    if ("lost" in result) return report(job, result);
    const came = hookedResult(result.outcome, Math.max(0, clock.now() - began));
    const denial = await decided(job, hooks, "after", came, clock, adapter);
    if (denial === "stopped") return;
    report(
      job,
      denial === undefined ? result : { ...result, outcome: deniedBy(denial, reachOf(result.outcome)) },
    );
  };
  return {
    equip: (places) => workers.equip(places),
    retain: (needed) => workers.retain?.(needed),
    start(jobs, report) {
      const free: Job[] = [];
      for (const job of jobs) {
        const hooks = adapter.of(job);
        if (hooks.length === 0) free.push(job);
        else void perform(job, hooks, report);
      }
      if (free.length > 0) workers.start(free, report);
    },
    abort(key, attempt) {
      const mark = asked.get(nameOf({ key, attempt }));
      if (mark === undefined) workers.abort(key, attempt);
      else mark.aborted = true;
    },
    ...outliving(workers),
    close: () => workers.close(),
  };
}

type Report = (job: Job, result: JobResult) => void;

/** The first denial, all that was decided being in the journal. */
async function decided(
  job: Job,
  hooks: readonly PolicyHook[],
  when: HookDecision["when"],
  result: HookedResult | undefined,
  clock: Clock,
  adapter: HookAdapter,
): Promise<HookDecision | "stopped" | undefined> {
  for (const hook of hooks) {
    const ask = when === "before" ? hook.preExecution : hook.postExecution;
    if (ask === undefined) continue;
    const [step, context] = [adapter.action(job), adapter.context(job)];
    const said = inTime(clock, async () =>
      result === undefined
        ? hook.preExecution?.(step, context)
        : hook.postExecution?.(step, structuredClone(result), context),
    );
    const decision = { hook: hook.name, when, ...verdict(await said) };
    if (!(await adapter.journal(job, decision))) return "stopped";
    if (!decision.allows) return decision;
  }
  return undefined;
}

function hookedResult(outcome: Outcome, duration: number): HookedResult {
  return "ok" in outcome
    ? { ...outcome, status: "completed", output: outcome.ok, error: null, duration }
    : { ...outcome, status: "failed", output: null, error: outcome.failure, duration };
}

type Said = { readonly verdict: HookVerdict } | { readonly failed: string };

/** Calls a hook and returns an answer within its time, whatever the hook does. */
async function inTime(clock: Clock, ask: () => Promise<HookVerdict>): Promise<Said> {
  const late = Promise.withResolvers<Said>();
  const forget = clock.wake(clock.now() + limits.hookMsMax, () =>
    late.resolve({ failed: `it said nothing for ${limits.hookMsMax / 1000} s` }),
  );
  const result = ask().then(
    (verdict): Said => ({ verdict }),
    (error: unknown): Said => ({
      failed: `it failed: ${error instanceof Error ? error.message : String(error)}`,
    }),
  );
  const first = await Promise.race([result, late.promise]);
  forget();
  return first;
}

function verdict(said: Said): Pick<HookDecision, "allows" | "because" | "details"> {
  if ("failed" in said) return { allows: false, because: said.failed };
  const { verdict: given } = said;
  if (given === undefined || typeof given === "boolean") return { allows: given !== false };
  if (typeof given !== "object" || given === null || typeof given.allow !== "boolean")
    return { allows: false, because: "it answered neither yes nor no" };
  const { allow, reason, details } = given;
  if (details !== undefined && notJson(details) !== undefined)
    return { allows: false, because: "it gave details that cannot be journalled" };
  return {
    allows: allow,
    ...(reason === undefined ? {} : { because: String(reason).slice(0, limits.failureCharsMax) }),
    ...(details === undefined ? {} : { details }),
  };
}

function deniedBy({ hook, because }: HookDecision, reach: "not_reached" | "reached" | "unknown"): Outcome {
  const message = `the hook \`${hook}\` denies it${because === undefined ? "" : `: ${because}`}`;
  return { failure: { class: "denied", name: "denied", message }, reach };
}

function reachOf(outcome: Outcome): "not_reached" | "reached" | "unknown" {
  return "ok" in outcome ? "reached" : outcome.reach;
}

function nameOf({ key, attempt }: { readonly key: string; readonly attempt: number }): string {
  return `${key}/${attempt}`;
}
