import type { JsonObject, PlanId, Schema } from "@orchlang/plan";
import type {
  EventDeclaration,
  FamilyIndex,
  Flag,
  Signal,
  Trigger,
  TriggerSource,
  World,
} from "@orchlang/plan/context";
import { bindLocals, type Expression, evaluate, freeReads } from "@orchlang/plan/expressions";
import { nextInstant } from "@orchlang/plan/quantities";
import type { Instant } from "../../machine.ts";
import type { Reach } from "../reach.ts";
import type {
  LaidCondition,
  LaidEvent,
  LaidFusion,
  LaidSignal,
  LaidTimer,
  LaidTrigger,
  LaidWorld,
  OnEvent,
} from "./laid.ts";
import { valuesOf } from "./values.ts";

/** Declarations of plans and programs. The newest of each name counts. */
export interface Declarations {
  readonly signals: Readonly<Record<string, Signal>>;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly events: Readonly<Record<string, EventDeclaration>>;
  readonly kinds: Readonly<Record<string, Schema>>;
  readonly memberUnits?: World["memberUnits"];
  readonly triggers: readonly Trigger[];
  readonly targets: Readonly<Record<string, PlanId>>;
  /** How long is remembered what a signal or flag was, ms by name. */
  readonly keeps: Readonly<Record<string, number>>;
  /** The events that the plans of triggers wait for. */
  readonly awaits: Readonly<Record<PlanId, readonly string[]>>;
  /** The labels and sites of the plans of triggers. Left out: an earlier release has armed them. */
  readonly reaches?: Readonly<Record<PlanId, Reach>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

export const nothingDeclared: Declarations = {
  signals: {},
  flags: {},
  events: {},
  kinds: {},
  triggers: [],
  targets: {},
  keeps: {},
  awaits: {},
  schemas: {},
};

export function layOut(declared: Declarations): LaidWorld {
  const signals = new Map<string, LaidSignal>();
  const bySource = new Map<string, string[]>();
  for (const signal of Object.values(declared.signals)) {
    const values = valuesOf(signal.schema);
    for (const { suffix, locals } of membersOf(signal.family)) {
      const name = signal.name + suffix;
      signals.set(name, {
        name,
        fuse: signal.fuse ?? "latest",
        values,
        fresh: numberOf(signal.fresh, locals),
        decay: (numberOf(signal.decay, locals) ?? 0) / 1000,
        history: numberOf(signal.history, locals),
      });
      for (const source of [signal.name, ...signal.sources]) add(bySource, source + suffix, name);
    }
  }
  const flags = Object.values(declared.flags).flatMap(flagsOf);
  const triggers = layTriggers(declared);
  const conditions = indexed([...inOrder(flags), ...triggers.changes], signals);
  const readers = new Map<string, LaidCondition[]>();
  for (const condition of conditions) {
    // How sure it is changes with what is behind it, also where no flag in between turns.
    const behind = condition.confidence > 0 ? condition.behind : [];
    for (const name of new Set([...namesIn(condition.value), ...behind])) add(readers, name, condition);
  }
  const events = new Map<string, LaidEvent>();
  const fusions = new Map<string, LaidFusion[]>();
  for (const event of Object.values(declared.events)) {
    events.set(event.name, layEvent(event));
    const fusion = layFusion(event);
    if (fusion === undefined) continue;
    for (const joined of new Set(fusion.joins.map((join) => join.event))) add(fusions, joined, fusion);
  }
  return {
    signals,
    bySource,
    conditions,
    byName: new Map(conditions.map((condition) => [condition.name, condition])),
    readers,
    events,
    fusions,
    ...triggers.laid,
  };
}

/** A constant, or what the index of a family makes of it. */
function numberOf(expression: Expression | undefined, locals: JsonObject = {}): number | undefined {
  if (expression === undefined) return undefined;
  const evaluated = evaluate(expression, {
    read: ({ name }) => (Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] }),
  });
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
}

interface Member {
  readonly suffix: string;
  readonly locals: JsonObject;
}

/** Every member of a family: `(kitchen)`; one without a suffix where there is none. */
function membersOf(family: FamilyIndex | undefined): readonly Member[] {
  if (family === undefined || family.length === 0) return [{ suffix: "", locals: {} }];
  let all: readonly (readonly string[])[] = [[]];
  for (const { members } of family) all = all.flatMap((one) => members.map((member) => [...one, member]));
  return all.map((index) => ({
    suffix: `(${index.join(",")})`,
    locals: Object.fromEntries(family.map(({ name }, place) => [name, index[place] ?? ""])),
  }));
}

type Unplaced = Omit<LaidCondition, "index" | "behind" | "decaying">;

function flagsOf(flag: Flag): readonly Unplaced[] {
  return membersOf(flag.family).map(({ suffix, locals }) => {
    // How sure one is, and why it is so, is no matter of the others.
    const value = suffix === "" ? flag.value : bindLocals(flag.value, locals);
    return {
      name: flag.name + suffix,
      value,
      locals,
      readsNow: readsNow(value),
      confidence: numberOf(flag.confidence, locals) ?? 0,
      hold: numberOf(flag.hold, locals) ?? 0,
    };
  });
}

function readsNow(value: Expression): boolean {
  return freeReads(value).some(({ from, name }) => from === "context" && name === "now");
}

function namesIn(value: Expression): readonly string[] {
  return freeReads(value).flatMap(({ from, name }) => (from === "context" && name !== "now" ? [name] : []));
}

