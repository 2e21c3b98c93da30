/**
 * A world for one run: its handlers, its people, its inbox, in virtual time. It drives the run's machine and control's
 * as a shell would, keeps both journals, and can lose its memory at any moment.
 */
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import type { ControlEvent, ControlInput } from "../../src/control/events.ts";
import { controlMachine } from "../../src/control/machine.ts";
import type { ControlState } from "../../src/control/state.ts";
import type { Key } from "../../src/identity.ts";
import { runIdOf } from "../../src/keys.ts";
import type { Instant, Ref, RunId } from "../../src/machine.ts";
import type { User } from "../../src/messages.ts";
import type { RunCommand } from "../../src/run/commands.ts";
import type { Order, RunEvent, RunInput } from "../../src/run/events.ts";
import { runMachine } from "../../src/run/machine.ts";
import { recovery } from "../../src/run/pending.ts";
import type { RunState } from "../../src/run/state.ts";
import { intentNamed } from "../../src/run/view.ts";
import {
  anybody,
  type Effect,
  type Handlers,
  type Happening,
  type Job,
  type Person,
  type Situation,
} from "./situation.ts";
import { told } from "./story.ts";

export type { Handlers, Happening, Job, Situation };

interface Delivery {
  /** The dispatch that it comes from. */
  readonly job?: Job;
  readonly at: Instant;
  readonly order: number;
  readonly deliver: () => void;
  /** Dies with the process. */
  readonly mortal: boolean;
}

export class TestWorld {
  readonly plan: Plan;
  readonly run: RunId;
  now: Instant;
  state: RunState = runMachine.empty;
  control: ControlState = controlMachine.empty;
  readonly events: RunEvent[] = [];
  readonly controlEvents: ControlEvent[] = [];
  readonly effects: Effect[] = [];
  readonly dispatched: Job[] = [];
  /** Every input that was given, whether taken or not. */
  readonly inputs: RunInput[] = [];
  readonly #situation: Situation;
  readonly #counts = new Map<string, number>();
  #deliveries: Delivery[] = [];
  readonly #posted: (() => void)[] = [];
  #order = 0;
  #mute = false;

  constructor(plan: Plan, situation: Situation = {}) {
    this.plan = plan;
    this.#situation = situation;
    this.now = situation.at ?? Date.UTC(2026, 0, 1, 12);
    this.run = runIdOf("request-1");
    if (Object.keys(plan.pools).length > 0)
      this.tellControl({ t: "Provided", at: this.now, pools: plan.pools });
    for (const [id, { pool, ...what }] of Object.entries(situation.members ?? {})) {
      this.member(pool, id, what);
    }
    this.tellControl({
      t: "Requested",
      at: this.now,
      request: "request-1",
      plan: "sha256:0",
      entry: plan.entry,
      by: situation.user ?? anybody,
    });
  }

  get closed(): RunState["closed"] {
    return this.state.closed;
  }

  /** Lets time pass until the run is closed, nothing is to come any more, or `stop` says so. */
  go(stop: (world: TestWorld) => boolean = () => false): this {
    for (let steps = 0; steps < 100_000; steps++) {
      if (this.closed !== undefined || stop(this)) return this;
      if (!this.step()) return this;
    }
    throw new Error("it goes on for ever");
  }

  until(at: Instant): this {
    while (this.closed === undefined) {
      const next = this.#nextTime();
      if (next === undefined || next > at) break;
      this.step();
    }
    this.now = Math.max(this.now, at);
    return this;
  }

  /** The next thing that happens. Results go before the time. False where nothing does. */
  step(): boolean {
    const next = this.#nextTime();
    if (next === undefined) return false;
    this.now = Math.max(this.now, next);
    const due = this.#deliveries.find(({ at }) => at <= this.now);
    if (due === undefined) {
      const alarm = controlMachine.nextWake(this.control);
      if (alarm !== undefined && alarm <= this.now) this.tellControl({ t: "Woke", at: this.now });
      else this.tell({ t: "Woke", at: this.now });
      return true;
    }
    this.#deliveries = this.#deliveries.filter((one) => one !== due);
    due.deliver();
    return true;
  }

