import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { ControlEvent, ControlInput } from "../kernel/control/events.ts";
import type { ControlState } from "../kernel/control/state.ts";
import type { Key } from "../kernel/identity.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Instant, Ref } from "../kernel/machine.ts";
import type { RunCommand } from "../kernel/run/commands.ts";
import type { RunEvent, RunInput } from "../kernel/run/events.ts";
import { recovery } from "../kernel/run/pending.ts";
import type { RunState } from "../kernel/run/state.ts";
import { Agenda } from "./agenda.ts";
import { Callees, type Report } from "./callees.ts";
import { Deaths } from "./deaths.ts";
import { anybody, startDefault } from "./defaults.ts";
import { flagsNow } from "./flags.ts";
import { kernel, type Machines } from "./machines.ts";
import { membersOf, type SimulatedMember } from "./members.ts";
import { orderOf, personFor } from "./people.ts";
import { reported } from "./reported.ts";
import { Start } from "./start.ts";
import { resolutionKey } from "./steps.ts";
import type { Occasion, SimulatedCall, SimulatedWorld } from "./world.ts";

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
export class Simulation {
  readonly plan: Plan;
  readonly started: Instant;
  now: Instant;
  state: RunState = kernel.run.empty;
  control: ControlState = kernel.control.empty;
  readonly events: RunEvent[] = [];
  readonly controlEvents: ControlEvent[] = [];
  readonly #machines: Machines;
  readonly #world: SimulatedWorld;
  readonly #start: Start;
  readonly #agenda = new Agenda<Coming>();
  readonly #callees: Callees;
  readonly #deaths: Deaths;
  readonly #members: readonly SimulatedMember[];
  readonly #flags = new Map<string, string>();
  /** Commands that were decided and are still to be carried out. */
  #posted: (() => void)[] = [];
  #isPosting = false;
  #word = 0;
  #lastGiven: Instant;

  constructor(file: Pick<PlanFile, "plan" | "id">, world: SimulatedWorld, input: Json, machines = kernel) {
    this.#machines = machines;
    this.plan = file.plan;
    this.#world = world;
    this.#start = new Start(file, world, input);
    this.started = world.now ?? startDefault;
    this.now = this.started;
    this.#lastGiven = this.started;
    this.#callees = new Callees(file.plan, world);
    this.#deaths = new Deaths(world.deaths ?? []);
    this.#members = membersOf(file.plan, world, this.started);
  }

  /** Until the run is closed, or nothing is to come any more. */
  play(): this {
    this.#begin();
    for (let steps = 0; this.state.closed === undefined; steps++) {
      invariant(steps < stepsMax, "a simulated run goes on for ever");
      if (!this.#step()) break;
    }
    return this;
  }

  #begin(): void {
    const { readings = {}, happenings = [] } = this.#world;
    const arming = this.#start.arming(this.now);
    if (arming !== undefined) this.#tellControl(arming);
    if (Object.keys(this.plan.pools).length > 0)
      this.#tellControl({ t: "Provided", at: this.now, pools: this.plan.pools });
    for (const { pool, id, fields } of this.#members) {
      this.#tellControl({ t: "Member", at: this.now, id: this.#newWord(), pool, member: id, fields });
    }
    for (const [name, value] of Object.entries(readings)) this.#sense(name, value);
    this.#senseFlags();
    for (const happening of happenings) {
      // What is gone from the start is gone before anybody asks for it.
      if (happening.does === "loses" && happening.at === 0) {
        this.#happens(happening);
        continue;
      }
      this.#agenda.add(this.started + happening.at, { deliver: () => this.#happens(happening) });
    }
    if (arming === undefined) this.#tellControl(this.#start.asking(this.now));
  }

  /** Nothing is to come but what time alone brings about in control, and that is far off. */
  #isIdle(times: readonly (Instant | undefined)[]): boolean {
    const [next, ofRun, ofControl] = times;
    if (next !== undefined || ofRun !== undefined || this.#world.armed === undefined) return false;
    return (ofControl ?? 0) > this.#lastGiven + idleMax;
  }

