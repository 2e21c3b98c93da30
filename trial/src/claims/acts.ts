import type { Json, Plan } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/simulator";
import { type Call, type EventOf, type Failure, isEnsured, type RunEvent } from "./journal.ts";
import { attemptOf, covers, placed } from "./layout.ts";

/** A beginning: one per attempt, not per dispatch. `seq` is its place in the journal, `at` in ms. */
export interface Begin {
  readonly seq: number;
  readonly at: number;
  /** The arguments of a capability's call. */
  readonly reads: EventOf<"Began">["reads"];
}

export interface End {
  readonly seq: number;
  readonly at: number;
  readonly status: "completed" | "failed" | "cancelled" | "skipped";
  readonly value?: Json;
  readonly failure?: Failure;
}

/** One thing that a run did: a call of a capability, a task of a person, or a call of a plan or goal (semantics, section 5). */
export interface Act {
  /** The capability, plan or goal. */
  readonly name: string;
  readonly role: "do" | "undo" | "confirm" | "plan";
  /** The key that an undo or a confirm is about. */
  readonly of?: string;
  readonly key?: string;
  readonly args: Json;
  /** Where it stands; where the next plan of a goal took it over, from which place in the journal on. */
  readonly places: readonly { readonly from: number; readonly call: Call }[];
  readonly begins: readonly Begin[];
  /** The first of its ends: whatever is heard later does not change how it ended. */
  readonly end?: End;
  /** It had failed or was given up, and was asked once more for its result, which its undo needs: from here on it stands (rule 27). */
  readonly learnt?: End;
  /** Where in the journal it was undone. */
  readonly undone?: number;
  /** The path prefixes of the plans that a called plan or goal has led to. */
  readonly into?: string;
}

/** Where an act stands at a place in the journal. */
export function placeAt({ places }: Act, seq: number): Call {
  const result = places.findLast(({ from }) => from <= seq) ?? places[0];
  if (result === undefined) throw new Error("an act stands somewhere");
  return result.call;
}

type Mutable<T> = { -readonly [P in keyof T]: T[P] };
interface Growing
  extends Mutable<Pick<Act, "name" | "role" | "of" | "key" | "args" | "end" | "learnt" | "undone" | "into">> {
  places: { from: number; call: Call }[];
  begins: Begin[];
  /** The last value that was heard of it, accepted or not. */
  heard?: Json;
  /** Attempts that were given up or lost. */
  readonly gone: Set<number>;
}

const known = new WeakMap<SimulatedRun, readonly Act[]>();

/** Everything that a run did, read off its events alone, in the order in which it first began. */
export function actsOf(run: SimulatedRun): readonly Act[] {
  let acts = known.get(run);
  if (acts === undefined) {
    const reader = new Reader(run.file.plan);
    run.events.forEach((event, seq) => {
      reader.read(event, seq);
    });
    acts = reader.acts;
    known.set(run, acts);
  }
  return acts;
}