  #nextTime(): Instant | undefined {
    const times = [
      runMachine.nextWake(this.state),
      controlMachine.nextWake(this.control),
      this.#deliveries[0]?.at,
    ].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  later(after: number, deliver: () => void, mortal = true, job?: Job): void {
    this.#order += 1;
    const delivery = { at: this.now + after, order: this.#order, deliver, mortal };
    this.#deliveries.push(job === undefined ? delivery : { ...delivery, job });
    this.#deliveries.sort((one, other) => one.at - other.at || one.order - other.order);
  }

  /** One input of the run: decided, journalled, carried out. Gives what was decided. */
  tell(input: RunInput): readonly RunEvent[] {
    this.inputs.push(input);
    const { events, state } = runMachine.turn(this.plan, this.state, input);
    const from = this.events.length;
    this.events.push(...events);
    this.state = state;
    this.#post(events.map((event, index) => () => this.#carry(event, from + index)));
    return events;
  }

  /** Commands are carried out in the order in which they were decided, whatever they lead to. */
  #post(commands: readonly (() => void)[]): void {
    const isUnderWay = this.#posted.length > 0;
    this.#posted.push(...commands);
    if (isUnderWay) return;
    for (let next = this.#posted[0]; next !== undefined; next = this.#posted[0]) {
      next();
      this.#posted.shift();
    }
  }

  /** From now until it is killed what it decides is journalled, and not carried out. */
  mute(): this {
    this.#mute = true;
    return this;
  }

  #carry(event: RunEvent, seq: number): void {
    if (this.#mute) return;
    const command = runMachine.command(this.plan, this.state, event, seq);
    switch (command?.do) {
      case "dispatch":
        this.#dispatch(command);
        return;
      case "send":
        this.#send(command);
        return;
      case "abort":
        if (this.#situation.obedient === true) this.#abort(command);
        return;
      default:
        return;
    }
  }

  #abort({ key, attempt }: Extract<RunCommand, { do: "abort" }>): void {
    const dying = this.#deliveries.filter(({ job }) => job?.key === key && job.attempt === attempt);
    this.#deliveries = this.#deliveries.filter((one) => !dying.includes(one));
    for (const { job } of dying) {
      if (job === undefined) continue;
      const { dispatch } = job;
      this.later(
        1,
        () => this.tell({ t: "Lost", at: this.now, key, attempt, dispatch, why: "worker" }),
        true,
        job,
      );
    }
  }

