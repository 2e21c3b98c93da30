import type { Money, Plan } from "@orchlang/plan";
import { addMoney, compareMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Call, EventOf, RunEvent, Spent, Worst } from "./journal.ts";

/** Charged amounts. Money in the plan's currency; joules; tokens. */
export interface Amounts {
  readonly cost: Money;
  readonly energy: number;
  readonly tokens: number;
}

/** The world's charges for one intent, all dispatches together, or for one hold. */
interface Charge extends Amounts {
  readonly call: Call;
  readonly role: "do" | "undo" | "confirm" | "hold";
  /** The time of its first beginning. */
  readonly seq: number;
  /** The cost that its key was paid for before, in an earlier call of the same plan. */
  readonly before?: Money;
}

const known = new WeakMap<SimulatedRun, readonly Charge[]>();

/** Everything that a run was charged for, read off its events: as was reported, else what was declared at most. */
export function chargesOf(run: SimulatedRun): readonly Charge[] {
  let charges = known.get(run);
  if (charges === undefined) {
    charges = [...callCharges(run), ...holdCharges(run)];
    known.set(run, charges);
  }
  return charges;
}

export function sumOf(plan: Plan, charges: readonly Amounts[]): Amounts {
  return charges.reduce(plus, nothingIn(plan));
}

function nothingIn({ settings }: Plan): Amounts {
  return { cost: zeroMoney(settings.currency), energy: 0, tokens: 0 };
}

function plus(one: Amounts, other: Amounts): Amounts {
  return {
    cost: addMoney(one.cost, other.cost),
    energy: one.energy + other.energy,
    tokens: one.tokens + other.tokens,
  };
}

/** An idempotent provider charges one request per key; energy and tokens went into each (rule 14). */
function underOneKey(one: Amounts, other: Amounts): Amounts {
  const cost = compareMoney(one.cost, other.cost) < 0 ? other.cost : one.cost;
  return { ...plus(one, other), cost };
}

interface Intent {
  readonly began: EventOf<"Began">;
  readonly seq: number;
  /** The charges of its dispatches, by attempt and number. */
  readonly dispatches: Map<string, Amounts>;
  /** The same of those that only were to learn its result, for its undo (rule 27). */
  readonly learnt: Map<string, Amounts>;
  /** The amounts paid under its key before, in an earlier call of the same plan. */
  readonly paid?: Amounts;
}

function callCharges(run: SimulatedRun): readonly Charge[] {
  const { plan } = run.file;
  const intents = new Map<string, Intent>();
  const over = new Set<string>();
  const earlier: Charge[] = [];
  const paid = new Map<string, Amounts>();
  /** Dispatches in earlier calls of the same plan. A cancelled worker may still answer after the plan is called again. */
  const sent = new Set<string>();
  run.events.forEach((event, seq) => {
    if (event.t === "Resumed") {
      // It belongs to the plan that is called again from here on.
      const { key } = event.intent;
      const before = intents.get(key);
      if (before === undefined) return;
      const charged = chargesFor(plan, before);
      earlier.push(...charged);
      for (const name of [...before.dispatches.keys(), ...before.learnt.keys()]) sent.add(`${key} ${name}`);
      paid.set(key, sumOf(plan, [...charged, paid.get(key) ?? nothingIn(plan)]));
      intents.delete(key);
      over.delete(key);
    } else if (event.t === "Began") {
      const { key } = event.intent;
      const [under, dispatches, learnt] = [paid.get(key), new Map(), new Map()];
      const made = { began: event, seq, dispatches, learnt, ...(under === undefined ? {} : { paid: under }) };
      const intent: Intent = intents.get(key) ?? made;
      intents.set(key, intent);
      const into = over.has(key) ? intent.learnt : intent.dispatches;
      into.set(`${event.attempt} 1`, amountsOf(plan, {}, event.worst));
    } else if (event.t === "Dispatched" || event.t === "Ended") {
      const intent = intents.get(event.key);
      if (intent === undefined) return;
      const name = `${event.attempt} ${event.dispatch}`;
      const spent = event.t === "Ended" ? event.spent : {};
      if (event.t === "Ended" && sent.has(`${event.key} ${name}`)) return;
      const isKnown = intent.dispatches.has(name) || !over.has(event.key);
      const into = isKnown ? intent.dispatches : intent.learnt;
      into.set(name, amountsOf(plan, spent, intent.began.worst));
    } else if (event.t === "Settled" && event.key !== undefined) over.add(event.key);
    else if (event.t === "Aborted" && event.why === "cancelled") over.add(event.key);
  });
  return [...earlier, ...[...intents.values()].flatMap((intent) => chargesFor(plan, intent))];
}

