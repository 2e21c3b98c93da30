import type { Instant, Key, Ref, RunId, Task } from "@orchlang/kernel";
import { type ControlInput, type ControlState, peopleFor, refName } from "@orchlang/kernel/control";
import {
  mayCancel,
  mayResolve,
  type Order,
  type RunInput,
  type RunState,
  stepName,
} from "@orchlang/kernel/run";
import type { Json, Plan } from "@orchlang/plan";
import { admit, signed } from "@orchlang/plan/boundary";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Callees } from "./callees.ts";
import { beforeCause, type Cause, causeAfter, causeOf, waysOf } from "./causes.ts";
import type { SimulatedClock } from "./clock.ts";
import { anybody } from "./defaults.ts";
import type { SimulatedMember } from "./members.ts";
import { type Deaths, isStep, type RunInPlay, resolutionKey } from "./run-in-play.ts";
import type { Occasion, SimulatedWorld } from "./world.ts";
/** Actions of people and the world, independent of the process. */

/** The process that they have to do with. */
export interface Host {
  /** The plan that is played. */
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly started: Instant;
  readonly now: Instant;
  /** In the order in which they were wanted. */
  readonly runs: readonly RunInPlay[];
  readonly control: ControlState;
  readonly callees: Callees;
  readonly deaths: Deaths;
  readonly members: readonly SimulatedMember[];
  readonly clock: SimulatedClock;
  tellControl(input: ControlInput): void;
  /** All of it is decided before anything that follows from it. */
  tellTogether(inputs: readonly ControlInput[]): void;
  sets(input: ControlInput): boolean;
  /** After so many ms. */
  come(after: number, what: { deliver(): void }): void;
  /** Somebody asks for a run. */
  asks(wanted: Extract<Occasion, { does: "asks" }>): void;
  crash(): void;
}

/** A question as it was asked. */
interface Question {
  readonly ref: Ref;
  readonly run: RunId;
  readonly task: Task;
  /** It is asked if a step may go ahead, and not for a result. */
  readonly isApproval: boolean;
}

