import { expect, test } from "vitest";
import { begun, ended } from "./begun.ts";
import { started } from "./started.ts";

/* Several runs on one time axis. */

test("runs have when they and their steps began and ended, and no value", async () => {
  const server = await started();
  const run = await begun(server, "quick");
  await ended(server, run);
  const { status, body } = await server.ask("viewer", "GET", "/api/orchestration/runs/spans?limit=1");
  expect([status, body.detail, body.total]).toEqual([200, undefined, 1]);
  expect(body.runs).toMatchObject([
    {
      summary: { run, status: "completed" },
      steps: [{ step: "paid", capability: "shop.charge", status: "completed" }],
    },
  ]);
  const [one] = body.runs as readonly {
    ended: number;
    summary: { started: number };
    steps: { began: number; ended: number }[];
  }[];
  const [step] = one?.steps ?? [];
  const instants = [one?.summary.started, step?.began, step?.ended, one?.ended].map(Number);
  expect(instants).toEqual(instants.toSorted((first, second) => first - second));
  expect(JSON.stringify(body)).not.toContain("Ada");
});
