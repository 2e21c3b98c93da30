/**
 * The consequences of an input before anybody gives it: the machine takes it and plays what follows, until only forward
 * work is left. Undos are taken to succeed. A call whose outcome is open is taken for not done, and named as doubtful.
 */
import type { Json, Plan } from "@orchlang/plan";
import type { Failure } from "../failure.ts";
import type { Key } from "../identity.ts";
import type { Instant } from "../machine.ts";
import type { RunStatus, ToRun } from "../messages.ts";
import { type Ahead, aheadOf } from "./ahead.ts";
import { capabilityOf, leavesNothing, plannedAttempt } from "./call.ts";
import type { RunEvent, RunInput, Worst } from "./events.ts";
import { runMachine } from "./machine.ts";
import { frameAt, type IntentState, laidAt, type RunState } from "./state.ts";
import { isKeptInFinally, undoOf } from "./undo-of.ts";
import { stepName } from "./view.ts";

export interface Foresight {
  /** Effects that are undone, in order. */
  readonly undone: readonly Undoing[];
  /** Effects that stand afterwards, and why they are not undone. */
  readonly stays: readonly Left[];
  /** Steps of whose effect nobody can be sure. */
  readonly doubtful: readonly Left[];
  /** Steps that begin, or ask somebody, at once. */
  readonly begins: readonly Called[];
  /** How the run ends, where it ends by this. */
  readonly ends?: { readonly status: RunStatus; readonly failure?: Failure };
  /** The rest that is to come afterwards, undoing included; left out: nothing. */
  readonly ahead?: Ahead;
  /** Not all could be played: more may follow. */
  readonly isPartial: boolean;
}

interface Called {
  readonly step: string;
  readonly capability: string;
  readonly args: Json;
}

interface Undoing extends Called {
  /** The worst case of one attempt. */
  readonly worst: Worst;
}

interface Left {
  readonly step: string;
  readonly capability: string;
  readonly why: string;
}

/** Turns of one forecast. A run with more undos than that is forecast in part. */
const turnsMax = 20_000;

/** Pure: the state is not changed. */
export function foresee(plan: Plan, before: RunState, input: RunInput): Foresight {
  const play = new Play(plan, before);
  play.take(input);
  const ahead = aheadOf(plan, play.state);
  const isPartial = play.toRest();
  const { state, events, doubtful } = play;
  const end = state.closed?.outcome ?? state.root.outcome;
  return {
    undone: events.flatMap((event) => undoing(state, event)),
    stays: standing(plan, state),
    doubtful: [...doubtful].flatMap(([key, why]) => {
      const intent = state.intents.get(key);
      return intent === undefined ? [] : [{ ...named(intent), why }];
    }),
    begins: events.flatMap((event) => beginning(before, event)),
    ...(end === undefined
      ? {}
      : {
          ends: { status: end.status, ...(end.failure === undefined ? {} : { failure: end.failure }) },
        }),
    ...(ahead === undefined ? {} : { ahead }),
    isPartial,
  };
}

/** A message of control to the run, as the next that it would hear. */
export function toldNext(state: RunState, say: ToRun, at: Instant): RunInput {
  const stream = "control/main" as const;
  const prev = state.marks.get(stream);
  const from = { stream, seq: (prev ?? -1) + 1, ...(prev === undefined ? {} : { prev }) };
  return { t: "Told", at, from, ack: state.length, say };
}

class Play {
  readonly events: RunEvent[] = [];
  readonly doubtful = new Map<Key, string>();
  state: RunState;
  readonly #plan: Plan;
  #at: Instant;

  constructor(plan: Plan, state: RunState) {
    this.#plan = plan;
    this.state = state;
    this.#at = state.at;
  }

