import { type RunId, sizeOf } from "@orchlang/kernel";
import {
  type ControlState,
  candidatesFor,
  knownOf,
  type MemberState,
  settingOf,
  triggerSetting,
} from "@orchlang/kernel/control";
import type { Confidentiality, Json, JsonObject } from "@orchlang/plan";
import { maskedValue } from "../library/mask.ts";
import type {
  FlagReport,
  HoldReport,
  MemberReport,
  PoolReport,
  SignalReport,
  TriggerReport,
  WorldReport,
} from "./world-report.ts";

/** The context, occurrences, and firings of triggers; personal values are masked. */
export function aroundOf(
  state: ControlState,
  now: number,
  refused: Readonly<Record<string, number>>,
): WorldReport {
  const at = { ...state, at: Math.max(now, state.at) };
  return {
    armed: state.armed !== undefined,
    triggers: [...state.laid.triggers.keys()].map((name) => triggerOf(at, name)),
    signals: [...state.laid.signals.keys()].map((name) => signalOf(at, name)),
    flags: [...state.laid.byName.values()].flatMap(({ name, sets }) =>
      sets === undefined ? [flagOf(at, name)] : [],
    ),
    pools: [...state.pools.keys()].sort().map((name) => poolOf(at, name)),
    ...(state.admission === undefined ? {} : { admission: state.admission }),
    closures: [...state.closures.values()],
    fusions: [...state.fusions].map(([name, { pending, order, newest }]) => ({
      name,
      pending: pending.size,
      held: order.size,
      ...(newest === 0 ? {} : { newest }),
    })),
    attention: [...state.runs].flatMap(([run, { attention: needs }]) =>
      needs === undefined ? [] : [{ run, needs }],
    ),
    tallies: Object.fromEntries([...state.tallies].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    refused,
  };
}

function triggerOf(state: ControlState, name: string): TriggerReport {
  const { laid, timers, groups, tallies } = state;
  const dues = laid.timers.flatMap((timer) => {
    const due = timer.trigger === name ? timers.get(timer.id)?.due : undefined;
    return due === undefined ? [] : [due];
  });
  const own = [...groups].filter(([group]) => group === name || group.startsWith(`${name} `));
  const waiting = [...groups.values()].flatMap(({ queue }) => [...queue]);
  return {
    name,
    starts: laid.triggers.get(name)?.starts.target ?? "",
    fired: tallies.get(`${name} fired`) ?? 0,
    running: own.reduce((sum, [, { active }]) => sum + active.size, 0),
    queued: waiting.filter(({ trigger }) => trigger === name).length,
    ...(dues.length === 0 ? {} : { next: Math.min(...dues) }),
    ...(settingOf(state, triggerSetting(name)) === false ? { disabled: true } : {}),
  };
}

function signalOf(state: ControlState, name: string): SignalReport {
  const { value, confidence, when, sources = [] } = knownOf(state, name);
  const label = state.declared.signals[withoutMember(name)]?.label.confidentiality;
  return {
    name,
    ...(value === undefined ? {} : { value: shown(value, label) }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(when === undefined ? {} : { age: state.at - when }),
    sources,
  };
}

function flagOf(state: ControlState, name: string): FlagReport {
  const { value, when } = knownOf(state, name);
  const label = state.declared.flags[withoutMember(name)]?.label.confidentiality;
  return {
    name,
    ...(value === undefined ? {} : { value: shown(value, label) }),
    ...(when === undefined ? {} : { since: when }),
  };
}

function poolOf({ pools, lines }: ControlState, name: string): PoolReport {
  const pool = pools.get(name);
  const members: Record<string, number> = {};
  const aside: string[] = [];
  for (const member of pool?.members.values() ?? []) {
    const { id, told, health } = member;
    if (health !== "gone") members[health] = (members[health] ?? 0) + 1;
    if (told === "ready" && isAside(member)) aside.push(id);
  }
  const waiting = sizeOf(lines.get(name)?.places);
  const { capacity, held = 0 } = pool ?? {};
  return {
    name,
    members,
    ...(aside.length === 0 ? {} : { aside }),
    held,
    waiting,
    ...(capacity === undefined ? {} : { capacity }),
  };
}

/** Every member of every pool that is there. */
export function membersOf(state: ControlState): readonly MemberReport[] {
  return [...state.pools].flatMap(([pool, { members, reservations }]) =>
    [...members.values()].flatMap(({ id, health, fields, holder, heard }): MemberReport[] => {
      if (health === "gone") return [];
      const hold = holder === undefined ? undefined : state.holds.get(holder);
      const until = hold?.due === undefined ? {} : { until: hold.due };
      const reserved = reservedOf(state, reservations, id);
      return [
        {
          pool,
          id,
          health,
          fields: shownFields(state, pool, fields),
          ...(hold === undefined ? {} : { holder: { run: hold.run, since: hold.since, ...until } }),
          ...(reserved.length === 0 ? {} : { reserved }),
          ...(heard === 0 ? {} : { heard }),
        },
      ];
    }),
  );
}

function reservedOf(
  { holds }: ControlState,
  reservations: PoolReservations = [],
  id: string,
): NonNullable<MemberReport["reserved"]> {
  return reservations
    .flatMap(({ member, hold, from, until }) => {
      const run = member === id ? holds.get(hold)?.run : undefined;
      return run === undefined ? [] : [{ run, from, until }];
    })
    .sort((one, other) => one.from - other.from);
}

type PoolReservations = NonNullable<ReturnType<ControlState["pools"]["get"]>>["reservations"];

/** The members that a run waits for, and why each pool that could give one gives none. */
export function waitsOfRun(state: ControlState, run: RunId): readonly HoldReport[] {
  return [...state.holds].flatMap(([name, one]) =>
    one.run === run && one.status === "waiting"
      ? [{ pool: one.hold.pool, since: one.since, candidates: candidatesFor(state, name, one.hold) }]
      : [],
  );
}

function shownFields({ declared }: ControlState, pool: string, fields: JsonObject): Json {
  const schema = declared.kinds[pool];
  const label = { confidentiality: "internal", integrity: "trusted" } as const;
  return schema === undefined
    ? fields
    : maskedValue(fields, { schema, label }, { schemas: declared.schemas });
}

/** True if the member is set aside in spite of its own report. A silent member only needs to report again. */
function isAside({ damped, health }: MemberState): boolean {
  return damped === true || health === "quarantined";
}

function withoutMember(name: string): string {
  return name.replace(/\(.*$/u, "");
}

/** A value above internal is replaced by its label (semantics, rule 50). */
function shown(value: Json, label: Confidentiality | undefined): Json {
  return label === "personal" || label === "secret" ? `‹${label}›` : value;
}