class Reader {
  readonly acts: Growing[] = [];
  readonly #plan: Plan;
  readonly #byKey = new Map<string, Growing>();
  /** Calls of plans and goals that are under way, by the step that made them. */
  readonly #called = new Map<string, Growing>();
  readonly #tasks = new Map<number, string>();
  /** Questions of calls that policies defer, and the context that they were told last, by step. */
  readonly #watches = new Map<number, string>();
  readonly #reads = new Map<string, Begin["reads"]>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  read(event: RunEvent, seq: number): void {
    switch (event.t) {
      case "Began":
        this.#began(event, seq);
        return;
      case "Resumed":
        // It is done once more, in the plan that is called again: another act under the same key.
        this.#byKey.delete(event.intent.key);
        return;
      case "Asked":
        this.#asked(event, seq);
        return;
      case "Entered":
        this.#entered(event, seq);
        return;
      case "Ended":
        this.#ended(event, seq);
        return;
      case "Returned":
        this.#result(this.#byKey.get(event.key), { value: event.value, seq, at: event.at });
        return;
      case "Told":
        this.#told(event, seq);
        return;
      case "Aborted":
        if (event.why === "cancelled") this.#over(this.#byKey.get(event.key), event, seq, "cancelled");
        if (event.why !== "superseded") this.#byKey.get(event.key)?.gone.add(event.attempt);
        return;
      case "Settled":
        this.#settled(event, seq);
        return;
      case "Chose":
        this.#chose(event, seq);
        return;
      case "Unwinding":
        this.#unwinding(event, seq);
        return;
      default:
        // Nothing to do.
        return;
    }
  }

  #began({ intent, capability, args, reads, at, of }: EventOf<"Began">, seq: number): void {
    const { key, call } = intent;
    const before = this.#byKey.get(key);
    const begin = { seq, at, reads };
    const role = call.slot === "undo" || call.slot === "confirm" ? call.slot : "do";
    if (before !== undefined) {
      // A finished call is repeated to learn its result: this is not another beginning (rule 27).
      if (role === "do" && before.end !== undefined) return;
      before.begins.push(begin);
      before.args = args;
      return;
    }
    this.#add({ name: capability, role, key, args, call, of }, begin);
  }

  #add(
    {
      call,
      of,
      key,
      ...rest
    }: Pick<Growing, "name" | "role" | "args"> & {
      call: Call;
      of?: string | undefined;
      key?: string | undefined;
    },
    begin: Begin | undefined,
  ): Growing {
    const from = begin?.seq ?? 0;
    const act: Growing = {
      ...rest,
      ...(of === undefined ? {} : { of }),
      ...(key === undefined ? {} : { key }),
      gone: new Set(),
      places: [{ from, call }],
      begins: begin === undefined ? [] : [begin],
    };
    // An undo or a confirm has the position of its call.
    const target = of === undefined ? undefined : this.#byKey.get(of)?.places.at(-1)?.call;
    if (target !== undefined) act.places = [{ from, call: { ...target, slot: call.slot } }];
    this.acts.push(act);
    if (key !== undefined) this.#byKey.set(key, act);
    return act;
  }

  #asked({ ask, at }: EventOf<"Asked">, seq: number): void {
    if (ask.ask === "gate" && ask.watch === true) this.#watches.set(seq, stepOf(ask.call));
    if (ask.ask !== "task") return;
    const { key, call, capability, args } = ask.task;
    this.#tasks.set(seq, key);
    const known = this.#byKey.get(key);
    const begin = { seq, at, reads: this.#reads.get(stepOf(call)) ?? [] };
    if (known === undefined) this.#add({ name: capability, role: "do", key, args, call }, begin);
    else known.begins.push(begin);
  }

  #entered({ call, target, input, at }: EventOf<"Entered">, seq: number): void {
    const id = stepOf(call);
    const before = this.#called.get(id);
    // It is called anew: what was called before came to nothing.
    if (before !== undefined) this.#over(before, { at }, seq, "failed");
    const act = this.#add(
      { name: target, role: "plan", args: input, call },
      { seq, at, reads: this.#reads.get(id) ?? [] },
    );
    const times = this.acts.filter((one) => one.name === target && isSameStep(one, call)).length;
    act.into = `${call.routine}/${call.node}>${times > 1 ? `${times}>` : ""}`;
    this.#called.set(id, act);
  }

  #ended({ key, outcome, attempt, at }: EventOf<"Ended">, seq: number): void {
    const act = this.#byKey.get(key);
    if (act === undefined || !("ok" in outcome)) return;
    if (act.end !== undefined && act.end.status !== "completed" && attempt > act.begins.length) {
      act.learnt ??= { seq, at, status: "completed", value: outcome.ok };
      return;
    }
    const capability = this.#plan.capabilities[act.name];
    // A late answer to an aborted attempt counts if the key identifies it; for a once call, the last attempt counts.
    const effect = act.role === "do" ? capability?.effect.kind : "pure";
    const last = attempt >= act.begins.length;
    const counts = act.gone.has(attempt)
      ? effect === "idempotent" || (effect === "once" && last)
      : effect === "idempotent" || last;
    const callsBack = capability?.run?.kind === "http" && capability.run.callback === true;
    if (counts && !callsBack) this.#result(act, { value: outcome.ok, seq, at });
  }

  /** A value has come; whether it is the result may still be judged. */
  #result(act: Growing | undefined, { value, seq, at }: Pick<End, "value" | "seq" | "at">): void {
    if (act === undefined || value === undefined || act.end !== undefined) return;
    act.heard = value;
    const capability = this.#plan.capabilities[act.name];
    if (capability !== undefined && !isEnsured(capability, act.args, value)) return;
    if (this.#isJudged(act)) return;
    act.end = { seq, at, status: "completed", value };
  }

  #isJudged({ role, places }: Growing): boolean {
    const call = places.at(-1)?.call;
    if (role !== "do" || call === undefined) return false;
    const node = placed(this.#plan, call.routine, call.node)?.node;
    const options = node === undefined ? undefined : attemptOf(node, call.slot)?.options;
    return options?.accept !== undefined || options?.cache !== undefined;
  }

  #told({ say, at }: EventOf<"Told">, seq: number): void {
    if (say.say === "reads") {
      const step = this.#watches.get(say.ref.seq);
      if (step !== undefined) this.#reads.set(step, say.reads);
    }
    if (say.say !== "answered") return;
    const key = this.#tasks.get(say.ref.seq);
    if (key !== undefined) this.#result(this.#byKey.get(key), { value: say.value, seq, at });
  }

  #settled(event: EventOf<"Settled">, seq: number): void {
    const { call, key, status, standing, value, failure, next, recalled, about } = event;
    if (key === undefined) {
      this.#returned(event, seq);
      return;
    }
    let act = this.#byKey.get(key);
    // A cached result and a denied call never began, but both have ended.
    if (
      act === undefined &&
      (recalled === true || (status === "failed" && call.slot !== "undo" && call.slot !== "confirm"))
    )
      act = this.#add({ name: this.#named(call), role: "do", key, args: null, call }, undefined);
    if (act === undefined || about !== undefined) return;
    if (standing === "undone") {
      act.undone ??= seq;
      return;
    }
    // Another request of `attempts n` comes: what was given was not accepted.
    const given = status === "completed" ? (value ?? act.heard) : undefined;
    const end = { seq, at: event.at, status: next === undefined ? status : ("failed" as const) };
    act.end ??= {
      ...end,
      ...(given === undefined ? {} : { value: given }),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #named({ routine, node, slot }: Call): string {
    const result = placed(this.#plan, routine, node)?.node;
    const target = result === undefined ? undefined : attemptOf(result, slot)?.target;
    return target !== undefined && "capability" in target ? target.capability : "";
  }

  /** A step has its value or its failure, and so has what it called. */
  #returned({ call, status, value, failure, at }: EventOf<"Settled">, seq: number): void {
    const id = stepOf(call);
    const act = this.#called.get(id);
    if (act === undefined) return;
    this.#called.delete(id);
    act.end ??= {
      seq,
      at,
      status,
      ...(value === undefined ? {} : { value }),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #over(act: Growing | undefined, { at }: { at: number }, seq: number, status: End["status"]): void {
    if (act !== undefined) act.end ??= { seq, at, status };
  }

  #chose({ carried, plan, call, goal }: EventOf<"Chose">, seq: number): void {
    const routine = this.#plan.goals[goal]?.alternatives[plan] ?? goal;
    const into = call === undefined ? "" : (this.#called.get(stepOf(call))?.into ?? "");
    const path = `${into}${routine}`;
    const site = { loops: call?.site.loops ?? [], plan };
    for (const { node, key } of carried) {
      const act = this.#byKey.get(key);
      const slot = act?.places[0]?.call.slot ?? "do";
      act?.places.push({ from: seq, call: { routine: path, node, slot, site } });
    }
  }

  /** A called plan that completed is undone with what is around it. */
  #unwinding({ region }: EventOf<"Unwinding">, seq: number): void {
    for (const act of this.acts) {
      const call = act.places.at(-1)?.call;
      if (act.role === "plan" && call !== undefined && act.end?.status === "completed")
        if (covers(this.#plan, region, call)) act.undone ??= seq;
    }
  }
}

function stepOf({ routine, node, site }: Call): string {
  return `${routine}/${node} ${JSON.stringify(site.loops)}`;
}

function isSameStep({ role, places }: Growing, call: Call): boolean {
  const own = places[0]?.call;
  return role === "plan" && own !== undefined && stepOf(own) === stepOf(call);
}
