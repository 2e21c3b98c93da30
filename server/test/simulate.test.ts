import { expect, test, vi } from "vitest";
import { begun, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Simulations: in a thread of their own, within a limit. */

const base = "/api/orchestration";
const many = { workflow_name: "many", input: { ids: Array.from({ length: 2_000 }, (_, at) => `i${at}`) } };

async function simulated({ ask }: Started, body: object) {
  return await ask("viewer", "POST", `${base}/simulate`, body);
}

test("a simulation is ended at its limit, and the next one has its own time", async () => {
  const server = await started({ simulateMs: 3_000 });
  const short = { workflow_name: "quick", input: { id: "1" } };
  const late = await simulated(server, many);
  expect([late.status, late.body.code]).toEqual([503, "simulation_limit"]);
  // On a busy machine the next thread may not even begin within the limit.
  await vi.waitFor(
    async () =>
      expect(await simulated(server, short)).toMatchObject({ status: 200, body: { status: "completed" } }),
    soon,
  );
});

test("the server answers others meanwhile", async () => {
  const server = await started({ simulateMs: 3_000 });
  // Again, where the machine was too busy to answer anybody within the limit.
  await vi.waitFor(async () => {
    let isOver = false;
    const long = simulated(server, many).finally(() => {
      isOver = true;
    });
    const { status } = await server.ask("viewer", "GET", `${base}/runs`);
    const wasOver = isOver;
    expect([status, (await long).status]).toEqual([200, 503]);
    expect(wasOver).toBe(false);
  }, soon);
});

test("an input that is not the plan's is rejected with its reason", async () => {
  const server = await started();
  const wrong = await simulated(server, { workflow_name: "quick", input: { id: 7 } });
  expect([wrong.status, wrong.body.code]).toEqual([422, "input"]);
  expect(String(wrong.body.detail)).toContain("id");
});

test("a run goes on from an event as its people are supposed to answer, and its record is unchanged", async () => {
  const server = await started();
  const run = await begun(server, "order_all");
  const read = async () => (await server.ask("viewer", "GET", `${base}/runs/${run}`)).body;
  await vi.waitFor(async () => expect(await read()).toMatchObject({ status: "waiting" }), soon);
  const { events: before } = await read();
  const simulate = async (body: object) => {
    const reply = await server.ask("viewer", "POST", `${base}/runs/${run}/simulate`, body);
    expect([reply.status, reply.body.detail]).toEqual([200, undefined]);
    return reply.body as { readonly status: string; readonly steps: readonly { readonly step: string }[] };
  };
  expect(await simulate({})).toMatchObject({ status: "completed" });
  const refused = await simulate({ people: "refuse", version: "newest" });
  expect(refused).toMatchObject({ status: "failed", failure: { name: "refused" } });
  expect(refused.steps.map(({ step }) => step).filter((step) => step.startsWith("undo"))).not.toEqual([]);
  expect(await simulate({ at: 0 })).toMatchObject({ status: "completed" });
  expect(await read()).toMatchObject({ status: "waiting", events: before });
});
