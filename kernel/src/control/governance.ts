/** Decisions of people about the installation: settings, and parts of it that begin no runs. */
import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { List } from "immutable";
import { limits } from "../limits.ts";
import type { RunId, Seq } from "../machine.ts";
import type { ControlEvent } from "./events.ts";
import { sensed } from "./evolve/context.ts";
import { type Reach, reaches } from "./reach.ts";
import type { AdmissionScope, ClosedAdmission, ControlState, SettingVersion } from "./state.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** The setting that disables a trigger where it is `false`. */
export function triggerSetting(trigger: string): string {
  return `trigger ${trigger}`;
}

/** The value of a setting now; undefined: none. */
export function settingOf({ settings }: ControlState, name: string): Json | undefined {
  return settings.get(name)?.last()?.value;
}

export function isDisabled(state: ControlState, trigger: string): boolean {
  return settingOf(state, triggerSetting(trigger)) === false;
}

/** A run that may begin. */
interface Starting {
  /** Its plan or goal. */
  readonly entry: string;
  /** Undefined: it is not known yet, so that only what holds for every input counts. */
  readonly input: Json | undefined;
  /** Undefined: it is not known. */
  readonly reach: Reach | undefined;
}

/** Why a run does not begin; undefined: it does. */
export function closureOf(
  { admission, closures }: ControlState,
  starting: Starting,
): ClosedAdmission | undefined {
  if (admission !== undefined && admission.mode !== "opening") return admission;
  return closures.find(({ mode, scope }) => mode !== "opening" && isWithin(scope, starting));
}

/** True if a run is one of the scope. A plan whose reach is not known may be one that the label and the site mean. */
export function isWithin(scope: AdmissionScope, { entry, input, reach }: Starting): boolean {
  const { plan, input: wanted, plans } = scope;
  if (plan !== undefined && plan !== entry) return false;
  if (reach === undefined ? plans?.includes(entry) === false : !reaches(reach, scope)) return false;
  const given = typeof input === "object" && input !== null && !Array.isArray(input) ? input : {};
  return Object.entries(wanted ?? {}).every(([name, value]) => {
    if (!Object.hasOwn(given, name)) return false;
    const has = (given as { readonly [name: string]: Json })[name];
    return has !== undefined && equal(has, value);
  });
}

/** The newest word about the admission of runs, by which a request learns that another has come since. */
export function lastWordOf({ admissionWords }: ControlState): string | undefined {
  return admissionWords.last()?.id;
}

/** A part's name: earlier releases noted the plans that its label and site meant. */
export function scopeText({ plans: _, ...named }: AdmissionScope): string {
  return canonical(named as Json);
}

/** More runs were paused with a word than it has named. */
function movedToo(words: ControlState["admissionWords"], of: string, moved: readonly RunId[]): typeof words {
  return words.map((word) => (word.id === of ? { ...word, moved: [...word.moved, ...moved] } : word));
}

export function admission(before: ControlState, event: Event<"Admission">): ControlState {
  const { id, at, mode, by, why, held = [], scope, of } = event;
  const moved = mode === "stopped" ? [] : (event.moved ?? held);
  const about = scope === undefined ? {} : { scope };
  const list = before.admissionWords;
  const words = of === undefined ? list.push({ id, mode, why, moved, ...about }) : movedToo(list, of, moved);
  const admissionWords = words.size > limits.admissionWordsMax ? words.shift() : words;
  const state = { ...before, taken: before.taken.set(id, true as const), admissionWords };
  if (mode === "open" && held.length === 0) {
    if (scope !== undefined) return { ...state, closures: state.closures.delete(scopeText(scope)) };
    const { admission: _, ...open } = state;
    return open;
  }
  const closed = {
    id: of ?? id,
    mode: mode === "open" ? "opening" : mode,
    since: at,
    by: by.id,
    why,
    held,
  } as const;
  if (scope === undefined) return { ...state, admission: closed };
  return { ...state, closures: state.closures.set(scopeText(scope), { ...closed, scope }) };
}

/** Why a setting is not given its value; undefined: it is. */
export function refusalOfSet(
  state: ControlState,
  { name, expects }: Pick<Event<"Set">, "name" | "expects">,
): string | undefined {
  const version = state.settings.get(name)?.last()?.seq ?? 0;
  return expects === undefined || expects === version ? undefined : `its version is ${version} by now`;
}

/** The newest versions of a setting are kept here; the journal has all. */
export function setTo(before: ControlState, event: Event<"Set">, seq: Seq): ControlState {
  const { id, at, name, value, by, why } = event;
  if (refusalOfSet(before, event) !== undefined) return { ...before, taken: before.taken.set(id, true) };
  const version: SettingVersion = { seq, at, id, ...(value === undefined ? {} : { value }), by: by.id, why };
  const versions = (before.settings.get(name) ?? List<SettingVersion>()).push(version);
  const kept = versions.size > limits.settingVersionsMax ? versions.shift() : versions;
  const state = { ...before, settings: before.settings.set(name, kept) };
  const isSignal = before.laid.bySource.has(name);
  const reading = { t: "Sensed", id, at, name, ...(value === undefined ? {} : { value }) } as const;
  return isSignal ? sensed(state, reading) : { ...state, taken: state.taken.set(id, true) };
}
