/** Settings that people give values to, and notes of what was done outside of runs. */
import type { Seq } from "@orchlang/kernel";
import { type ControlState, refusalOfSet, refusedFor, triggerSetting } from "@orchlang/kernel/control";
import type { User } from "@orchlang/kernel/run";
import type { Json, JsonObject } from "@orchlang/plan";
import { notJson } from "@orchlang/plan/json";
import { labelOf } from "../context/known-now.ts";
import { limits } from "../limits.ts";
import type { Refusal, SettingReport } from "../orchestrator-types.ts";
import { admittedRecord, qualified, shape } from "./admit-record.ts";
import { type Done, stopped } from "./answer.ts";
import type { Runs } from "./runs.ts";

interface Setting {
  readonly name: string;
  readonly value?: Json;
  readonly expects?: Seq;
}

interface Word {
  readonly why: string;
  readonly by: User;
  readonly id: string;
}

export async function setSetting(
  runs: Runs,
  wanted: Setting,
  { why, by, id }: Word,
): Promise<{ readonly name: string; readonly version: Seq } | Refusal> {
  const { control } = runs;
  const known = admittedSetting(control.state, wanted, runs.world.clock.now());
  if ("refused" in known) return known;
  const { name } = known;
  const versions = control.state.settings.get(name);
  const before = versions?.findLast((one) => one.id === id);
  if (before !== undefined) return { name, version: before.seq };
  const stale = refusalOfSet(control.state, { ...known, ...wanted, name });
  if (stale !== undefined) return { refused: "request", message: `${name} is not set: ${stale}.` };
  const expects = wanted.expects === undefined ? {} : { expects: wanted.expects };
  const decided = await control.offer((at) => ({ t: "Set", at, id, ...known, ...expects, by, why }));
  if (decided === "stopped") return stopped(runs);
  const refusal = refusedFor(control.state, id);
  if (refusal !== undefined) return { refused: "request", message: `${name} is not set: ${refusal}.` };
  const version = control.state.settings.get(name)?.findLast((one) => one.id === id)?.seq;
  if (version !== undefined) return { name, version };
  return { refused: "request", message: `This id was used for something else, so ${name} is not set.` };
}

/** The setting by its full name, and its value in the form of its type. */
function admittedSetting(
  state: ControlState,
  { name, value }: Setting,
  now: number,
): { readonly name: string; readonly value?: Json } | Refusal {
  const wrong = value === undefined ? undefined : notJson(value);
  if (wrong !== undefined) return shape(`The value of ${name} is not JSON: ${wrong.says}.`);
  const size = value === undefined ? 0 : JSON.stringify(value).length;
  if (size > limits.settingCharsMax)
    return shape(`The value of ${name} has ${size} characters, over the limit of ${limits.settingCharsMax}.`);
  const given = value === undefined ? {} : { value };
  if (name.startsWith("server ")) return { name, ...given };
  if (name.startsWith(triggerSetting(""))) {
    const trigger = qualified(name.slice(triggerSetting("").length), state.laid.triggers.keys());
    if (trigger === undefined) return { refused: "unknown", message: `There is no ${name}.` };
    if (value !== undefined && typeof value !== "boolean")
      return shape("A trigger is enabled (`true`) or disabled (`false`).");
    return { name: triggerSetting(trigger), ...given };
  }
  const signal = qualified(name, state.laid.signals.keys());
  if (signal === undefined)
    return {
      refused: "unknown",
      message: `There is no setting ${name}: settings are signals of the program.`,
    };
  if (labelOf(state, signal) !== "internal")
    return { refused: "clearance", message: `${signal} is labelled: it is no setting.` };
  const read = admittedRecord(state, { kind: "reading", id: "", name: signal, ...given }, now);
  if ("refused" in read) return read;
  return {
    name: signal,
    ...("value" in read.ok && read.ok.value !== undefined ? { value: read.ok.value } : {}),
  };
}

export function settingsOf({ settings }: ControlState): readonly SettingReport[] {
  return [...settings]
    .map(([name, versions]) => ({ name, versions: versions.toArray() }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

export async function note(
  runs: Runs,
  { about, fields, id }: { readonly about: string; readonly fields: JsonObject; readonly id: string },
): Promise<Done> {
  const wrong = notJson(fields);
  if (wrong !== undefined) return shape(`The note is not JSON: ${wrong.says}.`);
  if (JSON.stringify(fields).length > limits.settingCharsMax)
    return shape(`A note has at most ${limits.settingCharsMax} characters.`);
  const decided = await runs.control.offer((at) => ({ t: "Noted", at, id, about, fields }));
  return decided === "stopped" ? stopped(runs) : { done: true };
}