export class Outside {
  readonly #host: Host;
  readonly #flags = new Map<string, string>();
  /** By name: the value of each signal that was read since the start. */
  readonly #readNow = new Map<string, Json | undefined>();
  /** Places of those resolutions that were given. */
  readonly #said = new Set<number>();
  #word = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** People answer by themselves, whatever becomes of the process. */
  opened(ref: Ref): void {
    const open = this.#host.control.tasks.get(refName(ref));
    const asking = this.#host.runs.find(({ id }) => id === open?.run);
    if (open === undefined || asking === undefined) return;
    const { run, task } = open;
    const isApproval = this.#host.control.gates.has(refName(ref));
    const answer = this.#host.callees.asked(asking.plan, task, {
      at: this.#host.now - this.#host.started,
      now: this.#host.now,
      isApproval,
    });
    const halfway = Math.floor((answer?.after ?? 2) / 2);
    if (this.#host.deaths.whileAsked(task)) this.#host.come(halfway, { deliver: () => this.#host.crash() });
    if (answer?.meanwhile !== undefined) {
      const { meanwhile } = answer;
      const deliver = (): void => (meanwhile.does === "dies" ? this.#host.crash() : this.happens(meanwhile));
      this.#host.come(halfway, { deliver });
    }
    if (answer === undefined) return;
    const people = peopleFor(task, Math.max(1, task.count) * (answer.twice ? 2 : 1));
    for (const [nth, by] of people.entries()) {
      const id = this.newWord();
      const result = answer.others[nth - 1] ?? answer;
      const value = isApproval ? result.value : signedBy(asking.plan, task.capability, result.value, by.id);
      const deliver = (): void => {
        const asked = this.#nowAsked({ ref, run, task, isApproval });
        this.#host.tellControl({ t: "Answer", at: this.#host.now, id, task: asked, value, by });
      };
      this.#host.come(result.after, { deliver });
    }
  }

  /**
   * The question that an answer reaches: as in the orchestrator, that of the same step which is open now. So one that
   * comes too late for an attempt counts for the next. Control forgets an approval that nobody wants any longer.
   */
  #nowAsked({ ref, run, task, isApproval }: Question): Ref {
    const { tasks, gates } = this.#host.control;
    if (tasks.get(refName(ref))?.status === "open") return ref;
    const step = stepName(task.call);
    for (const [name, other] of tasks) {
      const isMeant = other.run === run && stepName(other.task.call) === step;
      if (isMeant && other.status === "open" && gates.has(name) === isApproval) return other.ref;
    }
    return ref;
  }

  /** The operator is at hand: what is to be said of a step is said as it comes into doubt. */
  doubted(run: RunInPlay, key: Key): void {
    const intent = run.state.intents.get(key);
    const { resolutions = [] } = this.#host.world;
    const nth = resolutions.findIndex(
      ({ step }, index) =>
        !this.#said.has(index) && intent !== undefined && isStep(step, intent.intent.call, intent.capability),
    );
    const resolution = resolutions[nth];
    if (resolution === undefined) return;
    this.#said.add(nth);
    const order = { order: "resolve", key, as: resolution.as } as const;
    this.#host.come(0, { deliver: () => this.#order(run, order) });
  }

  happens(happening: Occasion): void {
    switch (happening.does) {
      case "withdraws": {
        const details = { user: (this.#host.world.user ?? anybody).id, scope: happening.scope };
        this.#host.tellControl({ t: "Withdrew", at: this.#host.now, id: this.newWord(), ...details });
        return;
      }
      case "crashes":
        this.#host.crash();
        return;
      case "jumps":
        this.#host.clock.move(happening.by);
        return;
      case "loses":
        this.#health(happening.pool, "lost");
        if (happening.for === undefined) return;
        this.#host.come(happening.for, { deliver: () => this.#health(happening.pool, "ready") });
        return;
      case "occurs": {
        const { event, fields } = happening;
        const { id = this.newWord() } = happening;
        for (let times = happening.twice ? 2 : 1; times > 0; times--)
          this.#host.tellControl({ t: "Occurred", at: this.#host.now, id, event, fields });
        return;
      }
      case "senses":
        this.#readNow.set(happening.signal, happening.value);
        this.sense(happening.signal, happening.value);
        this.senseFlags();
        return;
      case "orders":
        this.#order(this.#runMeant(happening), happening.order);
        return;
      case "asks":
        this.#host.asks(happening);
        return;
      case "calls": {
        const { path, request, id = this.newWord() } = happening;
        this.#host.tellControl({ t: "Called", at: this.#host.now, id, path, request });
        return;
      }
      case "resolves": {
        const { runs } = this.#host;
        const among = happening.run === undefined ? runs : runs.filter(({ id }) => id === happening.run);
        const suggestion = resolutionKey(among, happening.step);
        if (suggestion === undefined) return;
        this.#order(suggestion.run, { order: "resolve", key: suggestion.key, as: happening.as });
        return;
      }
      default:
        happening satisfies never;
    }
  }

  /** As in the orchestrator: an order that would have no effect is refused at the door. */
  #order(run: RunInPlay | undefined, order: Order): void {
    if (run === undefined || !hasEffect(run.state, order)) return;
    run.tell(orderOf(this.#host.now, this.newWord(), order));
  }

  #runMeant({ run }: { readonly run?: RunId }): RunInPlay | undefined {
    return run === undefined ? this.#host.runs[0] : this.#host.runs.find(({ id }) => id === run);
  }

  #health(pool: string, health: "ready" | "lost"): void {
    const { members, now: at } = this.#host;
    const fields = { online: health === "ready" };
    this.#host.tellTogether(
      members
        .filter((one) => one.pool === pool)
        .map(({ id: member }) => ({ t: "Member", at, id: this.newWord(), pool, member, fields, health })),
    );
  }

  /** Somebody will ask, or another run end, where that is to come about. */
  causes(): void {
    const { world } = this.#host;
    const cause = world.caused === true ? causeOf(world) : undefined;
    if (cause !== undefined) this.#host.come(causeAfter, { deliver: () => this.#comesAbout(cause) });
  }

  /** In the plainest way that has the trigger start a run, if any has. */
  #comesAbout(cause: Cause): void {
    const { world, plan, now: at } = this.#host;
    const before = beforeCause(cause, at);
    if (before !== undefined) this.#host.tellControl(before);
    let plainest: ControlInput | undefined;
    for (const input of waysOf(cause, { plan, world, id: this.newWord(), at })) {
      plainest ??= input;
      if (!this.#host.sets(input)) continue;
      this.#host.tellControl(input);
      return;
    }
    if (plainest !== undefined) this.#host.tellControl(plainest);
  }

  sense(name: string, value?: Json): void {
    const known = value === undefined ? {} : { value };
    this.#host.tellControl({ t: "Sensed", at: this.#host.now, id: this.newWord(), name, ...known });
  }

  /** Flags follow what they are true by. */
  senseFlags(): void {
    const { flags = [], readings = {} } = this.#host.world;
    // An armed world derives its flags itself.
    if (flags.length === 0 || this.#host.world.armed !== undefined) return;
    const known = { ...readings, ...Object.fromEntries(this.#readNow) };
    for (const [name, value] of flagsNow(flags, known, this.#host.now)) {
      const is = JSON.stringify(value);
      if (this.#flags.get(name) === is) continue;
      if (is === undefined) this.#flags.delete(name);
      else this.#flags.set(name, is);
      this.sense(name, value);
    }
  }

  newWord(): string {
    this.#word += 1;
    return `word-${this.#word}`;
  }
}

function hasEffect(state: RunState, order: Order): boolean {
  if (order.order === "cancel") return order.force === true || mayCancel(state);
  if (order.order !== "resolve") return true;
  const intent = state.intents.get(order.key);
  if (intent === undefined) return false;
  return order.as === "retry" ? mayResolve(intent) : intent.status === "doubt";
}

/** An answer of somebody, with their id in `by` where the type of it has that field. */
function signedBy({ capabilities, schemas }: Plan, capability: string, value: Json, id: string): Json {
  const { result } = capabilities[capability] ?? {};
  if (result === undefined || result === null) return value;
  const own = signed(value, id, { schema: result.schema, defs: schemas });
  return own === value || "ok" in admit(result.schema, own, schemas) ? own : value;
}

/** The value of each flag at a moment; undefined if an input is unknown. */
function flagsNow(
  flags: readonly { readonly name: string; readonly value: Expression }[],
  readings: Readonly<Record<string, Json | undefined>>,
  now: number,
): ReadonlyMap<string, Json | undefined> {
  const values = new Map<string, Json | undefined>();
  const flagNow = (name: string): Json | undefined => {
    if (values.has(name)) return values.get(name);
    const flag = flags.find((one) => one.name === name);
    if (flag === undefined) return Object.hasOwn(readings, name) ? readings[name] : undefined;
    values.set(name, undefined);
    const value = evaluate(flag.value, {
      read: ({ from, name: read }) => {
        if (read === "now") return { value: formatInstant(now) };
        const known = from === "context" ? flagNow(read) : undefined;
        return known === undefined ? { unknown: [read] } : { value: known };
      },
    });
    const is = "value" in value ? value.value : undefined;
    values.set(name, is);
    return is;
  };
  for (const { name } of flags) flagNow(name);
  return values;
}

/** The operator's word. */
function orderOf(at: Instant, id: string, order: Order): RunInput {
  return { t: "Ordered", at, id, by: anybody, why: "the scenario says so", order };
}
