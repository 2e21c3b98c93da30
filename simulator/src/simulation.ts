import { type Instant, invariant, type Key, type RunId, type Seq } from "@orchlang/kernel";
import {
  type ControlCommand,
  type ControlEvent,
  type ControlInput,
  type ControlState,
  replacing,
  slotOfRun,
  successorOf,
} from "@orchlang/kernel/control";
import type { Json, Plan, PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { Callees } from "./callees.ts";
import { inOrder } from "./causes.ts";
import { Agenda, never, SimulatedClock } from "./clock.ts";
import { anybody, startDefault } from "./defaults.ts";
import { Ending } from "./ending.ts";
import { foldedControl, kernel, type Machines } from "./machines.ts";
import { membersOf, type SimulatedMember } from "./members.ts";
import { type Host, Outside } from "./outside.ts";
import { carrying, controlIsToldAgain, type Posted, Rounds } from "./posted.ts";
import { type Coming, Deaths, type Process, RunInPlay, type RunStart } from "./run-in-play.ts";
import { declares, providedBy, Starts } from "./starts.ts";
import { type Happening, type Occasion, type SimulatedWorld, Storage, type StorageFault } from "./world.ts";

type File = Pick<PlanFile, "plan" | "id">;

function isSame(one: RunStart, other: RunStart): boolean {
  return one.file.id === other.file.id && canonical(one.input) === canonical(other.input);
}

/** More than any story of bounded length takes; one that does not end by then never will. */
const stepsMax = 2_000_000;
/** Within so many steps, some milliseconds, a run that has become too long is given up. */
const stepsAtOnce = 64;

/**
 * An installation in one world: the kernel's machines, one for control and one for each run, in a simulated environment
 * with virtual time. As in the orchestrator, control decides what starts, waits, is replaced, and is notified.
 */
export class Simulation implements Host, Process {
  readonly plan: Plan;
  readonly started: Instant;
  /** As the process knows it, and never earlier than what is in a journal. */
  now: Instant;
  control: ControlState = kernel.control.empty;
  readonly controlEvents: ControlEvent[] = [];
  /** In the order in which they were wanted. */
  readonly runs: RunInPlay[] = [];
  readonly machines: Machines;
  readonly world: SimulatedWorld;
  readonly #file: File;
  readonly #input: Json;
  readonly #starts: Starts;
  /** Those that were wanted and have not begun. */
  readonly #wanted = new Map<RunId, RunStart>();
  readonly #runOf = new Map<RunId, RunInPlay>();
  /** By what has passed, whatever the wall shows. */
  readonly #agenda = new Agenda<Coming>();
  readonly clock: SimulatedClock;
  readonly #storage: Storage;
  readonly callees: Callees;
  readonly deaths: Deaths;
  readonly members: readonly SimulatedMember[];
  readonly #rounds = new Rounds<RunInPlay | "control">((stream) => this.#wake(stream));
  readonly #outside = new Outside(this);
  readonly #ending: Ending;

  constructor(file: File, world: SimulatedWorld, input: Json, machines = kernel) {
    this.machines = machines;
    this.plan = file.plan;
    this.world = world;
    this.#file = file;
    this.#input = input;
    const others = world.plans ?? [];
    this.#starts = new Starts([file, ...others], world);
    this.started = world.now ?? startDefault;
    this.now = this.started;
    this.clock = new SimulatedClock(this.started);
    this.#storage = new Storage(world.storage ?? {});
    this.#ending = new Ending(this);
    this.callees = new Callees(world);
    this.deaths = new Deaths(world);
    this.members = membersOf([file, ...others], world, { input, now: this.started });
  }

  /** Until all is over, or nothing is to come any more; `goOn` may throw. */
  play(goOn: () => void = () => {}): this {
    this.#begin();
    for (let steps = 0; !this.#ending.isOver; steps++) {
      invariant(steps < stepsMax, "a simulated story goes on for ever");
      if (steps % stepsAtOnce === 0) goOn();
      if (!this.#step()) break;
    }
    return this;
  }

  #begin(): void {
    const { readings = {}, happenings = [], armed } = this.world;
    const arming = this.#starts.arming(this.now);
    if (arming !== undefined) this.tellControl(arming);
    for (const { plan } of [this.#file, ...(this.world.plans ?? [])]) {
      const provided = providedBy(plan, this.world);
      if (provided !== undefined) this.tellControl({ t: "Provided", at: this.now, ...provided });
    }
    for (const { pool, id, fields } of this.members) {
      this.tellControl({ t: "Member", at: this.now, id: this.#outside.newWord(), pool, member: id, fields });
    }
    for (const [name, value] of inOrder(Object.entries(readings), armed)) this.#outside.sense(name, value);
    this.#outside.senseFlags();
    for (const happening of happenings) {
      // A member that is lost from the start is lost before anybody requests it.
      if (happening.does === "loses" && happening.at === 0) this.#outside.happens(happening);
      else {
        this.#ending.expects(happening);
        this.#agenda.add(this.started + happening.at, { deliver: () => this.#given(happening) });
      }
    }
    if (arming === undefined) {
      const start = this.#starts.asked(this.#input, this.now);
      this.#wanted.set(start.run, start);
      this.tellControl(this.#starts.asking(start, this.now));
    }
    this.#outside.causes();
  }

  /** True if control would have a trigger start a run because of this. */
  sets(input: ControlInput): boolean {
    const { events } = this.machines.control.turn(null, this.control, input);
    return events.some(({ t }) => t === "Fired");
  }

  #given(happening: Happening): void {
    this.#ending.given(happening);
    this.#outside.happens(happening);
  }

  happens(occasion: Occasion): void {
    this.#outside.happens(occasion);
  }

  doubted(run: RunInPlay, key: Key): void {
    this.#outside.doubted(run, key);
  }

  /** Takes the next step: results before timers. False if there is none. */
  #step(): boolean {
    const { next } = this.#agenda;
    const run = this.#soonest();
    const ofRun = run?.nextWake;
    const ofControl = this.machines.control.nextWake(this.control);
    const time = Math.min(next ?? never, this.clock.until(ofRun), this.clock.until(ofControl));
    if (time === never || this.#ending.endsBefore(time, next ?? ofRun)) return false;
    this.#pass(time);
    this.#outside.senseFlags();
    const come = this.#agenda.next;
    if (come !== undefined && come <= this.clock.steady) this.#agenda.take()?.deliver();
    else this.#wakeAll();
    return true;
  }

  /** All streams that are due at one moment decide before any hears what follows from it, as in one turn of the loop. */
  #wakeAll(): void {
    const due = this.runs.filter(({ nextWake }) => nextWake !== undefined && nextWake <= this.now);
    const streams = ["control", ...due] as const;
    this.post(streams.map((stream) => carrying("input", () => this.#wake(stream))));
  }

  /** The run that time moves on first. */
  #soonest(): RunInPlay | undefined {
    let soonest: RunInPlay | undefined;
    for (const run of this.runs) {
      const { nextWake } = run;
      if (nextWake !== undefined && nextWake < (soonest?.nextWake ?? never)) soonest = run;
    }
    return soonest;
  }

  #pass(to: Instant): void {
    this.clock.pass(to);
    this.now = Math.max(this.now, this.clock.now);
  }

  come(after: number, what: Coming): void {
    this.#agenda.add(this.clock.steady + after, what);
  }

  drop(which: (what: Coming) => boolean): readonly Coming[] {
    return this.#agenda.drop(which);
  }

  tellControl(input: ControlInput): void {
    const { events, state } = this.machines.control.turn(null, this.control, input);
    const fault = events.length === 0 ? undefined : this.#append("control", "control");
    const from = this.controlEvents.length;
    if (fault?.kept !== false) {
      this.controlEvents.push(...events);
      this.control = state;
      this.#ending.decided(input, events);
      // Inboxes show what is in the journal, whoever has read it before.
      for (const event of events) if (event.t === "Opened") this.#outside.opened(event.task);
    }
    if (fault !== undefined) {
      const again = carrying("input", () => this.tellControl({ ...input, at: this.now }));
      this.#spoilt(fault, controlIsToldAgain(input, fault) ? [again] : []);
    } else if (this.deaths.withKinds(events)) this.crash();
    else
      this.post(
        events.map((event, index) => this.#toCarryControl(event, from + index)),
        "control",
      );
  }

  tellTogether(inputs: readonly ControlInput[]): void {
    this.post(inputs.map((input) => carrying("input", () => this.tellControl(input))));
  }

  #spoilt({ dies }: StorageFault, again: readonly Posted[]): void {
    if (dies) {
      this.crash(again);
      return;
    }
    // Nobody knows what became of the append: what is in memory is dropped, and the journal is asked.
    this.control = foldedControl(this.machines, this.controlEvents);
    this.recovered("control", [...this.#unansweredByControl(), ...again]);
  }

  recovered(stream: StorageFault["stream"], posted: readonly (Posted | undefined)[]): void {
    // All that it has said is said again, and what has come in since comes after it.
    const others = this.#rounds.drop(({ of }) => of !== stream);
    this.post([...posted, ...others]);
  }

  /** Storage faults apply to the first run. */
  append(run: RunInPlay): StorageFault | undefined {
    return this.#append(run, run === this.runs[0] ? "run" : undefined);
  }

  #append(of: RunInPlay | "control", stream: StorageFault["stream"] | undefined): StorageFault | undefined {
    if (this.#storage.slow > 0) this.#pass(this.clock.steady + this.#storage.slow);
    const fault = stream && this.#storage.append(stream);
    // After a failed append, the stream's inputs are received again first.
    if (fault === undefined) this.#rounds.hears(of);
    return fault;
  }

  post(commands: readonly (Posted | undefined)[], from?: RunInPlay | "control"): void {
    this.#rounds.post(commands, from);
  }

  #wake(stream: RunInPlay | "control"): void {
    // Events of the same moment are decided before the timers (semantics, rule 5).
    if ((this.#agenda.next ?? never) <= this.clock.steady) return;
    const due = stream === "control" ? this.machines.control.nextWake(this.control) : stream.nextWake;
    if (due === undefined || due > this.now) return;
    if (stream === "control") this.tellControl({ t: "Woke", at: this.now });
    else stream.tell({ t: "Woke", at: this.now });
  }

  #toCarryControl(event: ControlEvent | undefined, seq: Seq): Posted | undefined {
    const command = event && this.machines.control.command(null, this.control, event, seq);
    return command && carrying("control", () => this.#carryControl(command));
  }

  #carryControl(command: ControlCommand): void {
    switch (command.do) {
      case "fire":
        this.#rounds.later(carrying("control", () => this.#fire(command.firing)));
        return;
      case "start":
        this.#rounds.later(carrying("control", () => this.#start(command.run)));
        return;
      case "cancel":
        this.#replace(command);
        return;
      case "send": {
        const { to, from, body: say } = command;
        const ack = this.control.marks.get(`run/${to}`) ?? -1;
        this.#runOf.get(to)?.tell({ t: "Told", at: this.now, from, ack, say });
        return;
      }
      case "wake":
        // When control wants to be woken it is asked itself.
        return;
      default:
        command satisfies never;
    }
  }

  #fire(firing: Extract<ControlCommand, { do: "fire" }>["firing"]): void {
    const start = this.#ending.refuses(firing) ?? this.#starts.wanted(firing, this);
    if ("why" in start) {
      this.tellControl({ t: "Unstarted", at: this.now, run: firing.run, why: start.why });
      return;
    }
    this.#wanted.set(start.run, start);
    this.#request(start);
  }

  /** A plan that declares anything is declared to control first, and requested in the round after. */
  #request(start: RunStart, among?: ReturnType<typeof slotOfRun>): void {
    const ask = carrying("input", () => this.tellControl(this.#starts.asking(start, this.now, among)));
    if (declares(start.file.plan)) this.post([carrying("input", () => this.#rounds.later(ask))]);
    else ask.carry();
  }

  #start(id: RunId): void {
    let run = this.#runOf.get(id);
    if (run === undefined) {
      const start = this.#wanted.get(id);
      if (start === undefined) return;
      run = new RunInPlay(start, this);
      this.runs.push(run);
      this.#runOf.set(id, run);
    }
    run.tell(this.#starts.starting(run.start, this.now));
    const by = successorOf(this.control, id);
    if (by !== undefined) this.post([carrying("control", () => this.#replace({ run: id, by }))]);
  }

  asks(wanted: Extract<Occasion, { does: "asks" }>): void {
    const start = this.#starts.requested(wanted, this);
    if (start === undefined) return;
    const before = this.#wanted.get(start.run);
    // One id stands for one run: used again for something else it is refused.
    if (before !== undefined && !isSame(before, start)) return;
    this.#wanted.set(start.run, before ?? start);
    this.#request(start, slotOfRun(start.file.plan, start.input));
  }

  #replace({ run, by }: { readonly run: RunId; readonly by: RunId }): void {
    this.#runOf.get(run)?.tell(replacing({ by }, { at: this.now, user: anybody }));
  }

  /** The process is killed and starts again: its memory is gone, and what ran in it. The journals and the world stay. */
  crash(again: readonly Posted[] = []): void {
    this.#agenda.drop(({ job }) => job !== undefined);
    this.clock.restart();
    this.#rounds.drop();
    this.control = foldedControl(this.machines, this.controlEvents);
    const takenUp = this.runs.map((run) => run.takenUp());
    this.post([
      ...this.#armedAgain(),
      ...takenUp.flatMap((one) => one.again),
      ...this.#unansweredByControl(),
      ...takenUp.flatMap(({ lost }) => lost),
      ...again,
    ]);
  }

  /** Triggers count as long as the process lives that armed them: the next one arms them anew. */
  #armedAgain(): readonly Posted[] {
    if (this.world.armed === undefined) return [];
    return [
      carrying("input", () => this.tellControl({ t: "Disarmed", at: this.now })),
      carrying("input", () => {
        const arming = this.#starts.arming(this.now);
        if (arming !== undefined) this.tellControl(arming);
      }),
    ];
  }

  #unansweredByControl(): readonly (Posted | undefined)[] {
    const seqs = this.machines.control.pending(this.control);
    return seqs.map((seq) => this.#toCarryControl(this.controlEvents[seq], seq));
  }

  /** The keys under which something was done in the world, or will be by what nobody can stop any more. */
  get done(): ReadonlySet<Key> {
    for (const { job, stubborn } of this.#agenda.drop(({ stubborn }) => stubborn === true)) {
      if (job !== undefined && stubborn === true) this.callees.takesEffect(job);
    }
    return this.callees.done;
  }

  /** Deaths that never came about. */
  get unmet(): readonly number[] {
    return this.deaths.left;
  }
}