  /** What happens next: results before the time. False where nothing does. */
  #step(): boolean {
    const wakes = [this.#machines.run.nextWake(this.state), this.#machines.control.nextWake(this.control)];
    const times = [this.#agenda.next, ...wakes].filter((at) => at !== undefined);
    if (times.length === 0 || this.#isIdle([this.#agenda.next, ...wakes])) return false;
    if (this.#agenda.next !== undefined || wakes[0] !== undefined) this.#lastGiven = this.now;
    this.now = Math.max(this.now, Math.min(...times));
    this.#senseFlags();
    const { next } = this.#agenda;
    if (next !== undefined && next <= this.now) this.#agenda.take()?.deliver();
    else if (wakes[1] !== undefined && wakes[1] <= this.now) this.#tellControl({ t: "Woke", at: this.now });
    else this.#tell({ t: "Woke", at: this.now });
    return true;
  }

  #tell(input: RunInput): void {
    const { events, state } = this.#machines.run.turn(this.plan, this.state, input);
    const from = this.events.length;
    this.events.push(...events);
    this.state = state;
    if (this.#deaths.atAppend(this.state, events)) this.#crash();
    else this.#post(events.map((event, index) => () => this.#carry(event, from + index)));
  }

  #tellControl(input: ControlInput): void {
    const { events, state } = this.#machines.control.turn(null, this.control, input);
    const from = this.controlEvents.length;
    this.controlEvents.push(...events);
    this.control = state;
    for (const event of events) if (event.t === "Opened") this.#opened(event.task);
    this.#post(events.map((event, index) => () => this.#carryControl(event, from + index)));
  }

  /** Commands are carried out in the order in which they were decided, whatever they lead to. */
  #post(commands: readonly (() => void)[]): void {
    this.#posted.push(...commands);
    if (this.#isPosting) return;
    this.#isPosting = true;
    for (let next = this.#posted.shift(); next !== undefined; next = this.#posted.shift()) next();
    this.#isPosting = false;
  }

  #carry(event: RunEvent, seq: number): void {
    const command = this.#machines.run.command(this.plan, this.state, event, seq);
    if (command?.do === "dispatch") this.#dispatch(command);
    else if (command?.do === "send") {
      const ack = this.state.marks.get("control/main") ?? -1;
      this.#tellControl({ t: "Heard", at: this.now, from: command.from, ack, ask: command.body });
    } else if (command?.do === "abort") this.#abort(command);
  }

  #carryControl(event: ControlEvent, seq: number): void {
    const command = this.#machines.control.command(null, this.control, event, seq);
    if (command?.do === "fire") {
      const wanting = this.#start.wanting(command.firing, this.now);
      if (wanting !== undefined) this.#tellControl(wanting);
    }
    if (command?.do === "start") this.#tell(this.#start.starting(this.now));
    if (command?.do !== "send") return;
    const ack = this.control.marks.get(`run/${this.#start.run}`) ?? -1;
    this.#tell({ t: "Told", at: this.now, from: command.from, ack, say: command.body });
  }

  #dispatch(job: Job): void {
    const { after, stubborn, meanwhile, reports } = this.#callees.called(this.#seen(job), this.now);
    for (const { later, report } of reports) {
      this.#agenda.add(this.now + later, { job, stubborn, deliver: () => this.#ended(job, report) });
    }
    const halfway = this.now + Math.floor((after ?? 2) / 2);
    const death = this.#deaths.during(this.state, job);
    if (death !== undefined) this.#agenda.add(halfway, { job, deliver: () => this.#dies(job, death) });
    if (meanwhile === undefined) return;
    if (meanwhile.does === "dies")
      this.#agenda.add(halfway, { job, deliver: () => this.#dies(job, meanwhile.what) });
    else this.#agenda.add(halfway, { deliver: () => this.#happens(meanwhile) });
  }

