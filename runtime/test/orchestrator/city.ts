import type { Json } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { HandlerContext } from "../../src/handler.ts";
import type { Registration } from "../../src/orchestrator/registry.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";

/* A city of whose library workflows all twenty begin by one event. */

export const prefix = "std.response.workflows.";
export const workflows = standardModules
  .filter((name) => name.startsWith(prefix))
  .map((name) => name.slice(prefix.length));

/** The input of each workflow. */
const given: Readonly<Record<string, string>> = {
  location: "event.location",
  certainty: "95%",
  site: `"Central Station"`,
  officer: `"unit 7"`,
  pursuit: `"P1"`,
  offence: "violent",
  subject: `"W 123 AB"`,
  sectors: "[event.location]",
  agency: `"state police"`,
  crash: `"C1"`,
  injured: "3",
  person: `"Leo"`,
  risk: "80%",
  emergency: `"E1"`,
  expected: "40",
  warning: `"W1"`,
  radius: "2km",
  notice: `"N1"`,
  people: "900",
  level: "4",
  text: `"as reported"`,
  investigation: `"I1"`,
  minutes: "60",
};

/** The names of a plan's parameters, as its text declares them. */
function parametersOf(plan: string): readonly string[] {
  const text = standardModule(`${prefix}${plan}`)?.text ?? "";
  const header = new RegExp(`^plan ${plan}\\(([^)]*)\\)`, "mu").exec(text)?.[1] ?? "";
  return [...header.matchAll(/(\w+): /gu)].map(([, name]) => name ?? "");
}

/** A program in which one event sets off all of them. */
export const program = [
  "module city.morning",
  ...workflows.map((plan) => `import ${prefix}${plan} { ${plan} }`),
  "event morning(location: Geo) { from exercise }",
  ...workflows.map((plan) => {
    const told = parametersOf(plan).map((name) => `${name}: ${given[name]}`);
    return `trigger begin_${plan} { on event morning  start ${plan}(${told.join(", ")}) }`;
  }),
].join("\n");

/** One call of a handler. The same key again is the same call. */
export interface Call {
  readonly name: string;
  readonly key: string;
  readonly args: Readonly<Record<string, string>>;
}

/** Handlers of every action; `told` hears of each call before it returns. */
export function handlers(told: (call: Call) => void): Readonly<Record<string, Registration["handler"]>> {
  const names = [...(standardModule("std.response")?.text ?? "").matchAll(/^(?:service|agent) (\w+)\(/gmu)];
  const made = names.map(([, name = ""]) => {
    const handler = (args: Json, { key }: HandlerContext) => {
      told({ name, key, args: args as Call["args"] });
      return resultOf(`${name} ${key}`);
    };
    return [`std.response.${name}`, handler] as const;
  });
  return Object.fromEntries(made) as never;
}

function resultOf(id: string) {
  return {
    ...{ stream: id, unit: id, team: id, route: id, contact: id, allocation: id, lockdown: id },
    ...{ activation: id, bolo: id, broadcast: id, warning: id, alert: id, entry: id, id, investigation: id },
    ...{ answer: "nothing known", summary: "nothing unusual", reason: "proportionate" },
    ...{ amount: 1, persons: 2, level: 4, allowed: true, items: [`film of ${id}`] },
  };
}

/** What a city would know after these calls: who is in the air, what is locked, and what must not have been. */
export function cityAfter(calls: readonly Call[]) {
  const flying = new Set<string>();
  const locked = new Set<string>();
  const mistakes: string[] = [];
  const known = new Set<string>();
  const done: string[] = [];
  for (const { name, key, args } of calls) {
    if (known.has(key)) continue;
    known.add(key);
    done.push(name);
    const { drone = "", lockdown = "" } = args;
    if (name === "dispatch_drone" && flying.has(drone))
      mistakes.push(`${drone} is sent to two places at once`);
    if (name === "dispatch_drone") flying.add(drone);
    if (name === "recall_drone") flying.delete(drone);
    if (name === "initiate_lockdown") locked.add(`initiate_lockdown ${key}`);
    if (name === "lift_lockdown") locked.delete(lockdown);
  }
  return { done, flying: [...flying], locked: [...locked], mistakes };
}

/** Every role that decides in a response. */
export const everybody = [
  ...(standardModule("std.response.people")?.text ?? "").matchAll(/^role (\w+)/gmu),
].map(([, role]) => `std.response.people.${role}`);

/** A yes, or that it went well. */
export function answerTo(show: string): Json {
  if (show.startsWith("How did the visit")) return { calm: true, needs_care: false };
  if (show.startsWith("How did the talk")) return { calm: true, to_hospital: false };
  return { granted: true };
}

/** Where it all happens. */
export const place = { lat: 48.2, lon: 16.37 };
const sizes = {
  ...{ drones: 24, robots: 8, units: 60, ambulances: 24, co_responders: 12, buses: 40 },
  ...{ helicopters: 3, boats: 6, channels: 30 },
};

/** What the city hears that morning: all that it has is ready, and then everything happens. */
export const record: readonly IngressRecord[] = [
  ...Object.entries(sizes).flatMap(([pool, size]) =>
    Array.from({ length: size }, (_, at): IngressRecord => {
      const fields = { online: true, health: "ready", battery: 0.9, crisis_training: true, location: place };
      return { id: `${pool}${at}`, kind: "member", pool, member: `${pool}[${at + 1}]`, fields };
    }),
  ),
  { id: "morning", kind: "occurrence", event: "morning", source: "exercise", fields: { location: place } },
];

/** The result of each workflow where everybody says yes, and all goes well. */
export const ends: Readonly<Record<string, object>> = {
  active_shooter: { locked: false, sent: true },
  amber_alert: { safe: true },
  civil_unrest: { talked: true, units: true },
  crisis_escalation: { calm: true, visited: true },
  cyber_attack: { clean: true, isolated: true },
  drug_operation: { entered: true, watched: true },
  dv_risk_escalation: { sheltered: true, visited: true },
  gang_activity: { patrolled: true, sound: true },
  gunfire_response: { summary: "nothing unusual" },
  hot_vehicle: { recovered: true },
  lpr_hot_hit: { stopped: true },
  mass_casualty: { beds: 1, over: true },
  mental_health_crisis: { calm: true, talked: true },
  missing_person: { found: true },
  natural_disaster: { evacuated: true, over: true },
  officer_distress: { shielded: true },
  pursuit_coordination: { stopped: true },
  school_threat: { cared: true, locked: false, sent: true },
  terrorist_threat: { credible: true, protected: true },
  traffic_fatality: { opened: true },
};
