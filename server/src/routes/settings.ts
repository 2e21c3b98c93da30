import type { Json, JsonObject } from "@orchlang/plan";
import { spokenValue } from "@orchlang/plan/quantities";
import { maskedValue } from "@orchlang/runtime";
import type { SettingReport } from "@orchlang/runtime/reports";
import type { Context, Program } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, count, list, record, text, time } from "../schemas.ts";

const version = {
  version: { ...count, description: "the event in the journal from which it is in force" },
  at: time,
  value: { ...anyJson, description: "left out: none" },
  text: { ...text, description: "the value as people say it, with its unit" },
  by: text,
  why: text,
};
const why = { ...text, minLength: 1, maxLength: 1_000, description: "journalled, with who decides it" };
const changed = record({ name: text, version: count });

/** Settings: signals of the program to which people give values, without a change of the program. */
export const settingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/settings",
    operation: "listSettings",
    summary: "Signals that can be set, with the value that somebody has given them last",
    group: "settings",
    role: "viewer",
    reply: record({ settings: list(record({ name: text, ...version }, Object.keys(version))) }),
    handle: (context, { by }) => {
      const given = new Map(shown(context).map((one) => [one.name, one.versions.at(-1)]));
      const settings = names(context).map((name): JsonObject => {
        const last = given.get(name);
        return { name, ...(last === undefined ? {} : versionView(name, last, context, by)) };
      });
      return { body: { settings } };
    },
  },
  {
    method: "GET",
    path: "/settings/:setting",
    operation: "getSetting",
    summary: "The versions of a setting, newest first",
    group: "settings",
    role: "viewer",
    params: record({ setting: text }),
    reply: record({ name: text, versions: list(record(version, ["value", "text"])) }),
    handle: (context, { by, params }) => {
      const { name, versions } = named(context, params.setting ?? "");
      const newest = versions.toReversed();
      return { body: { name, versions: newest.map((one) => versionView(name, one, context, by)) } };
    },
  },
  {
    method: "POST",
    path: "/settings/:setting",
    operation: "changeSetting",
    summary: "Give a setting a value, in force from an event of the journal on; without `value` it has none",
    group: "settings",
    role: "operator",
    keyed: true,
    action: "settings",
    params: record({ setting: text }),
    body: record(
      {
        value: anyJson,
        expects: { ...count, description: "the version that is to be replaced; 0: there is none yet" },
        why,
      },
      ["value", "expects"],
    ),
    status: 202,
    reply: changed,
    handle: async (context, { by, params, body, key }) => {
      needsAll(by);
      const { name } = named(context, params.setting ?? "");
      const { value, expects } = body;
      const wanted = {
        name,
        ...(value === undefined ? {} : { value }),
        ...(typeof expects === "number" ? { expects } : {}),
      };
      return { body: orProblem(await context.orchestrator.set(wanted, String(body.why), by.user, key)) };
    },
  },
  {
    method: "POST",
    path: "/settings/:setting/revert",
    operation: "revertSetting",
    summary: "Give a setting the value of an earlier version again; 0: none",
    group: "settings",
    role: "operator",
    keyed: true,
    action: "settings",
    params: record({ setting: text }),
    body: record({ version: count, why }),
    status: 202,
    reply: changed,
    handle: async (context, { by, params, body, key }) => {
      needsAll(by);
      const { name, versions } = named(context, params.setting ?? "");
      const earlier = versions.find(({ seq }) => seq === body.version);
      if (earlier === undefined && body.version !== 0)
        throw new ProblemError(404, "unknown_version", `${name} has no such version: list them.`);
      const wanted = { name, ...(earlier?.value === undefined ? {} : { value: earlier.value }) };
      return { body: orProblem(await context.orchestrator.set(wanted, String(body.why), by.user, key)) };
    },
  },
];

/** A setting counts for every plan that reads it. */
function needsAll(by: Principal): void {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "A token of some plans cannot change settings.");
}

/** Signals without a label above `internal`: what is set is in the journal for everybody. */
function names({ orchestrator }: Context): readonly string[] {
  return orchestrator.context
    .now("secret")
    .flatMap(({ name, kind, label }) => (kind === "signal" && label === "internal" ? [name] : []));
}

function shown({ orchestrator }: Context): readonly SettingReport[] {
  return orchestrator.settings();
}

/** By its qualified name, or its last part. */
function named(context: Context, name: string): SettingReport {
  const all = names(context);
  const full = all.find((one) => one === name) ?? all.find((one) => one.endsWith(`.${name}`));
  if (full === undefined)
    throw new ProblemError(
      404,
      "unknown_setting",
      "There is no such setting; `faults` lists those that there are.",
      all,
    );
  return shown(context).find((one) => one.name === full) ?? { name: full, versions: [] };
}

function versionView(
  name: string,
  { seq, at, value, by: who, why: reason }: SettingReport["versions"][number],
  { program }: Context,
  by: Principal,
): JsonObject {
  const shownValue = value === undefined ? {} : settingValue(program, name, value, by);
  return { version: seq, at, ...shownValue, by: who, why: reason };
}

/** A value of a setting with its labelled parts masked, and as people say it. */
export function settingValue(program: Program, name: string, value: Json, by: Principal): JsonObject {
  const shownValue = ofSignal(program, name, value, by);
  const signal = signalOf(program, name);
  const result = signal === undefined ? undefined : spokenValue(shownValue, signal);
  return { value: shownValue, ...(result === undefined ? {} : { text: result }) };
}

/** A value of a signal, its labelled parts masked. */
function ofSignal(program: Program, name: string, value: Json, { clearance }: Principal): Json {
  const signal = signalOf(program, name);
  const { schemas } = program.world;
  return signal === undefined ? value : maskedValue(value, signal, { schemas, clearance });
}

/** The declaration of a signal, or of the family that it belongs to. */
function signalOf({ world }: Program, name: string): Program["world"]["signals"][string] | undefined {
  return world.signals[name.replace(/\(.*$/u, "")];
}
