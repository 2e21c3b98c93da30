/** Mistakes of untyped programs and their code: they are reported, and nothing hangs or breaks. */
import { describe, expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

/** Any value, taken for the wanted type. */
function as<T>(anything: unknown): T {
  return anything as T;
}

const one = { steps: [{ id: "s", type: "tool", name: "look" }] } as const;
const look = { name: "look", effect: "pure", version: "1", handler: () => 1 } as const;

test("a logger that throws keeps no run from its end, and its listeners are told", async () => {
  const broken = (): never => {
    throw new Error("the logger broke");
  };
  const logger = { debug: broken, info: broken, warn: broken, error: broken };
  const lines: HandlerOutput[] = [];
  const orch = await orchestrator(openMemoryStore(), { logger, output: (line) => void lines.push(line) });
  orch.register(look);
  const heard: string[] = [];
  orch.on("execution_completed", ({ type }) => heard.push(type));
  expect(accepted(await orch.executor.execute(one))).toMatchObject({ status: "completed", output: 1 });
  expect(heard).toEqual(["execution_completed"]);
});

describe("what is not what is wanted is refused in words", () => {
  test.each([
    [null],
    ["rain"],
    [{}],
    [{ kind: "rumour", id: "1" }],
    [{ kind: "reading", id: "1" }],
    [{ kind: "occurrence", event: "rain", fields: {} }],
    [{ kind: "consent", id: "1", user: "ada" }],
  ])("news: %j", async (record) => {
    const orch = await orchestrator(openMemoryStore());
    expect(await orch.ingest(as(record))).toMatchObject({ refused: "shape" });
    expect(orch.around().refused).toEqual({ shape: 1 });
  });

  test.each([[undefined], [{}], [{ plan: {}, input: {}, root: "/" }], [{ plan: null }]])(
    "a start: %j",
    async (start) => {
      const orch = await orchestrator(openMemoryStore());
      expect(await orch.start(as(start))).toMatchObject({ refused: "plan" });
    },
  );

  test("who acts, and what is ordered", async () => {
    const orch = await orchestrator(openMemoryStore());
    orch.register(look);
    for (const user of ["ada", {}, { id: "ada" }, { id: "ada", roles: "all", consents: [] }])
      expect(await orch.executor.execute(one, { user: as(user) })).toMatchObject({ refused: "input" });
    const waits = { steps: [{ id: "w", type: "wait", duration: "1h" }] } as const;
    const { run } = accepted(await orch.executor.execute(waits, {}, { patience: 0 }));
    expect(await orch.order(run, undefined, as("explode"), null, "why")).toMatchObject({ refused: "shape" });
    expect(await orch.order(run, undefined, "pause", null, "why", as("ada"))).toMatchObject({
      refused: "input",
    });
  });

  test.each([[undefined], [{}], [{ description: 7 }], [{ description: "x", successCriteria: "y" }]])(
    "a goal: %j",
    async (goal) => {
      const orch = await orchestrator(openMemoryStore());
      expect(await orch.planner.plan(as(goal))).toMatchObject({
        refused: "goal",
        message: "This is no goal.",
      });
    },
  );
});

describe("a schema of a library", () => {
  const standard = (validate: () => unknown) =>
    as<{ readonly "~standard": never }>({ "~standard": { version: 1, vendor: "own", validate } });
  const throws = standard(() => {
    throw new Error("no such country");
  });

  test.each([
    ["throws", throws, "no such country"],
    ["rejects", standard(() => Promise.reject(new Error("no such country"))), "no such country"],
    ["gives nothing", standard(() => 7), "neither a value nor issues"],
  ])("that %s fails its step, and it is known how far the call came", async (_, schema, says) => {
    for (const [which, calls] of [
      ["inputSchema", 0],
      ["outputSchema", 1],
    ] as const) {
      const orch = await orchestrator(openMemoryStore());
      let called = 0;
      const handler = () => {
        called += 1;
        return 1;
      };
      // Acts once: in doubt, were it not known.
      orch.register({ ...look, effect: "once", handler, [which]: schema });
      const done = accepted(await orch.executor.execute(one));
      expect(done).toMatchObject({ status: "failed", error: { class: "permanent" } });
      expect(done.error?.message).toContain(says);
      expect(called).toBe(calls);
    }
  });
});
