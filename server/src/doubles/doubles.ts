import type { Capability, Json, JsonObject, Plan, PlanFile } from "@orchlang/plan";
import { callFailures } from "@orchlang/plan";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "@orchlang/runtime/handler";
import { cooperativeResult, isConfirm, type ToldCall } from "@orchlang/simulator";

/** An attempt as a double has seen it. `done`: it has had its effect. */
export interface DoubleCall {
  readonly run: string;
  readonly capability: string;
  readonly key: string;
  readonly attempt: number;
  readonly done: boolean;
}

const callsMax = 100_000;

/**
 * The world of an installation without handlers: each call does as it was told, or else returns the
 * plainest result of its type that keeps what the capability ensures. It notes what was done, beside the journal.
 */
export class Doubles {
  readonly #plans = new Map<string, { readonly plan: Plan; readonly capability: Capability }>();
  #told: readonly ToldCall[] = [];
  #calls: DoubleCall[] = [];
  /** By key: what was returned, or would have been. */
  readonly #done = new Map<string, Json | undefined>();
  /** By capability: the keys of its calls, in the order of their first attempts. */
  readonly #keys = new Map<string, string[]>();

  constructor(plans: readonly PlanFile[]) {
    for (const { plan } of plans)
      for (const capability of Object.values(plan.capabilities))
        this.#plans.set(capability.name, { plan, capability });
  }

  /** Sets the outcomes of the next calls. The calls that were noted before are forgotten, but not what was done. */
  follow(toldCalls: readonly ToldCall[]): void {
    this.#told = toldCalls;
    this.#calls = [];
    this.#keys.clear();
  }

  get calls(): readonly DoubleCall[] {
    return this.#calls;
  }

  readonly handler: HandlerFunction = (args: JsonObject, context: HandlerContext) => {
    const { capability, key, attempt, run, signal } = context;
    const outcome = this.#outcome(args, context);
    const done = "ok" in outcome || "late" in outcome;
    if (this.#calls.length < callsMax) this.#calls.push({ run, capability, key, attempt, done });
    // A key is done once: whatever repeats it gets the first result.
    if (done) this.#done.set(key, this.#done.get(key) ?? ("ok" in outcome ? outcome.ok : undefined));
    if ("ok" in outcome) return this.#done.get(key) ?? null;
    if ("fails" in outcome) throw failure(outcome.fails);
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  };

  #outcome(args: JsonObject, { capability, key, attempt, of }: HandlerContext): Outcome {
    const keys = this.#keys.get(capability) ?? [];
    this.#keys.set(capability, keys);
    if (!keys.includes(key)) keys.push(key);
    const call = keys.indexOf(key) + 1;
    const toldCall = this.#told.find(
      (one) => one.capability === capability && one.call === call && one.attempt === attempt,
    );
    if (toldCall !== undefined) return toldCall;
    const known = this.#plans.get(capability);
    if (known === undefined) return { fails: "permanent" };
    if (of !== undefined && isConfirm(known.capability)) return { ok: this.#truth(of) };
    const ok = cooperativeResult(known.plan, {}, { capability: known.capability, args, now: Date.now() });
    return ok === undefined ? { fails: "permanent" } : { ok };
  }

  #truth(key: string): Json {
    if (!this.#done.has(key)) return { state: "not_done" };
    const value = this.#done.get(key) ?? null;
    return value === null ? { state: "done" } : { state: "done", value };
  }
}

type Outcome =
  | { readonly ok: Json }
  | { readonly fails: string }
  | { readonly late: true }
  | { readonly silent: true };

const classes: ReadonlySet<string> = new Set(callFailures);

/** A failure that the capability names itself comes before anything is done. */
function failure(name: string): HandlerFailure {
  const says = "a double fails as it was told";
  return new HandlerFailure(name, says, classes.has(name) ? {} : { reach: "not_reached" });
}
