import { expect, test } from "vitest";
import { Stage } from "./stage.ts";

/* Withdrawals at the moment of the decision, before anybody has begun. */

const start = "2026-01-01T12:00:00Z";

test("a run that is replaced before it has begun ends, and the one that takes its place runs", async () => {
  const stage = await new Stage(
    `event shot(level: Int) { from ears }
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p(n: Int) -> Int { wait 1m  step r = ring(n)  return r }
trigger t { on event shot  start p(n: event.level)  overlap replace }`,
    start,
    { "program.ring": ({ n }) => n as number },
  ).open();
  const fields = (level: number) =>
    ({ kind: "occurrence", id: `e${level}`, event: "shot", fields: { level } }) as const;
  // Nothing is awaited in between: control decides about both in one turn.
  await Promise.all([stage.orch.ingest(fields(1)), stage.orch.ingest(fields(2))]);
  await stage.settle();
  await stage.until("2026-01-01T12:05:00Z");
  expect(await stage.outcomes()).toEqual([
    ["program.p", "cancelled", undefined],
    ["program.p", "completed", 2],
  ]);
});

test("a call that is stopped in the turn that made it is not made", async () => {
  const called: string[] = [];
  const stage = await new Stage(
    `event shot(level: Int) { from ears }
service ring(n: Int) { effect idempotent  latency <= 5s }
plan p(n: Int) {
  step r = ring(n)
  when n > 1 { fail "too much" }
}
trigger t { on event shot  start p(n: event.level) }`,
    start,
    {
      "program.ring": ({ n }) => {
        called.push(String(n));
        return null;
      },
    },
  ).open();
  for (const level of [2, 1]) await stage.tell({ kind: "occurrence", event: "shot", fields: { level } });
  await stage.settle();
  expect(called).toEqual(["1"]);
  expect((await stage.outcomes()).map(([, status]) => status)).toEqual(["failed", "completed"]);
});