function chargesFor(plan: Plan, { began, seq, dispatches, learnt, paid }: Intent): readonly Charge[] {
  const { call } = began.intent;
  const role = call.slot === "undo" || call.slot === "confirm" ? call.slot : "do";
  const capability = plan.capabilities[began.capability];
  const isKeyed = capability?.effect.kind === "idempotent" && capability.charged === undefined;
  const join = isKeyed ? underOneKey : plus;
  const all = [...dispatches.values()].reduce(join, nothingIn(plan));
  const isPaid = isKeyed && paid !== undefined && compareMoney(all.cost, paid.cost) <= 0;
  const done: Charge = isPaid
    ? { ...all, cost: nothingIn(plan).cost, before: all.cost, call, role, seq }
    : { ...all, call, role, seq };
  if (learnt.size === 0) return [done];
  // A call that is repeated for its undo belongs to the undo; under one key it is paid for already.
  const asked = [...learnt.values()].reduce(join, nothingIn(plan));
  const cost = isKeyed ? nothingIn(plan).cost : asked.cost;
  return [done, { ...asked, cost, call, role: "undo", seq }];
}

function amountsOf(plan: Plan, spent: Spent, worst: Worst): Amounts {
  return {
    cost: spent.cost ?? worst.cost ?? zeroMoney(plan.settings.currency),
    energy: spent.energy ?? worst.energy ?? 0,
    tokens: spent.tokens ?? worst.tokens ?? 0,
  };
}

interface Held {
  readonly asked: EventOf<"Asked">;
  readonly seq: number;
  readonly call: Call;
  readonly for: number;
  since?: number;
  until?: number;
}

/** A hold is charged for as long as it lasted (rule 46). */
function holdCharges(run: SimulatedRun): readonly Charge[] {
  const { plan } = run.file;
  const holds = new Map<number, Held>();
  run.events.forEach((event, seq) => {
    const held = heldBy(event, seq);
    if (held !== undefined) holds.set(seq, held);
    if (event.t === "Told" && "ref" in event.say) {
      const { say } = event;
      const given = say.say === "held" || (say.say === "granted" && say.members !== undefined);
      const hold = holds.get(say.ref.seq);
      if (given && hold !== undefined) hold.since = event.at;
    }
    if (event.t === "Asked" && event.ask.ask === "release") {
      const hold = holds.get(event.ask.ref.seq);
      if (hold !== undefined) hold.until ??= event.at;
    }
  });
  return [...holds.values()].flatMap(({ asked, seq, call, since, until, for: time }): Charge[] => {
    if (since === undefined) return [];
    const lasted = Math.max(0, (until ?? run.ended) - since);
    const share = time <= 0 ? 1 : Math.min(1, lasted / time);
    const { cost, energy, tokens } = amountsOf(plan, {}, asked.worst ?? {});
    const charged = { cost: timesMoney(cost, share), energy: energy * share, tokens };
    return [{ ...charged, call, role: "hold", seq }];
  });
}

function heldBy(event: RunEvent, seq: number): Held | undefined {
  if (event.t !== "Asked" || (event.ask.ask !== "hold" && event.ask.ask !== "gate")) return undefined;
  const { hold, call } = event.ask;
  return hold === undefined ? undefined : { asked: event, seq, call, for: hold.for };
}
