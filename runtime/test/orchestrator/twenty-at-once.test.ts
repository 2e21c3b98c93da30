import { stepName } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { Stage } from "./stage.ts";

/* The twenty workflows of the standard library, all begun by one event, in a simulated city. */

const minute = 60_000;
const prefix = "std.response.workflows.";
const workflows = standardModules
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

const program = [
  "module city.morning",
  ...workflows.map((plan) => `import ${prefix}${plan} { ${plan} }`),
  "event morning(location: Geo) { from exercise }",
  ...workflows.map((plan) => {
    const told = parametersOf(plan).map((name) => `${name}: ${given[name]}`);
    return `trigger begin_${plan} { on event morning  start ${plan}(${told.join(", ")}) }`;
  }),
].join("\n");

/** Handlers that keep what a city would: who is in the air, who was sent, what is locked, what was written down. */
class City {
  readonly flying = new Set<string>();
  readonly locked = new Set<string>();
  readonly calls: string[] = [];
  readonly mistakes: string[] = [];
  #made = 0;

  readonly handlers = Object.fromEntries(
    [...(standardModule("std.response")?.text ?? "").matchAll(/^(?:service|agent) (\w+)\(/gmu)].map(
      ([, name = ""]) => [`std.response.${name}`, (args: Record<string, string>) => this.#done(name, args)],
    ),
  );

  #done(name: string, args: Record<string, string>): unknown {
    this.calls.push(name);
    const id = `${name} ${++this.#made}`;
    if (name === "dispatch_drone") this.#take(this.flying, args.drone ?? "");
    if (name === "recall_drone") this.flying.delete(args.drone ?? "");
    if (name === "initiate_lockdown") this.locked.add(id);
    if (name === "lift_lockdown") this.locked.delete(args.lockdown ?? "");
    return {
      ...{ stream: id, unit: id, team: id, route: id, contact: id, allocation: id, lockdown: id },
      ...{
        activation: id,
        bolo: id,
        broadcast: id,
        warning: id,
        alert: id,
        entry: id,
        id,
        investigation: id,
      },
      ...{ answer: "nothing known", summary: "nothing unusual", reason: "proportionate" },
      ...{ amount: 1, persons: 2, level: 4, allowed: true, items: [`film of ${id}`] },
    };
  }

  #take(taken: Set<string>, member: string): void {
    if (taken.has(member)) this.mistakes.push(`${member} is sent to two places at once`);
    taken.add(member);
  }
}

const everybody = [...(standardModule("std.response.people")?.text ?? "").matchAll(/^role (\w+)/gmu)].map(
  ([, role]) => `std.response.people.${role}`,
);

/** A yes, or that it went well. */
function answerTo(show: string): Json {
  if (show.startsWith("How did the visit")) return { calm: true, needs_care: false };
  if (show.startsWith("How did the talk")) return { calm: true, to_hospital: false };
  return { granted: true };
}

/** Two people answer every question, and those that follow from their answers. */
async function answerAll(stage: Stage): Promise<void> {
  const answered = new Set<string>();
  const open = () => stage.orch.questions().filter(({ ref }) => !answered.has(ref));
  for (let asked = open(); asked.length > 0; asked = open()) {
    for (const { ref, run, call, show } of asked) {
      answered.add(ref);
      for (const id of ["eve", "ida"])
        await stage.orch.answer(run, stepName(call), answerTo(show), { id, roles: everybody, consents: [] });
    }
    await stage.settle();
  }
}

test("twenty workflows begin at once, complete, and leave nothing held, locked or in the air", async () => {
  const city = new City();
  const stage = new Stage(program, "2026-05-04T08:00Z", city.handlers);
  expect(stage.compiled.diagnostics).toEqual([]);
  await stage.open();
  const location = { lat: 48.2, lon: 16.37 };
  const sizes = { drones: 24, robots: 8, units: 60, ambulances: 24, co_responders: 12, buses: 40 };
  for (const [pool, size] of Object.entries({ ...sizes, helicopters: 3, boats: 6, channels: 30 }))
    for (let at = 1; at <= size; at++)
      await stage.orch.hear({
        id: `${pool}${at}`,
        tells: "member",
        pool,
        member: `${pool}[${at}]`,
        fields: { online: true, health: "ready", battery: 0.9, crisis_training: true, location },
      });
  await stage.tell({ tells: "occurrence", event: "morning", source: "exercise", fields: { location } });
  expect(stage.fired()).toHaveLength(20);

  const isOver = async () => (await stage.runs()).every(({ status }) => status === "completed");
  for (let rounds = 0; rounds < 40 && !(await isOver()); rounds++) {
    await answerAll(stage);
    await stage.until(stage.clock.at + 60 * minute);
  }

  const outcomes = await stage.outcomes();
  expect(outcomes.map(([entry, status]) => `${entry} ${status}`).sort()).toEqual(
    workflows.map((plan) => `${prefix}${plan}.${plan} completed`).sort(),
  );
  // People have said yes, so what they decide has been done.
  for (const name of [
    "dispatch_unit",
    "initiate_lockdown",
    "broadcast_emergency",
    "issue_bolo",
    "activate_sensor",
  ])
    expect(city.calls).toContain(name);
  expect(city.calls.filter((name) => name === "dispatch_drone").length).toBeGreaterThanOrEqual(8);
  expect(city.mistakes).toEqual([]);
  expect([...city.flying]).toEqual([]);
  expect([...city.locked]).toEqual([]);
  expect(city.calls.filter((name) => name === "write_audit")).toHaveLength(20);
  expect(await stage.verified()).toMatchObject({ whole: true });
});
