import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import type { JsonObject } from "@orchlang/plan";
import { type SimulatedRun, simulate } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { holdings, mostAtOnce, runsIn } from "../city/journal.ts";

/* The city's morning in the simulator; `start.test.ts` has it in the real runtime. */

const city = fileURLToPath(new URL("../city/", import.meta.url));
const read = (name: string) => readFileSync(city + name, "utf8");

function compiled() {
  const host = {
    read: (path: string) => ({ text: read(path.slice(1)) }),
    standard: standardModule,
    standardModules,
  };
  return compile({ files: ["/city.orch"], root: "/" }, host);
}

interface Line {
  readonly event: string;
  readonly at: string;
  readonly fields: JsonObject;
}

/** A field as the journal has it: a number in base units. */
function inBaseUnits([name, value]: [string, unknown]): readonly [string, unknown] {
  const [, amount, unit] = /^([\d.]+)(%|km|meter)$/.exec(String(value)) ?? [];
  const factors: Readonly<Record<string, number>> = { "%": 0.01, km: 1000, meter: 1 };
  return [name, unit === undefined ? value : Number(amount) * (factors[unit] ?? 1)];
}

/** Events of a simulation in the form of an export. */
const exportOf = (runs: readonly SimulatedRun[]) => [
  ...(runs[0]?.controlEvents ?? []).map((event) => ({ stream: "control/main", event })),
  ...runs.flatMap(({ events }) => {
    const run = events.find(({ t }) => t === "Started") as { readonly run: string };
    return events.map((event) => ({ stream: `run/${run.run}`, event }));
  }),
];

test("in the simulator all twenty go on at once and complete, and nothing is held twice", () => {
  const program = compiled();
  expect(program.diagnostics).toEqual([]);
  const { world, plans } = program.world();
  const contexts = program.triggers().map(({ context }) => context);
  const lines = read("morning.ndjson").trim().split("\n");
  const morning = lines.map((line) => JSON.parse(line) as Line);
  const start = Date.parse(morning[0]?.at ?? "");
  const [file, ...others] = plans;
  if (file === undefined) throw new Error("there are no plans");
  const first = simulate(file, {
    armed: world,
    plans: others,
    now: start,
    kinds: Object.assign({}, ...contexts.map(({ kinds }) => kinds)),
    schemas: Object.assign({}, ...contexts.map(({ schemas }) => schemas)),
    happenings: morning.map(({ event, at, fields }) => ({
      at: Date.parse(at) - start,
      does: "occurs" as const,
      event: `std.response.events.${event}`,
      fields: Object.fromEntries(Object.entries(fields).map(inBaseUnits)) as JsonObject,
    })),
  });
  const events = exportOf([first, ...first.others]);
  const runs = runsIn(events);
  expect(runs.map(({ status }) => status)).toEqual(new Array(20).fill("completed"));
  expect(new Set(runs.map(({ plan }) => plan)).size).toBe(20);
  expect(mostAtOnce(events)).toBe(20);
  const { holds, twice, left } = holdings(events);
  expect(holds).toBeGreaterThan(30);
  expect([twice, left]).toEqual([[], []]);
});

test("a member that is given while somebody else holds it is found", () => {
  const given = (run: string) => ({
    stream: "control/main",
    event: {
      t: "Granted",
      say: { members: [{ pool: "drones", id: "drone-1" }], ref: { stream: `run/${run}`, seq: 3 } },
    },
  });
  const freed = { stream: "control/main", event: { t: "Freed", hold: "run/A#3", why: "released" } };
  expect(holdings([given("A"), freed, given("B")]).twice).toEqual([]);
  expect(holdings([given("A"), given("B"), freed]).twice).toEqual(["drones drone-1: run/A#3, then run/B#3"]);
});