  #send({ from, body }: Extract<RunCommand, { do: "send" }>): void {
    const ack = this.state.marks.get("control/main") ?? -1;
    this.tellControl({ t: "Heard", at: this.now, from, ack, ask: body });
  }

  #dispatch(job: Job): void {
    this.dispatched.push(job);
    const nth = (this.#counts.get(job.capability) ?? 0) + 1;
    this.#counts.set(job.capability, nth);
    const happening = this.#situation.handlers?.[job.capability]?.(job, nth) ?? { ok: null };
    if ("never" in happening) return;
    const { key, attempt, dispatch } = job;
    const ends = (): void => {
      if ("ok" in happening || ("done" in happening && happening.done)) this.#effect(job);
      else if ("fails" in happening && happening.reach === "reached") this.#effect(job);
      if ("lost" in happening) this.tell({ t: "Lost", at: this.now, key, attempt, dispatch, why: "worker" });
      else this.tell({ t: "Ended", at: this.now, key, attempt, dispatch, ...report(happening) });
    };
    this.later(happening.after ?? 1, ends, true, job);
  }

  #effect(job: Job): void {
    const { capability, key, args, of } = job;
    this.effects.push({ at: this.now, capability, key, args, ...(of === undefined ? {} : { of }) });
    const returns = this.#situation.returns?.(job);
    if (returns === undefined || of !== undefined) return;
    const { after, value } = returns;
    this.later(after, () => this.tell({ t: "Returned", at: this.now, key, value, by: anybody }), false);
  }

  tellControl(input: ControlInput): readonly ControlEvent[] {
    const { events, state } = controlMachine.turn(null, this.control, input);
    const from = this.controlEvents.length;
    this.controlEvents.push(...events);
    this.control = state;
    for (const event of events) if (event.t === "Opened") this.#opened(event.task);
    this.#post(events.map((event, index) => () => this.#carryControl(event, from + index)));
    return events;
  }

  #carryControl(event: ControlEvent, seq: number): void {
    if (this.#mute) return;
    const command = controlMachine.command(null, this.control, event, seq);
    if (command?.do === "start") this.#start();
    if (command?.do === "send") this.#say(command.from, command.body);
  }

  #say(from: Ref, say: Extract<RunInput, { t: "Told" }>["say"]): void {
    const ack = this.control.marks.get(`run/${this.run}`) ?? -1;
    this.tell({ t: "Told", at: this.now, from, ack, say });
  }

  #start(): void {
    const { input = {}, user = anybody, seed = "00000000000000ab" } = this.#situation;
    this.tell({
      t: "Started",
      at: this.now,
      run: this.run,
      plan: "sha256:0",
      deploy: "0",
      input,
      user,
      seed,
      label: { confidentiality: "internal", integrity: "trusted" },
      cause: { request: "request-1" },
    });
  }

  /** People answer by themselves, whatever becomes of the process. */
  #opened(ref: Ref): void {
    const name = [...this.control.tasks.values()].find(({ ref: one }) => one.seq === ref.seq)?.task
      .capability;
    const found = this.#situation.people?.[name ?? ""];
    const people: readonly Person[] = found === undefined ? [] : "after" in found ? [found] : found;
    people.forEach((person, index) => {
      this.later(person.after, () => this.answer(ref, person.value, person.by, `${ref.seq}-${index}`), false);
    });
  }

  answer(task: Ref, value: Json, by: User = anybody, id = `answer-${task.seq}`): readonly ControlEvent[] {
    return this.tellControl({ t: "Answer", at: this.now, id, task, value, by });
  }

  /** Word of a member of a pool. */
  member(
    pool: string,
    member: string,
    what: {
      readonly fields?: JsonObject;
      readonly health?: "ready" | "draining" | "degraded" | "maintenance" | "lost";
    },
  ): readonly ControlEvent[] {
    const id = `member-${this.controlEvents.length}`;
    return this.tellControl({ t: "Member", at: this.now, id, pool, member, ...what });
  }

  /** Word of a signal or flag; of nothing known about it. */
  sense(name: string, value?: Json, until?: Instant): readonly ControlEvent[] {
    const id = `sense-${this.controlEvents.length}`;
    return this.tellControl({
      t: "Sensed",
      at: this.now,
      id,
      name,
      ...(value === undefined ? {} : { value }),
      ...(until === undefined ? {} : { until }),
    });
  }

  /** Something happens. */
  happen(event: string, fields: Json, id = `occurred-${this.controlEvents.length}`): readonly ControlEvent[] {
    return this.tellControl({ t: "Occurred", at: this.now, id, event, fields });
  }

  order(order: Order, id = `order-${this.inputs.length}`): readonly RunEvent[] {
    return this.tell({ t: "Ordered", at: this.now, id, by: anybody, why: "because", order });
  }

  /** The operator's word about a step by its name. */
  resolve(step: string, as: Extract<Order, { order: "resolve" }>["as"]): readonly RunEvent[] {
    return this.order({ order: "resolve", key: this.keyOf(step), as });
  }

  keyOf(step: string): Key {
    const intent = intentNamed(this.state, step);
    if (intent === undefined) throw new Error(`no step ${step} was begun`);
    return intent.key;
  }

  /** The process is killed and starts again: memory is gone, what ran in it died, whether or not it was done. */
  crash(done: (job: Job) => boolean = () => false): this {
    this.#mute = false;
    this.#deliveries = this.#deliveries.filter(({ mortal }) => !mortal);
    this.state = this.folded();
    const { reissue, lost } = recovery(this.state);
    // In their order, and before anything that follows from one of them.
    const again = reissue.flatMap((seq) => {
      const event = this.events[seq];
      return event === undefined ? [] : [() => this.#carry(event, seq)];
    });
    const said = controlMachine.pending(this.control).flatMap((seq) => {
      const event = this.controlEvents[seq];
      return event === undefined ? [] : [() => this.#carryControl(event, seq)];
    });
    this.#post([...again, ...said]);
    for (const { key, attempt, dispatch } of lost) {
      const job = this.dispatched.find(
        (one) => one.key === key && one.attempt === attempt && one.dispatch === dispatch,
      );
      if (job !== undefined && done(job)) this.#effect(job);
      this.tell({ t: "Lost", at: this.now, key, attempt, dispatch, why: "process" });
    }
    return this;
  }

  /** The state as the journal alone makes it. */
  folded(events: readonly RunEvent[] = this.events): RunState {
    return events.reduce<RunState>(
      (state, event, seq) => runMachine.evolve(this.plan, state, event, seq),
      runMachine.empty,
    );
  }

  /** One line an event. */
  story(): readonly string[] {
    return this.events.map(told);
  }
}

function report(
  happening: Extract<Happening, { ok: Json } | { fails: string }>,
): Pick<Extract<RunInput, { t: "Ended" }>, "outcome" | "spent"> {
  const spent = happening.spent ?? {};
  if ("ok" in happening) return { outcome: { ok: happening.ok }, spent };
  const { fails, name = fails, reach = "unknown", message = fails, asks } = happening;
  const failure = { class: fails, name, message, ...(asks === undefined ? {} : { after: asks }) };
  return { outcome: { failure, reach }, spent };
}