/** Each after those that it reads; the compiler lets no circle through. */
function inOrder(flags: readonly Unplaced[]): readonly Unplaced[] {
  const known = new Map(flags.map((flag) => [flag.name, flag]));
  const placed = new Set<Unplaced>();
  const open = (flag: Unplaced): void => {
    if (placed.has(flag)) return;
    known.delete(flag.name);
    for (const name of namesIn(flag.value)) {
      const read = known.get(name);
      if (read !== undefined) open(read);
    }
    placed.add(flag);
  };
  flags.forEach(open);
  return [...placed];
}

function indexed(
  conditions: readonly Unplaced[],
  signals: ReadonlyMap<string, LaidSignal>,
): readonly LaidCondition[] {
  const known = new Map<string, readonly string[]>();
  return conditions.map((condition, index) => {
    const all = namesIn(condition.value).flatMap((name) =>
      signals.has(name) ? [name] : (known.get(name) ?? []),
    );
    const behind = [...new Set(all)];
    known.set(condition.name, behind);
    const decaying = behind.filter((name) => (signals.get(name)?.decay ?? 0) > 0);
    return { ...condition, index, behind, decaying };
  });
}

function layEvent({ name, dedupe }: EventDeclaration): LaidEvent {
  const within = numberOf(dedupe?.within);
  if (dedupe === undefined || within === undefined) return { name };
  return { name, dedupe: { within, ...(dedupe.by === undefined ? {} : { by: dedupe.by }) } };
}

function layFusion(event: EventDeclaration): LaidFusion | undefined {
  const { name, joins, emit, near, by, where, late } = event;
  if (joins === undefined || emit === undefined) return undefined;
  const lateness = numberOf(late);
  const within = numberOf(near?.within);
  return {
    name,
    joins,
    within: numberOf(event.within) ?? Number.POSITIVE_INFINITY,
    ...(lateness === undefined ? {} : { late: lateness }),
    ...(near === undefined || within === undefined
      ? {}
      : {
          near: {
            distance: { op: "call", fn: "geo.distance", args: [near.first, near.second] } as const,
            within,
          },
        }),
    ...(by === undefined ? {} : { by: keyOf(by, joins) }),
    ...(where === undefined ? {} : { where }),
    emit,
  };
}

/** `by shot.sensor`: asked of every joined occurrence as it is written of the first that it names. */
function keyOf(key: Expression, joins: readonly { readonly as: string }[]): NonNullable<LaidFusion["by"]> {
  const named = freeReads(key).find(
    ({ from, name }) => from === "local" && joins.some(({ as }) => as === name),
  );
  return { key, as: named?.name ?? joins[0]?.as ?? "" };
}

function add<K, T>(map: Map<K, T[]>, key: K, one: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [one]);
  else list.push(one);
}

type Laid = Pick<LaidWorld, "triggers" | "onEvent" | "onOutcome" | "onRequest" | "timers">;

/** Triggers by what sets them off; what they watch for changes beside them. */
function layTriggers(declared: Declarations): {
  readonly laid: Laid;
  readonly changes: readonly Unplaced[];
} {
  const triggers = new Map<string, LaidTrigger>();
  const onEvent = new Map<string, OnEvent[]>();
  const onOutcome = new Map<string, LaidTrigger[]>();
  const onRequest = new Map<string, LaidTrigger[]>();
  const timers: LaidTimer[] = [];
  const changes: Unplaced[] = [];
  for (const result of declared.triggers) {
    const trigger = layTrigger(result, declared);
    triggers.set(trigger.name, trigger);
    for (const [place, source] of result.on.entries()) {
      const id = `${trigger.name}#${place}`;
      if (source.kind === "event") {
        const { event, where } = source;
        add(onEvent, event, { trigger, ...(where === undefined ? {} : { where }) });
      } else if (source.kind === "outcome") add(onOutcome, `${source.outcome} ${source.target}`, trigger);
      else if (source.kind === "request") add(onRequest, source.path, trigger);
      else if (source.kind === "change") changes.push(changeOf(id, trigger.name, source));
      else timers.push({ id, trigger: trigger.name, when: whenOf(source) });
    }
  }
  return { laid: { triggers, onEvent, onOutcome, onRequest, timers }, changes };
}

function layTrigger({ debounce, throttle, ...said }: Trigger, { targets }: Declarations): LaidTrigger {
  const quiet = numberOf(debounce?.for);
  const per = numberOf(throttle?.per);
  return {
    ...said,
    plan: targets[said.starts.target],
    ...(debounce === undefined || quiet === undefined
      ? {}
      : { debounce: { for: quiet, ...(debounce.by === undefined ? {} : { by: debounce.by }) } }),
    ...(throttle === undefined || per === undefined ? {} : { throttle: { count: throttle.count, per } }),
  };
}

function changeOf(
  name: string,
  trigger: string,
  { condition, for: lasts }: Extract<TriggerSource, { readonly kind: "change" }>,
): Unplaced {
  return {
    name,
    value: condition,
    locals: {},
    readsNow: readsNow(condition),
    confidence: 0,
    hold: 0,
    sets: { trigger, after: numberOf(lasts) ?? 0 },
  };
}

/** Not more often than once a second: a shorter period is a mistake, and would do nothing else any more. */
const leastPeriod = 1_000;

function whenOf(source: Extract<TriggerSource, { readonly kind: "schedule" | "every" }>): LaidTimer["when"] {
  if (source.kind === "schedule") return { cron: source.cron, zone: source.zone };
  return { every: Math.max(leastPeriod, numberOf(source.period) ?? leastPeriod) };
}

/** When time sets a trigger off next, after an instant at which it did. */
export function afterInstant({ when }: LaidTimer, at: Instant): Instant | undefined {
  return "every" in when ? at + when.every : nextInstant(when.cron, when.zone, at);
}

/** By what a timer is known to be the one that it was. */
export function specOf({ when }: LaidTimer): string {
  return "every" in when ? `every ${when.every}` : `${when.cron} ${when.zone}`;
}
