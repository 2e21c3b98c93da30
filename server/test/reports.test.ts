import { expect, test } from "vitest";
import { begun, ended } from "./begun.ts";
import { started } from "./started.ts";

/* Figures over some days, through HTTP. */

test("runs of a week are counted by day and by workflow, with what they spent; older ones are not", async () => {
  const server = await started();
  for (const [plan, id] of [
    ["quick", "1"],
    ["quick", "2"],
    ["broken", "1"],
  ] as const)
    await ended(server, await begun(server, plan, id));
  const open = await begun(server, "order_all");
  const read = async (query: string) => {
    const { status, body } = await server.ask("viewer", "GET", `/api/orchestration/reports/runs${query}`);
    expect([status, body.detail]).toEqual([200, undefined]);
    return body;
  };
  const { run, started: at } = (await server.ask("viewer", "GET", `/api/orchestration/runs/${open}`)).body;
  expect(run).toBe(open);
  const day = 86_400_000;
  const from = Number(at) - 2 * day;
  const report = await read(`?days=3&from=${from}`);
  expect(report).toMatchObject({
    from,
    to: from + 3 * day,
    partial: false,
    total: { runs: 4, completed: 2, failed: 1, cancelled: 0, open: 1 },
    workflows: [
      { workflow: "shop.broken", runs: 1, failed: 1 },
      { workflow: "shop.order_all", open: 1 },
      { workflow: "shop.quick", runs: 2, completed: 2, cost: [] },
    ],
  });
  const days = report.days as readonly { readonly completed: number; readonly open: number }[];
  // Each action of the runs, the most called first; what was asked for and is not over counts as called.
  const actions = report.actions as readonly { readonly name: string; readonly calls: number }[];
  expect(actions.map(({ calls }) => calls)).toEqual(
    actions.map(({ calls }) => calls).toSorted((one, other) => other - one),
  );
  expect(actions).toContainEqual(
    expect.objectContaining({ name: "shop.charge", calls: 3, completed: 3, failed: 0 }),
  );
  expect(days.map(({ completed }) => completed)).toHaveLength(3);
  expect(days.reduce((sum, one) => sum + one.completed, 0)).toBe(2);
  expect(days.reduce((sum, one) => sum + one.open, 0)).toBe(1);
  expect(await read(`?days=1&from=${from - 30 * day}`)).toMatchObject({ total: { runs: 0 }, workflows: [] });
  expect(await read("?days=7&workflow=shop.broken")).toMatchObject({ total: { runs: 1, failed: 1 } });
});
