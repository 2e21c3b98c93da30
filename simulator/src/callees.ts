import { invariant, type Key, type Outcome, type Reach, type Task } from "@orchlang/kernel";
import type { Capability, Json, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";

import { type Valid, validValue } from "@orchlang/runtime/admission";
import { cooperativeResult } from "./answers/cooperate.ts";
import { clauseScope } from "./answers/ensured.ts";
import type { Behaviour, Meanwhile, SimulatedCall, SimulatedWorld } from "./world.ts";

export interface Report {
  readonly outcome: Outcome;
}

type Job = Omit<SimulatedCall, "nth">;

/** The behaviour of a call: its duration (`undefined`: for ever), and its reports with their times. */
interface Called {
  readonly after: number | undefined;
  readonly stubborn: boolean;
  readonly meanwhile: Meanwhile | undefined;
  readonly reports: readonly { readonly later: number; readonly report: Report }[];
}

/** A person's answer. */
interface Answered {
  readonly value: Json;
  readonly after: number;
  readonly twice: boolean;
  /** Answers of the second and further people. */
  readonly others: readonly { readonly value: Json; readonly after: number }[];
  readonly meanwhile: Meanwhile | undefined;
}

type Decided = Exclude<Behaviour, { cooperates: true }>;
type MadeNothing = Pick<Extract<Behaviour, { fails: string }>, "fails" | "message">;

const workDefault = 1_000;
const personDefault = 60_000;

/** Failures of which it is clear what they did to the world (semantics, rule 16). */
const notReached: ReadonlySet<string> = new Set(["denied", "budget", "invalid_input", "circuit_open"]);

/** Handlers, people and the world behind them: what was done there, by key. */
export class Callees {
  readonly #world: SimulatedWorld;
  readonly #counts = new Map<string, number>();
  /** The results of calls, fixed when they take effect. */
  readonly #results = new Map<Key, Json>();
  readonly #done = new Set<Key>();
  /** Calls that take effect later, even if nobody waits for them any more. */
  readonly #unstoppable = new Set<Key>();

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  called(plan: Plan, job: Job, now: number): Called {
    const capability = capabilityOf(plan, job.capability);
    const behaviour = this.#behaviour(plan, { ...job, nth: this.#nth(job) }, now);
    const { meanwhile } = behaviour;
    if ("never" in behaviour) {
      const reports = silent(capability, job);
      return { after: undefined, stubborn: false, meanwhile, reports };
    }
    if (behaviour.stubborn === true) this.#unstoppable.add(job.key);
    const after = behaviour.after ?? latencyOf(capability, job.args, workDefault);
    const report = { outcome: this.#outcome(plan, behaviour, job) };
    const reports = [{ later: after, report }];
    return {
      after,
      stubborn: behaviour.stubborn === true,
      meanwhile,
      reports: behaviour.twice ? [...reports, { later: after + 1, report }] : reports,
    };
  }

  /** A person's answer; `undefined`: none. `isApproval`: a policy asks whether the call may go ahead. */
  asked(
    plan: Plan,
    task: Task,
    { at, now, isApproval }: { readonly at: number; readonly now: number; readonly isApproval: boolean },
  ): Answered | undefined {
    const capability = capabilityOf(plan, task.capability);
    const counted = isApproval ? `approval by ${task.role}` : task.capability;
    const call = {
      capability: task.capability,
      args: task.args,
      key: task.key,
      intent: { call: task.call, key: task.key, generation: 1 },
      at,
      ...(task.due === undefined ? {} : { due: task.due - now + at }),
      attempt: 1,
      dispatch: 1,
      nth: this.#nth({ capability: counted, dispatch: 1 }),
    };
    if (isApproval) return approvalOf(this.#world.approvals?.[task.role]?.(call));
    const behaviour = this.#behaviour(plan, call, now);
    if ("never" in behaviour || "fails" in behaviour) return undefined;
    const outcome = this.#outcome(plan, behaviour, call);
    if (!("ok" in outcome)) return undefined;
    const after = behaviour.after ?? latencyOf(capability, task.args, personDefault);
    const { meanwhile, twice = false } = behaviour;
    const others = (behaviour.others ?? []).flatMap((other) => {
      const result = this.#outcome(plan, other, call);
      return "ok" in result ? [{ value: result.ok, after: other.after ?? after }] : [];
    });
    return { value: outcome.ok, after, twice, others, meanwhile };
  }

  takesEffect({ key }: Pick<Job, "key">): void {
    this.#done.add(key);
  }

  /** The keys under which something was done. */
  get done(): ReadonlySet<Key> {
    return this.#done;
  }

  #nth({ capability, dispatch }: Pick<Job, "capability" | "dispatch">): number {
    const before = this.#counts.get(capability) ?? 0;
    const nth = dispatch === 1 ? before + 1 : before;
    this.#counts.set(capability, nth);
    return nth;
  }

  #behaviour(plan: Plan, call: SimulatedCall, now: number): Decided {
    const behaviour = this.#world.answers?.[call.capability]?.(call) ?? { cooperates: true };
    return "cooperates" in behaviour ? { ...behaviour, ...this.#cooperates(plan, call, now) } : behaviour;
  }

  #cooperates(plan: Plan, call: SimulatedCall, now: number): { readonly ok: Json } | MadeNothing {
    const capability = capabilityOf(plan, call.capability);
    if (call.of !== undefined && isConfirm(capability)) return { ok: this.#truth(call.of) };
    const before = this.#results.get(call.key);
    const ok = before ?? cooperativeResult(plan, this.#world, { capability, args: call.args, now });
    if (ok !== undefined) return { ok };
    return { fails: "invalid_output", message: `no value of what ${call.capability} gives can be made up` };
  }

  /** The result of a `confirm`: the truth. `not_done` promises that the call will not take effect later. */
  #truth(key: Key): Json {
    if (!this.#done.has(key)) return { state: this.#unstoppable.has(key) ? "unknown" : "not_done" };
    const value = this.#results.get(key) ?? null;
    return value === null ? { state: "done" } : { state: "done", value };
  }

  #outcome(
    plan: Plan,
    behaviour: Exclude<Decided, { never: true }>,
    { key, capability: name }: Pick<Job, "key" | "capability">,
  ): Outcome {
    const capability = capabilityOf(plan, name);
    if ("fails" in behaviour) {
      const { fails, name: failed = fails, message = failed.replaceAll("_", " ") } = behaviour;
      const reach: Reach = behaviour.reach ?? (notReached.has(fails) ? "not_reached" : "unknown");
      return { failure: { class: fails, name: failed, message }, reach };
    }
    const value = "ok" in behaviour ? behaviour.ok : behaviour.returns;
    if (capability.result === null) return { ok: null };
    const valid = validResult(capability, value, plan.schemas);
    if ("ok" in valid) {
      this.#results.set(key, valid.ok);
      return { ok: valid.ok };
    }
    const message = "returned something else than declared";
    const failure = {
      class: "invalid_output",
      name: "invalid_output",
      message,
      details: valid.faults,
    } as const;
    return { failure, reach: "reached" };
  }
}

/** The answer of somebody whose approval a policy requires; a person of whom nothing is said grants it. */
function approvalOf(behaviour: Behaviour = { cooperates: true }): Answered | undefined {
  if ("never" in behaviour || "fails" in behaviour) return undefined;
  const { after = personDefault, twice = false, others = [], meanwhile } = behaviour;
  const value =
    "cooperates" in behaviour ? { granted: true } : "ok" in behaviour ? behaviour.ok : behaviour.returns;
  return {
    value,
    after,
    twice,
    others: others.map(({ ok, after: later = after }) => ({ value: ok, after: later })),
    meanwhile,
  };
}

function capabilityOf(plan: Plan, name: string): Capability {
  const capability = plan.capabilities[name];
  invariant(capability !== undefined, `the plan declares ${name}`);
  return capability;
}

/** Values that were found to be what a capability gives: in many worlds it gives the same. */
const results = new WeakMap<Capability, WeakMap<object, Json>>();

function validResult(capability: Capability, value: Json, defs: Plan["schemas"]): Valid<Json> {
  const { result } = capability;
  if (result === null) return { ok: null };
  if (typeof value !== "object" || value === null)
    return validValue(result.schema, value, defs, { extra: "drop" });
  let known = results.get(capability);
  if (known === undefined) {
    known = new WeakMap();
    results.set(capability, known);
  }
  const before = known.get(value);
  if (before !== undefined) return { ok: before };
  const valid = validValue(result.schema, value, defs, { extra: "drop" });
  if ("ok" in valid) known.set(value, valid.ok);
  return valid;
}

/** A call that never ends gives no sign of life either. */
function silent({ effect }: Capability, { heartbeat }: Job): Called["reports"] {
  if (heartbeat === undefined) return [];
  const message = `It gave no sign of life for ${formatDuration(heartbeat)}.`;
  const failure = { class: "timeout", name: "timeout", message } as const;
  const reach = effect.kind === "pure" ? "not_reached" : "unknown";
  return [{ later: heartbeat, report: { outcome: { failure, reach } } }];
}

function isConfirm({ result }: Capability): boolean {
  return typeof result?.schema === "object" && result.schema["x-orch"] === "Done";
}

/** The declared latency, in ms. */
function latencyOf({ latency }: Capability, args: Json, otherwise: number): number {
  if (latency === undefined) return otherwise;
  if (latency.op === "constant" && typeof latency.value === "number") return latency.value;
  const evaluated = evaluate(latency, clauseScope(args));
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : otherwise;
}