  /** True if anything came of it. */
  take(input: RunInput): boolean {
    this.#at = Math.max(this.#at, input.at);
    const { state, events } = runMachine.turn(this.#plan, this.state, { ...input, at: this.#at });
    this.state = state;
    this.events.push(...events);
    return events.length > 0;
  }

  /** True if something is left that could not be played. */
  toRest(): boolean {
    for (let turns = 0; turns < turnsMax; turns++) {
      if (this.state.closed !== undefined) return false;
      const open = [...this.state.intents.values()].find(isInTheWay);
      if (open === undefined) return false;
      const next = this.#answerTo(open);
      if (next === undefined || !this.take(next)) return true;
    }
    return true;
  }

  #answerTo(intent: IntentState): RunInput | undefined {
    const { key, attempt, dispatch, status, role, seq } = intent;
    const at = this.#at;
    switch (status) {
      case "running":
      case "overdue": {
        const ended = { t: "Ended", at, key, attempt, dispatch, spent: {} } as const;
        if (role === "undo") return { ...ended, outcome: { ok: null } };
        this.#doubt(intent, role === "confirm" ? "its outcome is being asked for" : "it is under way");
        return { ...ended, outcome: { failure: foreseen, reach: "not_reached" } };
      }
      case "doubt":
        this.#doubt(intent, "its side effect may have happened");
        return this.#ordered({ order: "resolve", key, as: { failed: foreseen.message } }, seq);
      case "stuck":
        this.#doubt(intent, "its undo has failed");
        return this.#ordered({ order: "skip", key }, seq);
      case "asking": {
        const ref = { stream: `run/${this.state.start?.run ?? ""}` as const, seq };
        return toldNext(this.state, { say: "granted", ref, reads: [] }, at);
      }
      case "resting":
        return intent.due === undefined ? undefined : { t: "Woke", at: Math.max(at, intent.due) };
      default:
        return undefined;
    }
  }

  #ordered(order: Extract<RunInput, { t: "Ordered" }>["order"], seq: number): RunInput {
    return { t: "Ordered", at: this.#at, id: `foreseen ${seq}`, by: nobody, why: foreseen.message, order };
  }

  /** An undo or a confirm speaks of the step that it is of. */
  #doubt(intent: IntentState, why: string): void {
    const key = intent.of ?? intent.key;
    const of = this.state.intents.get(key) ?? intent;
    if (!leavesNothing(this.#plan, of.capability)) this.doubtful.set(key, why);
  }
}

const nobody = { id: "forecast", roles: [], consents: [] } as const;

const foreseen: Failure = { class: "cancelled", name: "cancelled", message: "a forecast" };

/** It has to be over before undoing goes on. */
function isInTheWay({ status, role, stopping }: IntentState): boolean {
  return status !== "ended" && (role !== "do" || stopping);
}

function named({ intent, capability }: IntentState): Pick<Called, "step" | "capability"> {
  return { step: stepName({ ...intent.call, slot: "do" }), capability };
}

function undoing({ intents }: RunState, event: RunEvent): readonly Undoing[] {
  if (event.t !== "Began" || event.intent.call.slot !== "undo" || event.attempt > 1) return [];
  const { capability, args, worst, intent } = event;
  const of = intents.get(event.of ?? "");
  if (of?.standing !== "undone") return [];
  return [{ step: stepName({ ...intent.call, slot: of.intent.call.slot }), capability, args, worst }];
}

function beginning(before: RunState, event: RunEvent): readonly Called[] {
  const intent = event.t === "Began" || event.t === "Asked" ? event.intent : undefined;
  if (intent === undefined || before.intents.has(intent.key)) return [];
  const { slot } = intent.call;
  if (slot === "undo" || slot === "confirm") return [];
  const step = stepName(intent.call);
  if (event.t === "Began") return [{ step, capability: event.capability, args: event.args }];
  if (event.t !== "Asked" || event.ask.ask !== "task") return [];
  const { capability, args } = event.ask.task;
  return [{ step, capability, args }];
}

function standing(plan: Plan, state: RunState): readonly Left[] {
  return [...state.intents.values()].flatMap((intent) => {
    const isEffect = intent.role === "do" && !leavesNothing(plan, intent.capability);
    if (!isEffect || intent.standing !== "applied") return [];
    return [{ ...named(intent), why: whyItStays(plan, state, intent) }];
  });
}

function whyItStays(plan: Plan, state: RunState, intent: IntentState): string {
  const frame = frameAt(state, intent.frame);
  const laid = laidAt(frame, intent.node);
  const declared = capabilityOf(plan, intent.capability);
  const own = plannedAttempt(state, intent)?.options;
  if (intent.kept) return "an operator left it as it is";
  if (isKeptInFinally(state, frame, laid, intent.intent)) return "`finally` is not undone";
  if ((own?.undo ?? declared.undo) === undefined)
    return own?.irreversible ?? declared.irreversible ?? "it has no undo";
  if (intent.committed) return "a `commit` has passed since";
  if (undoOf(plan, state, intent) === undefined) return "its undo needs a member that is no longer held";
  return "it is not part of what is stopped";
}
