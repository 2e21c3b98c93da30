import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { ControlCommand, ControlEvent, ControlInput } from "../kernel/control/events.ts";
import type { ControlState } from "../kernel/control/state.ts";
import type { Key } from "../kernel/identity.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Instant, Seq } from "../kernel/machine.ts";
import type { RunCommand } from "../kernel/run/commands.ts";
import type { RunEvent, RunInput } from "../kernel/run/events.ts";
import { pending, recovery } from "../kernel/run/pending.ts";
import type { RunState } from "../kernel/run/state.ts";
import { Agenda } from "./agenda.ts";
import { inOrder } from "./armed.ts";
import { Callees, type Report } from "./callees.ts";
import { never, SimulatedClock } from "./clock.ts";
import { Deaths } from "./deaths.ts";
import { startDefault } from "./defaults.ts";
import { foldedControl, foldedRun, kernel, type Machines } from "./machines.ts";
import { membersOf, type SimulatedMember } from "./members.ts";
import { type Host, Outside } from "./outside.ts";
import { carrying, type Posted } from "./posted.ts";
import { providedBy } from "./provided.ts";
import { reported } from "./reported.ts";
import { controlIsToldAgain, nameOf, runIsToldAgain } from "./senders.ts";
import { Start } from "./start.ts";
import { Storage, type StorageFault } from "./storage.ts";
import type { Happening, SimulatedCall, SimulatedWorld } from "./world.ts";

type Job = Extract<RunCommand, { do: "dispatch" }>;

/** What is to come. A job's end dies with the process; what people and the world do does not. */
interface Coming {
  readonly job?: Job;
  readonly stubborn?: boolean;
  deliver(): void;
}

/** More than any run of bounded length takes; a run that does not end by then never will. */
const stepsMax = 2_000_000;
/** With nothing else to come time goes on for so long after the last that was given, and a schedule comes in it. */
const idleMax = 8 * 86_400_000;

/** One run in one world: the kernel's two machines, and in virtual time all that is around them. */
export class Simulation implements Host {
  readonly plan: Plan;
  readonly started: Instant;
  /** As the process knows it, and never earlier than what is in a journal. */
  now: Instant;
  state: RunState = kernel.run.empty;
  control: ControlState = kernel.control.empty;
  readonly events: RunEvent[] = [];
  readonly controlEvents: ControlEvent[] = [];
  readonly #machines: Machines;
  readonly world: SimulatedWorld;
  readonly #start: Start;
  /** By what has passed, whatever the wall shows. */
  readonly #agenda = new Agenda<Coming>();
  readonly clock: SimulatedClock;
  readonly #storage: Storage;
  /** What this process has sent. */
  readonly #sent = new Set<string>();
  readonly callees: Callees;
  readonly deaths: Deaths;
  readonly members: readonly SimulatedMember[];
  /** Commands that were decided and are still to be carried out. */
  #posted: Posted[] = [];
  #isPosting = false;
  #toOccur = 0;
  readonly #outside = new Outside(this);
  #lastGiven: Instant;

  constructor(file: Pick<PlanFile, "plan" | "id">, world: SimulatedWorld, input: Json, machines = kernel) {
    this.#machines = machines;
    this.plan = file.plan;
    this.world = world;
    this.#start = new Start(file, world, input);
    this.started = world.now ?? startDefault;
    this.now = this.started;
    this.clock = new SimulatedClock(this.started);
    this.#storage = new Storage(world.storage ?? {});
    this.#lastGiven = this.started;
    this.callees = new Callees(file.plan, world);
    this.deaths = new Deaths(world.deaths ?? []);
    this.members = membersOf(file.plan, world, { input, now: this.started });
  }

  /** Until the run is closed, or nothing is to come any more. */
  play(): this {
    this.#begin();
    for (let steps = 0; this.state.closed === undefined || this.#isAwaited(); steps++) {
      invariant(steps < stepsMax, "a simulated run goes on for ever");
      if (!this.#step()) break;
    }
    return this;
  }

  #begin(): void {
    const { readings = {}, happenings = [] } = this.world;
    const arming = this.#start.arming(this.now);
    if (arming !== undefined) this.tellControl(arming);
    const provided = providedBy(this.plan, this.world);
    if (provided !== undefined) this.tellControl({ t: "Provided", at: this.now, ...provided });
    for (const { pool, id, fields } of this.members) {
      this.tellControl({ t: "Member", at: this.now, id: this.#outside.newWord(), pool, member: id, fields });
    }
    for (const [name, value] of inOrder(Object.entries(readings), this.world.armed))
      this.#outside.sense(name, value);
    this.#outside.senseFlags();
    for (const happening of happenings) {
      // What is gone from the start is gone before anybody asks for it.
      if (happening.does === "loses" && happening.at === 0) {
        this.#outside.happens(happening);
        continue;
      }
      if (happening.does === "occurs") this.#toOccur += 1;
      this.#agenda.add(this.started + happening.at, { deliver: () => this.#given(happening) });
    }
    if (arming === undefined) this.tellControl(this.#start.asking(this.now));
    this.#outside.causes();
  }

  /** Whether control would have a trigger start a run because of this. */
  sets(input: ControlInput): boolean {
    const { events } = this.#machines.control.turn(null, this.control, input);
    return events.some(({ t }) => t === "Fired");
  }

  #given(happening: Happening): void {
    if (happening.does === "occurs") this.#toOccur -= 1;
    this.#outside.happens(happening);
  }

  /** The run is over, and something that may set off another is still to happen. */
  #isAwaited(): boolean {
    return this.world.armed !== undefined && this.#toOccur > 0;
  }

  /** Nothing is to come but what time alone brings about in control, and that is far off. */
  #isIdle(next?: Instant, ofRun?: Instant, ofControl?: Instant): boolean {
    if (next !== undefined || ofRun !== undefined || this.world.armed === undefined) return false;
    return (ofControl ?? 0) > this.#lastGiven + idleMax;
  }