  #dies(job: Job, what: "process" | "worker"): void {
    this.#callees.takesEffect(job);
    if (what === "worker") this.#lose(job, "worker");
    else this.#crash();
  }

  #seen({ due, ...job }: Job): Omit<SimulatedCall, "nth"> {
    const intent = this.state.intents.get(job.key)?.intent;
    invariant(intent !== undefined, "what is sent was meant");
    const limit = due === undefined ? {} : { due: due - this.started };
    return { ...job, intent, at: this.now - this.started, ...limit };
  }

  #ended(job: Job, { outcome }: Report): void {
    if ("ok" in outcome) this.#callees.takesEffect(job);
    for (const input of reported(this.plan, job, outcome, this.now)) this.#tell(input);
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
    this.#tell({ t: "Lost", at: this.now, key, attempt, dispatch, why });
  }

  /** People answer by themselves, whatever becomes of the process. */
  #opened(ref: Ref): void {
    const open = [...this.control.tasks.values()].find(({ ref: one }) => one.seq === ref.seq);
    if (open === undefined) return;
    const { task } = open;
    const answer = this.#callees.asked(task, { at: this.now - this.started, now: this.now });
    const halfway = this.now + Math.floor((answer?.after ?? 2) / 2);
    if (this.#deaths.whileAsked(task)) this.#agenda.add(halfway, { deliver: () => this.#crash() });
    if (answer?.meanwhile !== undefined) {
      const { meanwhile } = answer;
      const deliver = (): void => (meanwhile.does === "dies" ? this.#crash() : this.#happens(meanwhile));
      this.#agenda.add(halfway, { deliver });
    }
    if (answer === undefined) return;
    for (let nth = 1; nth <= Math.max(1, task.count) * (answer.twice ? 2 : 1); nth++) {
      const by = personFor(task, nth);
      const id = this.#newWord();
      const { value } = answer;
      const deliver = (): void => this.#tellControl({ t: "Answer", at: this.now, id, task: ref, value, by });
      this.#agenda.add(this.now + answer.after, { deliver });
    }
  }

  #happens(happening: Occasion): void {
    switch (happening.does) {
      case "withdraws": {
        const said = { user: (this.#world.user ?? anybody).id, scope: happening.scope };
        this.#tellControl({ t: "Withdrew", at: this.now, id: this.#newWord(), ...said });
        return;
      }
      case "crashes":
        this.#crash();
        return;
      case "loses":
        this.#health(happening.pool, "lost");
        if (happening.for === undefined) return;
        this.#agenda.add(this.now + happening.for, { deliver: () => this.#health(happening.pool, "ready") });
        return;
      case "occurs": {
        const { event, fields } = happening;
        const id = this.#newWord();
        for (let times = happening.twice ? 2 : 1; times > 0; times--)
          this.#tellControl({ t: "Occurred", at: this.now, id, event, fields });
        return;
      }
      case "orders":
        this.#tell(orderOf(this.now, this.#newWord(), happening.order));
        return;
      case "resolves": {
        const key = resolutionKey(this.state, happening.step);
        if (key === undefined) return;
        this.#tell(orderOf(this.now, this.#newWord(), { order: "resolve", key, as: happening.as }));
      }
    }
  }

  #health(pool: string, health: "ready" | "lost"): void {
    for (const { pool: of, id } of this.#members) {
      if (of !== pool) continue;
      const fields = { online: health === "ready" };
      this.#tellControl({ t: "Member", at: this.now, id: this.#newWord(), pool, member: id, fields, health });
    }
  }

  #sense(name: string, value?: Json): void {
    const known = value === undefined ? {} : { value };
    this.#tellControl({ t: "Sensed", at: this.now, id: this.#newWord(), name, ...known });
  }

  /** Flags follow what they are true by. */
  #senseFlags(): void {
    const { flags = [], readings = {} } = this.#world;
    // What is armed knows its flags itself.
    if (flags.length === 0 || this.#world.armed !== undefined) return;
    for (const [name, value] of flagsNow(flags, readings, this.now)) {
      const is = JSON.stringify(value);
      if (this.#flags.get(name) === is) continue;
      if (is === undefined) this.#flags.delete(name);
      else this.#flags.set(name, is);
      this.#sense(name, value);
    }
  }

  /** The process is killed and starts again: its memory is gone, and what ran in it. The journals and the world stay. */
  #crash(): void {
    this.#posted = [];
    this.#agenda.drop(({ job }) => job !== undefined);
    this.state = this.events.reduce<RunState>(
      (state, event, seq) => this.#machines.run.evolve(this.plan, state, event, seq),
      this.#machines.run.empty,
    );
    const { reissue, lost } = recovery(this.state);
    const again = reissue.flatMap((seq) => {
      const event = this.events[seq];
      return event === undefined ? [] : [() => this.#carry(event, seq)];
    });
    const said = this.#machines.control.pending(this.control).flatMap((seq) => {
      const event = this.controlEvents[seq];
      return event === undefined ? [] : [() => this.#carryControl(event, seq)];
    });
    const at = (): Instant => this.now;
    const died = lost.map(
      ({ key, attempt, dispatch }) =>
        () =>
          this.#tell({ t: "Lost", at: at(), key, attempt, dispatch, why: "process" }),
    );
    this.#post([...again, ...said, ...died]);
  }

  #newWord(): string {
    this.#word += 1;
    return `word-${this.#word}`;
  }

  /** The keys under which something was done in the world, or will be by what nobody can stop any more. */
  get done(): ReadonlySet<Key> {
    for (const { job, stubborn } of this.#agenda.drop(({ stubborn }) => stubborn === true)) {
      if (job !== undefined && stubborn === true) this.#callees.takesEffect(job);
    }
    return this.#callees.done;
  }

  /** Deaths that never came about. */
  get unmet(): readonly number[] {
    return this.#deaths.left;
  }
}
