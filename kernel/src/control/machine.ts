/**
 * Control's state as text, and back: what follows from the rest (what is declared, ready to be asked; the order of the
 * alarms) is made anew.
 */

import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import { type Machine, oneByOne, type Seq } from "../machine.ts";
import { entriesOf } from "../persistent/heap.ts";
import { turnOfControl } from "./decide.ts";
import type { ControlCommand, ControlEvent, ControlInput } from "./events.ts";
import { armed } from "./evolve/alarms.ts";
import { evolveControl } from "./evolve.ts";
import { type Alarm, type ControlState, emptyControl } from "./state.ts";
import { layOut } from "./world/lay-out.ts";

/** To be raised whenever the same events come to another state, or the state is kept otherwise. */
const controlShape = 10;

export function writtenControl({ laid: _, alarms, ...rest }: ControlState): string {
  const parts = Object.entries({ ...rest, alarms: [...entriesOf(alarms)] });
  const fields = parts.flatMap(([name, part]) =>
    part === undefined ? [] : [`${JSON.stringify(name)}:${textOf(part)}`],
  );
  return `{${fields.join(",")}}`;
}

/** Undefined: it is none. */
export function readControl(text: string): ControlState | undefined {
  const result = readBack(JSON.parse(text) as Json);
  if (typeof result !== "object" || result === null || !hasParts(result)) return undefined;
  const { alarms, ...rest } = result;
  const state: ControlState = { ...emptyControl, ...rest, laid: layOut(rest.declared), alarms: undefined };
  return alarms.reduce((all, alarm) => armed(all, alarm), state);
}

type Kept = Omit<ControlState, "laid" | "alarms"> & { readonly alarms: readonly Alarm[] };

function hasParts(found: object): found is Kept {
  return Object.keys(emptyControl).every(
    (part) => part === "laid" || part === "armed" || Object.hasOwn(found, part),
  );
}

// Names that no value of a program gets, since those are quoted.
const map = "\u0000map";
const list = "\u0000list";
const plain = "\u0000plain";

/** Maps are written entry by entry: what is made for the text of one need not be there with what is made for the next. */
function textOf(part: unknown): string {
  if (!PersistentMap.isMap(part)) return JSON.stringify(written(part));
  const entries = [...part].map(([key, one]) => JSON.stringify([key, written(one)]));
  return `{${JSON.stringify(map)}:[${entries.join(",")}]}`;
}

function written(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isPlain(value)) return value;
  if (PersistentMap.isMap(value)) return { [map]: [...value].map(([key, one]) => [key, written(one)]) };
  if (List.isList(value)) return { [list]: [...value].map(written) };
  if (Array.isArray(value)) return value.map(written);
  const entries = Object.entries(value).map(([key, one]) => [key, written(one)] as const);
  const made = Object.fromEntries(entries);
  return entries.some(([key]) => isReserved(key)) ? { [plain]: made } : made;
}

/** True if it is written as it is: most of a state is what runs have sent. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  // Each part of ten thousand entries comes here: no list is made of its fields.
  for (const key in value) {
    if (isReserved(key) || !isPlain((value as { readonly [key: string]: unknown })[key])) return false;
  }
  return true;
}

function isReserved(key: string): boolean {
  return key.charCodeAt(0) === 0;
}

function readBack(value: Json): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(readBack);
  const parts = value as Readonly<Record<string, Json>>;
  const pairs = parts[map] as readonly (readonly [string, Json])[] | undefined;
  if (pairs !== undefined) return PersistentMap(pairs.map(([key, one]) => [key, readBack(one)] as const));
  const items = parts[list] as readonly Json[] | undefined;
  if (items !== undefined) return List(items.map(readBack));
  const quoted = (parts[plain] as Readonly<Record<string, Json>> | undefined) ?? parts;
  return Object.fromEntries(Object.entries(quoted).map(([key, one]) => [key, readBack(one)]));
}

/** The machine of an installation: who runs, and what people are asked. It knows nothing of any plan. */
export const controlMachine: Machine<null, ControlState, ControlInput, ControlEvent, ControlCommand> = {
  empty: emptyControl,
  decide: (plan, state, input) => turnOfControl(plan, state, input).events,
  turn: turnOfControl,
  turns: oneByOne(turnOfControl),
  evolve: evolveControl,
  command,
  pending,
  nextWake: ({ alarms }) => alarms?.entry.due,
  snapshot: {
    shape: controlShape,
    write: writtenControl,
    read: readControl,
    vouched: (event) =>
      event.t === "Snapshotted" ? { length: event.after, digest: event.digest } : undefined,
  },
};

function command(
  _plan: null,
  _state: ControlState,
  event: ControlEvent,
  seq: Seq,
): ControlCommand | undefined {
  if (event.t === "Admitted") return { do: "start", run: event.run, plan: event.plan };
  if (event.t === "Fired") {
    const { at: _, t: __, ...firing } = event;
    return { do: "fire", firing };
  }
  if (event.t === "Replaced") return { do: "cancel", run: event.run, by: event.by };
  if (!("say" in event)) return undefined;
  const { run, prev, say } = event;
  const from = { stream: controlStream, seq, ...(prev === undefined ? {} : { prev }) } as const;
  return { do: "send", to: run, from, body: say };
}

/** The one installation that there is, until it is sharded. */
export const controlStream = "control/main";

/** Runs that were not asked for yet, or of which nothing was heard; messages that no run has acknowledged. */
function pending(state: ControlState): readonly Seq[] {
  const results: Seq[] = [...state.firings.values()].map(({ seq }) => seq);
  for (const { seq, heard, unacknowledged } of state.runs.values()) {
    if (!heard) results.push(seq);
    results.push(...unacknowledged);
  }
  return results.sort((one, other) => one - other);
}