  /** What happens next: results before the time. False where nothing does. */
  #step(): boolean {
    const { next } = this.#agenda;
    const ofRun = this.#machines.run.nextWake(this.state);
    const ofControl = this.#machines.control.nextWake(this.control);
    const time = Math.min(next ?? never, this.clock.until(ofRun), this.clock.until(ofControl));
    if (time === never || this.#isIdle(next, ofRun, ofControl)) return false;
    if (next !== undefined || ofRun !== undefined) this.#lastGiven = this.now;
    this.#pass(time);
    this.#outside.senseFlags();
    const come = this.#agenda.next;
    if (come !== undefined && come <= this.clock.steady) this.#agenda.take()?.deliver();
    else if (ofControl !== undefined && ofControl <= this.now) this.tellControl({ t: "Woke", at: this.now });
    else this.tell({ t: "Woke", at: this.now });
    return true;
  }

  #pass(to: Instant): void {
    this.clock.pass(to);
    this.now = Math.max(this.now, this.clock.now);
  }

  come(after: number, what: Coming): void {
    this.#agenda.add(this.clock.steady + after, what);
  }

  tell(input: RunInput): void {
    const { events, state } = this.#machines.run.turn(this.plan, this.state, input);
    const fault = events.length === 0 ? undefined : this.#append("run");
    const from = this.events.length;
    if (fault?.kept !== false) {
      this.events.push(...events);
      this.state = state;
      for (const event of events) if (event.t === "Doubted") this.#outside.doubted(event.key);
    }
    if (fault !== undefined) {
      const again = carrying("input", () => this.tell({ ...input, at: this.now }));
      this.#spoilt(fault, runIsToldAgain(input, fault) ? [again] : []);
    } else if (this.deaths.atAppend(this.state, events)) this.crash();
    else this.#post(events.map((event, index) => this.#toCarry(event, from + index)));
  }

  tellControl(input: ControlInput): void {
    const { events, state } = this.#machines.control.turn(null, this.control, input);
    const fault = events.length === 0 ? undefined : this.#append("control");
    const from = this.controlEvents.length;
    if (fault?.kept !== false) {
      this.controlEvents.push(...events);
      this.control = state;
    }
    // Inboxes show what is in the journal, whoever has read it before.
    if (fault?.kept !== false)
      for (const event of events) if (event.t === "Opened") this.#outside.opened(event.task);
    if (fault !== undefined) {
      const again = carrying("input", () => this.tellControl({ ...input, at: this.now }));
      this.#spoilt(fault, controlIsToldAgain(input, fault) ? [again] : []);
    } else this.#post(events.map((event, index) => this.#toCarryControl(event, from + index)));
  }

  #spoilt({ dies, stream }: StorageFault, again: readonly Posted[]): void {
    if (dies) this.crash(again);
    else this.#doubt(stream, again);
  }

  #append(stream: StorageFault["stream"]): StorageFault | undefined {
    if (this.#storage.slow > 0) this.#pass(this.clock.steady + this.#storage.slow);
    return this.#storage.append(stream);
  }

  /** Commands are carried out in the order in which they were decided, whatever they lead to. */
  #post(commands: readonly (Posted | undefined)[]): void {
    for (const one of commands) if (one !== undefined) this.#posted.push(one);
    if (this.#isPosting) return;
    this.#isPosting = true;
    for (let next = this.#posted.shift(); next !== undefined; next = this.#posted.shift()) next.carry();
    this.#isPosting = false;
  }

  #toCarry(event: RunEvent | undefined, seq: Seq, again = false): Posted | undefined {
    const command = event && this.#machines.run.command(this.plan, this.state, event, seq);
    return command && carrying("run", () => this.#carry(command, again));
  }

  #carry(command: RunCommand, again: boolean): void {
    if (command.do === "dispatch") {
      if (again && this.#sent.has(nameOf(command))) return;
      this.#sent.add(nameOf(command));
      this.#dispatch(command);
    } else if (command.do === "send") {
      const ack = this.state.marks.get("control/main") ?? -1;
      this.tellControl({ t: "Heard", at: this.now, from: command.from, ack, ask: command.body });
    } else if (command.do === "abort") this.#abort(command);
  }

  #toCarryControl(event: ControlEvent | undefined, seq: Seq): Posted | undefined {
    const command = event && this.#machines.control.command(null, this.control, event, seq);
    return command && carrying("control", () => this.#carryControl(command));
  }

  #carryControl(command: ControlCommand): void {
    if (command.do === "fire") {
      const wanting = this.#start.wanting(command.firing, this.now);
      if (wanting !== undefined) this.tellControl(wanting);
    }
    if (command.do === "start" && command.run === this.#start.run) this.tell(this.#start.starting(this.now));
    if (command.do !== "send") return;
    const ack = this.control.marks.get(`run/${this.#start.run}`) ?? -1;
    this.tell({ t: "Told", at: this.now, from: command.from, ack, say: command.body });
  }

  #dispatch(job: Job): void {
    const { after, stubborn, meanwhile, reports } = this.callees.called(this.#seen(job), this.now);
    for (const { later, report } of reports) {
      this.come(later, { job, stubborn, deliver: () => this.#ended(job, report) });
    }
    const halfway = Math.floor((after ?? 2) / 2);
    const death = this.deaths.during(this.state, job);
    if (death !== undefined) this.come(halfway, { job, deliver: () => this.#dies(job, death) });
    if (meanwhile === undefined) return;
    if (meanwhile.does === "dies")
      this.come(halfway, { job, deliver: () => this.#dies(job, meanwhile.what) });
    else this.come(halfway, { deliver: () => this.#outside.happens(meanwhile) });
  }

  #dies(job: Job, what: "process" | "worker"): void {
    this.callees.takesEffect(job);
    if (what === "worker") this.#lose(job, "worker");
    else this.crash();
  }

  #seen({ due, ...job }: Job): Omit<SimulatedCall, "nth"> {
    const intent = this.state.intents.get(job.key)?.intent;
    invariant(intent !== undefined, "what is sent was meant");
    const limit = due === undefined ? {} : { due: due - this.started };
    return { ...job, intent, at: this.now - this.started, ...limit };
  }

  #ended(job: Job, { outcome }: Report): void {
    if ("ok" in outcome) this.callees.takesEffect(job);
    for (const input of reported(this.plan, job, outcome, this.now)) this.tell(input);
  }

  /** A worker that is told to stop does, unless its result is on its way already. */
  #abort({ key, attempt }: Extract<RunCommand, { do: "abort" }>): void {
    const stopped = this.#agenda.drop(
      ({ job, stubborn }) => job?.key === key && job.attempt === attempt && stubborn !== true,
    );
    const [first] = stopped;
    if (first?.job !== undefined) this.#lose(first.job, "worker");
  }

  #lose({ key, attempt, dispatch }: Job, why: "worker" | "process"): void {
    this.#agenda.drop(({ job }) => job?.key === key && job.dispatch === dispatch && job.attempt === attempt);
    this.tell({ t: "Lost", at: this.now, key, attempt, dispatch, why });
  }

  /** The process is killed and starts again: its memory is gone, and what ran in it. The journals and the world stay. */
  crash(again: readonly Posted[] = []): void {
    this.#agenda.drop(({ job }) => job !== undefined);
    this.#sent.clear();
    this.clock.restart();
    this.#posted = [];
    this.state = foldedRun(this.#machines, this.plan, this.events);
    this.control = foldedControl(this.#machines, this.controlEvents);
    const { reissue, lost } = recovery(this.state);
    // Whoever has them is gone, and until that is in the journal nobody takes them for never sent.
    for (const flight of lost) this.#sent.add(nameOf(flight));
    const died = lost.map(({ key, attempt, dispatch }) =>
      carrying("input", () => this.tell({ t: "Lost", at: this.now, key, attempt, dispatch, why: "process" })),
    );
    this.#post([...this.#unanswered(reissue), ...this.#unansweredByControl(), ...died, ...again]);
  }

  /** Nobody knows what became of an append: what the stream has in memory is dropped, and its journal is asked. */
  #doubt(stream: StorageFault["stream"], again: readonly Posted[]): void {
    if (stream === "run") this.state = foldedRun(this.#machines, this.plan, this.events);
    else this.control = foldedControl(this.#machines, this.controlEvents);
    const unanswered = stream === "run" ? this.#unanswered(pending(this.state)) : this.#unansweredByControl();
    // All that it has said is said again, and what has come in since comes after it.
    const others = this.#posted.filter(({ of }) => of !== stream);
    this.#posted = [];
    this.#post([...unanswered, ...again, ...others]);
  }

  /** What is under way is not sent once more. */
  #unanswered(seqs: readonly Seq[]): readonly (Posted | undefined)[] {
    return seqs.map((seq) => this.#toCarry(this.events[seq], seq, true));
  }

  #unansweredByControl(): readonly (Posted | undefined)[] {
    const seqs = this.#machines.control.pending(this.control);
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
