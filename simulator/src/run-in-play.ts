import {
  type Call,
  type Instant,
  invariant,
  type Key,
  type Outcome,
  type RunId,
  type Seq,
  type Task,
} from "@orchlang/kernel";
import {
  attentionOf,
  type ControlInput,
  type ControlState,
  mayNeed,
  shortenClosed,
} from "@orchlang/kernel/control";
import {
  callsBack,
  type IntentState,
  pending,
  type RunCommand,
  type RunEvent,
  type RunInput,
  type RunState,
  recovery,
  type User,
} from "@orchlang/kernel/run";
import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";
import type { StepName } from "@orchlang/plan/scenarios";
import { neverBegun } from "@orchlang/runtime/admission";
import type { Callees, Report } from "./callees.ts";
import { anybody } from "./defaults.ts";
import { foldedRun, type Machines } from "./machines.ts";
import { carrying, nameOf, type Posted, runIsToldAgain } from "./posted.ts";
import type { Death, Occasion, SimulatedCall, SimulatedWorld, StorageFault } from "./world.ts";

/** The start of a run. */
export interface RunStart {
  readonly run: RunId;
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly request: string;
  readonly input: Json;
  /** On whose behalf, as control knew them when it was wanted. */
  readonly user: User;
  readonly priority?: Priority;
  /** When it was wanted. */
  readonly at: Instant;
}

type Job = Extract<RunCommand, { do: "dispatch" }>;

/** A future event. A job's end is lost when the process dies; actions of people and the world are not. */
export interface Coming {
  readonly job?: Job;
  readonly stubborn?: boolean;
  deliver(): void;
}

/** The simulated process that a run goes on in, and the world around that. */
export interface Process {
  readonly machines: Machines;
  readonly started: Instant;
  readonly now: Instant;
  readonly control: ControlState;
  readonly callees: Callees;
  readonly deaths: Deaths;
  append(run: RunInPlay): StorageFault | undefined;
  /** `from`: the run whose turn they belong to; absent: they come from outside. */
  post(commands: readonly (Posted | undefined)[], from?: RunInPlay): void;
  tellControl(input: ControlInput): void;
  /** After so many ms. */
  come(after: number, what: Coming): void;
  drop(which: (what: Coming) => boolean): readonly Coming[];
  happens(occasion: Occasion): void;
  doubted(run: RunInPlay, key: Key): void;
  crash(again?: readonly Posted[]): void;
  /** Repeats the stream's messages, then `again`, then the other commands that were pending. */
  recovered(stream: StorageFault["stream"], posted: readonly (Posted | undefined)[]): void;
}

/** One run of a simulated process: the kernel's machine, its journal, and the calls that it has under way. */
export class RunInPlay {
  readonly start: RunStart;
  readonly plan: Plan;
  readonly events: RunEvent[] = [];
  state: RunState;
  /** When time alone moves it on; undefined: never, as where it is closed. */
  nextWake: Instant | undefined;
  readonly #process: Process;
  /** Dispatches sent by this process. */
  readonly #sent = new Set<string>();
  /** Jobs that no worker was given yet. */
  readonly #toSend = new Set<Job>();

  constructor(start: RunStart, process: Process) {
    this.start = start;
    this.plan = start.file.plan;
    this.#process = process;
    this.state = process.machines.run.empty;
  }

  get id(): RunId {
    return this.start.run;
  }

