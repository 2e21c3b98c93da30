import { present, type RunId } from "@orchlang/kernel";
import type { ControlEvent } from "@orchlang/kernel/control";
import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Placed } from "../drive/live.ts";
import type { HookAdapter } from "../hooks/hooked.ts";
import type { HookContext, HookedAction, PolicyHook } from "../hooks/policy-hook.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { Job } from "../world/world.ts";
import type { Run } from "./run.ts";

/** The program's hooks: those that are asked in every run, and those that single runs were started with, by name. */
export class RunHooks {
  readonly #always: readonly PolicyHook[];
  readonly #named = new Map<string, PolicyHook>();

  constructor(always: readonly PolicyHook[]) {
    for (const hook of always) this.#name(hook);
    this.#always = always;
  }

  /** For the runs that name them. Throws a TypeError at what is no hook, or another of a name: mistakes of the program. */
  add(hooks: readonly PolicyHook[]): readonly string[] {
    for (const hook of hooks) this.#name(hook);
    return hooks.map(({ name }) => name);
  }

  missing(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#named.has(name));
  }

  of(names: readonly string[]): readonly PolicyHook[] {
    if (names.length === 0) return this.#always;
    const own = names.flatMap((name) => this.#named.get(name) ?? []);
    return [...this.#always, ...own.filter((hook) => !this.#always.includes(hook))];
  }

  #name(hook: PolicyHook): void {
    const { name, preExecution, postExecution } = hook;
    if (typeof name !== "string" || name === "") throw new TypeError("A policy hook has a name.");
    for (const [part, call] of Object.entries({ preExecution, postExecution }))
      if (call !== undefined && typeof call !== "function")
        throw new TypeError(`The \`${part}\` of the policy hook ${name} is no function.`);
    // A misspelt one would allow everything.
    if (preExecution === undefined && postExecution === undefined)
      throw new TypeError(
        `The policy hook ${name} is asked nothing: it has neither \`preExecution\` nor \`postExecution\`.`,
      );
    const known = this.#named.get(name);
    if (known !== undefined && known !== hook)
      throw new TypeError(`There is another policy hook of the name ${name}.`);
    this.#named.set(name, hook);
  }
}

/** Hooks between runs and workers. */
export function hookAdapter(hooks: RunHooks, find: (run: string) => Run | undefined): HookAdapter {
  return {
    of(job) {
      const run = find(job.run);
      if (run === undefined) return [];
      const asked = hooks.of(run.request.hooks ?? []);
      if (asked.length === 0) return asked;
      // Undos and confirms are not steps; nor is a call that is repeated only for its undo.
      const intent = run.live.state.intents.get(job.key);
      return intent?.role === "do" && !intent.repeatedForResult ? asked : [];
    },
    action: (job) => actionOf(job, present(find(job.run), "the run of a job")),
    context: (job) => contextOf(present(find(job.run), "the run of a job")),
    async journal({ run, key, attempt, dispatch }, decision) {
      const answer = find(run)?.live.offer((at) => ({
        t: "Hooked",
        at,
        key,
        attempt,
        dispatch,
        ...decision,
      }));
      return answer !== undefined && (await answer) !== "stopped";
    },
  };
}

function actionOf({ key, capability, args, attempt, dispatch, run: id }: Job, run: Run): HookedAction {
  const intent = run.live.state.intents.get(key);
  const { kind = "service", tags = [] } = run.file.plan.capabilities[capability] ?? {};
  return {
    run: id,
    plan: run.file.id,
    step: intent === undefined ? "" : stepName(intent.intent.call),
    capability,
    name: capability,
    type: kind,
    tags,
    params: structuredClone(args) as HookedAction["params"],
    user: run.request.user,
    key,
    attempt,
    dispatch,
  };
}

/** The execution's values are added to the acting user, and never replace it. */
function contextOf({ request: { user, values } }: Run): HookContext {
  const acts = { user, userId: user.id, consentGiven: user.consents.length > 0 };
  return structuredClone({ ...values, ...acts }) as unknown as HookContext;
}

/** Callbacks about the runs of this process. */
export interface RunsHooks {
  committed(run: RunId, events: readonly Placed<RunEvent>[]): void;
  /** By control. */
  decided(events: readonly Placed<ControlEvent>[]): void;
  /** Something of a run has changed, that may have brought it to rest. */
  changed(run: RunId): void;
  /** It was to go on, and can't here. */
  left(run: RunId, why: Refusal): void;
  /** A turn is over and carried out: runs may have come to rest. */
  turned(): void;
  stopped(message: string, fault?: unknown): void;
  /** True if somebody waits for this run to come to rest. */
  awaited(run: RunId): boolean;
}
