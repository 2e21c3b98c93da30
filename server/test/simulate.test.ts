import { expect, test } from "vitest";
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
  expect(await simulated(server, short)).toMatchObject({ status: 200, body: { status: "completed" } });
});

test("the server answers others meanwhile", async () => {
  const server = await started({ simulateMs: 3_000 });
  let isOver = false;
  const long = simulated(server, many).finally(() => {
    isOver = true;
  });
  for (let at = 0; at < 5; at++) expect((await server.ask("viewer", "GET", `${base}/runs`)).status).toBe(200);
  expect(isOver).toBe(false);
  expect((await long).status).toBe(503);
});

test("an input that is not the plan's is rejected with its reason", async () => {
  const server = await started();
  const wrong = await simulated(server, { workflow_name: "quick", input: { id: 7 } });
  expect([wrong.status, wrong.body.code]).toEqual([422, "input"]);
  expect(String(wrong.body.detail)).toContain("id");
});