  tell(input: RunInput): void {
    const { machines, deaths } = this.#process;
    const { events, state } = machines.run.turn(this.plan, this.state, input);
    const fault = events.length === 0 ? undefined : this.#process.append(this);
    const from = this.events.length;
    if (fault?.kept !== false) {
      this.events.push(...events);
      this.#moveTo(state);
      for (const event of events) if (event.t === "Doubted") this.#process.doubted(this, event.key);
    }
    if (fault !== undefined) {
      const again = carrying("input", () => this.tell({ ...input, at: this.#process.now }));
      this.#spoilt(fault, runIsToldAgain(input, fault) ? [again] : []);
    } else if (deaths.withKinds(events) || deaths.atAppend(this.state, events)) this.#process.crash();
    else {
      const isInNeed = events.some((event) => mayNeed(this.state, event));
      const asks = isInNeed || this.#attention !== undefined;
      // Together: what the run decides next must not be heard before these.
      this.#process.post(
        [
          ...(asks ? [this.#attending(isInNeed)] : []),
          ...events.map((event, index) => this.#toCarry(event, from + index)),
        ],
        this,
      );
    }
  }

  #moveTo(state: RunState): void {
    this.state = state;
    this.nextWake = state.closed === undefined ? this.#process.machines.run.nextWake(state) : undefined;
  }

  get #attention() {
    return this.#process.control.runs.get(this.id)?.attention;
  }

  /** Notifies control whenever the run's need for an operator changes. */
  #attending(isInNeed: boolean): Posted {
    return carrying("input", () => {
      const needs = attentionOf(this.plan, this.state, { known: this.#attention, mayNeed: isInNeed });
      if (needs === undefined) return;
      this.#process.tellControl({ t: "Attention", at: this.#process.now, run: this.id, needs });
    });
  }

  #spoilt({ dies }: StorageFault, again: readonly Posted[]): void {
    if (dies) {
      this.#process.crash(again);
      return;
    }
    // Nobody knows what became of the append: what is in memory is dropped, and the journal is asked.
    this.fold();
    this.#process.recovered("run", [...this.#unanswered(pending(this.state)), ...again]);
  }

  #toCarry(event: RunEvent | undefined, seq: Seq, again = false): Posted | undefined {
    const command = event && this.#process.machines.run.command(this.plan, this.state, event, seq);
    return command && carrying("run", () => this.#carry(command, again));
  }

  #carry(command: RunCommand, again: boolean): void {
    if (command.do === "dispatch") {
      if (again && this.#sent.has(nameOf(command))) return;
      this.#sent.add(nameOf(command));
      this.#toSend.add(command);
      // As in the orchestrator, workers are given it once all commands of the turn are carried out.
      this.#process.post([carrying("input", () => this.#toSend.delete(command) && this.#dispatch(command))]);
    } else if (command.do === "send") {
      const { control, now: at } = this.#process;
      const ack = this.state.marks.get("control/main") ?? -1;
      const ask = shortenClosed(command.body, control, this.plan.entry);
      this.#process.tellControl({ t: "Heard", at, from: command.from, ack, ask });
    } else if (command.do === "abort") this.#abort(command);
  }

  #dispatch(job: Job): void {
    const process = this.#process;
    const { after, stubborn, meanwhile, reports } = process.callees.called(
      this.plan,
      this.#seen(job),
      process.now,
    );
    for (const { later, report } of reports) {
      process.come(later, { job, stubborn, deliver: () => this.#ended(job, report) });
    }
    const halfway = Math.floor((after ?? 2) / 2);
    const death = process.deaths.during(this.state, job);
    if (death !== undefined) process.come(halfway, { job, deliver: () => this.#dies(job, death) });
    if (meanwhile === undefined) return;
    if (meanwhile.does === "dies")
      process.come(halfway, { job, deliver: () => this.#dies(job, meanwhile.what) });
    else process.come(halfway, { deliver: () => process.happens(meanwhile) });
  }

  #dies(job: Job, what: "process" | "worker"): void {
    this.#process.callees.takesEffect(job);
    if (what === "worker") this.#lose(job, "worker");
    else this.#process.crash();
  }

  #seen({ due, ...job }: Job): Omit<SimulatedCall, "nth"> {
    const intent = this.state.intents.get(job.key)?.intent;
    invariant(intent !== undefined, "what is sent was meant");
    const { now, started } = this.#process;
    const limit = due === undefined ? {} : { due: due - started };
    return { ...job, intent, at: now - started, ...limit };
  }

  #ended(job: Job, { outcome }: Report): void {
    if ("ok" in outcome) this.#process.callees.takesEffect(job);
    for (const input of reported(this.plan, job, outcome, this.#process.now)) this.tell(input);
  }

  /** A worker stops when asked to, unless its result is on its way already. */
  #abort({ key, attempt }: Extract<RunCommand, { do: "abort" }>): void {
    const [unsent] = [...this.#toSend].filter((job) => job.key === key && job.attempt === attempt);
    if (unsent !== undefined) {
      this.#toSend.delete(unsent);
      this.#ended(unsent, neverBegun);
      return;
    }
    const [first] = this.#process.drop(
      ({ job, stubborn }) => job?.key === key && job.attempt === attempt && stubborn !== true,
    );
    if (first?.job !== undefined) this.#lose(first.job, "worker");
  }

  #lose({ key, attempt, dispatch }: Job, why: "worker" | "process"): void {
    this.#process.drop(({ job }) => job?.key === key && job.dispatch === dispatch && job.attempt === attempt);
    this.tell({ t: "Lost", at: this.#process.now, key, attempt, dispatch, why });
  }

  /** The state is what the journal makes of it. */
  fold(): void {
    this.#moveTo(foldedRun(this.#process.machines, this.plan, this.events));
  }

  /** Another process takes it up: what is said again, and what was lost with the process before. */
  takenUp(): { readonly again: readonly (Posted | undefined)[]; readonly lost: readonly Posted[] } {
    this.#sent.clear();
    this.#toSend.clear();
    this.fold();
    const { reissue, lost } = recovery(this.state);
    // The process that had them is gone; until that is journalled, they must not count as never sent.
    for (const flight of lost) this.#sent.add(nameOf(flight));
    const died = lost.map(({ key, attempt, dispatch }) =>
      carrying("input", () =>
        this.tell({ t: "Lost", at: this.#process.now, key, attempt, dispatch, why: "process" }),
      ),
    );
    return { again: [...this.#unanswered(reissue), this.#attending(true)], lost: died };
  }

  /** Dispatches in progress are not repeated. */
  #unanswered(seqs: readonly Seq[]): readonly (Posted | undefined)[] {
    return seqs.map((seq) => this.#toCarry(this.events[seq], seq, true));
  }
}

/** True if a call is of the step that is meant; what undoes a step or asks about it is not the step. */
export function isStep(step: StepName, call: Call, capability: string): boolean {
  if ("capability" in step) return step.capability === capability;
  return call.node === step.node && call.slot !== "undo" && call.slot !== "confirm";
}

/**
 * The intent that an operator's order about a step refers to: one in doubt before any other, then the first run that
 * has one.
 */
export function resolutionKey(
  runs: readonly RunInPlay[],
  step: StepName,
): { readonly run: RunInPlay; readonly key: Key } | undefined {
  const results = runs.flatMap((run) => {
    const intent = spokenOf(run.state, step);
    return intent === undefined ? [] : [{ run, key: intent.key, status: intent.status }];
  });
  return results.find(({ status }) => status === "doubt") ?? results[0];
}

/** Within one run: one in doubt first, else the newest. */
function spokenOf({ intents }: RunState, step: StepName): IntentState | undefined {
  let best: IntentState | undefined;
  for (const intent of intents.values()) {
    if (!isStep(step, intent.intent.call, intent.capability)) continue;
    const inDoubt = intent.status === "doubt";
    if (best === undefined || inDoubt || best.status !== "doubt") best = intent;
  }
  return best;
}

/** Where the process or a worker is to die, each once. */
export class Deaths {
  readonly #deaths: readonly Death[];
  readonly #spent = new Set<number>();
  readonly #at: NonNullable<SimulatedWorld["deathsAt"]>;
  readonly #appended = new Map<string, number>();

  constructor({ deaths = [], deathsAt = [] }: Pick<SimulatedWorld, "deaths" | "deathsAt">) {
    this.#deaths = deaths;
    this.#at = deathsAt;
  }

  /** True if the process dies with these events in a journal, whichever it is. */
  withKinds(events: readonly { readonly t: string }[]): boolean {
    let dies = false;
    if (this.#at.length === 0) return dies;
    for (const { t } of events) {
      const nth = (this.#appended.get(t) ?? 0) + 1;
      this.#appended.set(t, nth);
      dies ||= this.#at.some((death) => death.event === t && death.nth === nth);
    }
    return dies;
  }

  /** The places of those that have not come about. */
  get left(): readonly number[] {
    return this.#deaths.flatMap((_, index) => (this.#spent.has(index) ? [] : [index]));
  }

  /** True if the process dies with these events in the journal, and nothing made of them. */
  atAppend(state: RunState, events: readonly RunEvent[]): boolean {
    return events.some((event) => {
      if (event.t === "Began") return this.#dies("before", event.intent.call, event.capability);
      if (event.t === "Asked" && event.ask.ask === "task")
        return this.#dies("before", event.ask.task.call, event.ask.task.capability);
      if (event.t === "Ended") return this.#diesAfter(state, event.key);
      if (event.t === "Settled" && event.key !== undefined && event.status === "completed")
        return this.#diesAfter(state, event.key);
      return false;
    });
  }

  #diesAfter(state: RunState, key: Key): boolean {
    const intent = state.intents.get(key);
    return intent !== undefined && this.#dies("after", intent.intent.call, intent.capability);
  }

  during(state: RunState, { key, capability }: { readonly key: Key; readonly capability: string }) {
    const call = state.intents.get(key)?.intent.call;
    if (call === undefined) return undefined;
    if (this.#dies("during", call, capability)) return "process";
    return this.#dies("worker", call, capability) ? "worker" : undefined;
  }

  /** A person has no worker: only the process can die while one is asked. */
  whileAsked({ call, capability }: Task): boolean {
    return this.#dies("during", call, capability) || this.#dies("worker", call, capability);
  }

  #dies(moment: Death["moment"], call: Call, capability: string): boolean {
    const dies = this.#deaths.findIndex(
      (death, index) =>
        !this.#spent.has(index) && death.moment === moment && isStep(death.step, call, capability),
    );
    if (dies >= 0) this.#spent.add(dies);
    return dies >= 0;
  }
}

type ReportedJob = Extract<RunCommand, { do: "dispatch" }>;

/**
 * The inputs that report a call's result; a request that calls back is acknowledged first, and then brings its token.
 */
function reported(plan: Plan, job: ReportedJob, outcome: Outcome, at: Instant): readonly RunInput[] {
  const { key, attempt, dispatch, capability, of } = job;
  const ended = { t: "Ended", at, key, attempt, dispatch, spent: {} } as const;
  if (of !== undefined || !callsBack(plan, capability) || !("ok" in outcome)) return [{ ...ended, outcome }];
  return [
    { ...ended, outcome: { ok: null } },
    { t: "Returned", at, key, value: outcome.ok, by: anybody },
  ];
}
