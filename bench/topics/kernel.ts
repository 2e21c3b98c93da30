import { hash } from "node:crypto";
import { join } from "node:path";
import type { PlanFile } from "@orchlang/plan";
import { openJournal, openSqliteStore } from "@orchlang/runtime";
import type { RunEvent } from "../../kernel/src/run/events.ts";
import { genesis, recorded } from "../../runtime/src/journal/chain.ts";
import { keepPlan, requestDocument } from "../../runtime/src/orchestrator/request.ts";
import { alone, run } from "../alone.ts";
import { chainPlan, fanOutPlan, roundsPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const chainLength = 10;
const width = 1_000;

/** The kernel with nothing around it, beside what only writing the same events as JSON and reading them takes. */
export const kernel: readonly Topic[] = [
  decided(`the kernel alone: chains of ${chainLength} steps`, () => chainPlan(chainLength), 400),
  decided(`the kernel alone: a fan-out of ${width} steps`, () => fanOutPlan(width), 5),
];

function decided(name: string, planOf: () => PlanFile, runs: number): Topic {
  return {
    name,
    unit: "events",
    clock: "processor",
    calls: { warmUps: 5, measured: 15 },
    prepare: async () => {
      const plan = planOf();
      const events: RunEvent[] = [];
      const units = runs * alone(plan, { n: 1 }, (some) => events.push(...some));
      return [
        {
          name: "orch",
          units,
          run: async () => {
            for (let each = 0; each < runs; each++) alone(plan, { n: 1 });
          },
        },
        {
          name: "JSON.parse of JSON.stringify",
          units,
          run: async () => {
            for (let each = 0; each < runs; each++) {
              for (const event of events) JSON.parse(JSON.stringify(event));
            }
          },
        },
      ];
    },
  };
}

const rounds = 10_000;

/**
 * A journal read, its chain verified, every event decided again and compared. By the wall: the collector, which works
 * beside it, is a fifth of its processor time. The first calls, in which what decides is compiled bit by bit, take up to
 * twice as long.
 */
export const replay: Topic = {
  name: `replay of a run of ${rounds} rounds, its chain verified`,
  unit: "events",
  calls: { warmUps: 6, measured: 12 },
  prepare: async (folder) => {
    const path = join(folder, "replay.db");
    const bodies = await journalled(path);
    const journal = await openJournal(path);
    if ("fault" in journal) throw new Error(journal.message);
    return [
      {
        name: "orch",
        units: bodies.length,
        run: async () => {
          const found = await journal.replay(run);
          if (!("same" in found) || !found.same) throw new Error(JSON.stringify(found));
        },
        close: () => journal.close(),
      },
      {
        name: "SHA-256 and JSON.parse of the same texts",
        units: bodies.length,
        run: async () => {
          let last = "";
          for (const body of bodies) {
            last = hash("sha256", last + body, "hex");
            JSON.parse(body);
          }
        },
      },
    ];
  },
};

/** Writes a run down as its orchestrator would. Gives the texts of its events. */
async function journalled(path: string): Promise<readonly string[]> {
  const store = openSqliteStore(path, { mode: "write", command: "bench" });
  if ("fault" in store) throw new Error(store.message);
  const plan = roundsPlan(rounds);
  const input = { items: Array.from({ length: rounds }, (_, index) => index) };
  await keepPlan(store, plan);
  const request = requestDocument(
    store,
    run,
    {
      request: "bench",
      plan: plan.id,
      deploy: "sha256:0",
      input,
      user: { id: "bench", roles: [], consents: ["*"] },
      seed: "0123456789abcdef",
      label: { confidentiality: "public", integrity: "trusted" },
      root: "/",
    },
    plan,
  );
  await store.put(request.id, request.text);
  const stream = `run/${run}` as const;
  let link = genesis(stream);
  const bodies: string[] = [];
  const turns: (readonly object[])[] = [];
  alone(plan, input, (events) => turns.push(events));
  for (const events of turns) {
    const expected = link.length;
    const next = recorded(stream, link, events);
    link = next.link;
    bodies.push(...next.records.map(({ body }) => body));
    const done = await store.append([{ stream, expected, records: next.records }]);
    if (!done.ok) throw new Error(done.message);
  }
  await store.close();
  return bodies;
}
