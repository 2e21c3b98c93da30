import { constant, giveBack, plan, routine, withHold } from "@orchlang/kernel/testing";
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { localWorld } from "../../src/world/local.ts";
import { stillClock } from "../world/still-clock.ts";
import { planFile, root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";

const waitsFor = (ms: number) =>
  planFile(
    plan(
      [
        routine("main", [
          {
            id: "w",
            kind: "wait",
            block: "root",
            needs: [],
            for: { kind: "duration", duration: constant(ms) },
            rescues: [],
          },
          giveBack(constant(1), { needs: ["w"] }),
        ]),
      ],
      [],
    ),
  );

test("who waits for a run to rest is looked at when that run changes, and not when others do", async () => {
  const clock = stillClock(1_000_000);
  let asked = 0;
  const now = (): number => {
    asked += 1;
    return clock.now();
  };
  const world = localWorld({ threads: 1, output: () => undefined }, { ...clock, now });
  const orch = await orchestrator(openMemoryStore(), { world });
  const asEach = async (many: number): Promise<number> => {
    const runs = await Promise.all(
      Array.from({ length: many }, (_, n) => orch.start({ plan: waitsFor(60_000 + n), input: {}, root })),
    );
    const rests = runs.map((one) => orch.rest(accepted(one).run, 100_000_000));
    asked = 0;
    for (const rest of rests) {
      clock.skipTo(clock.next ?? 0);
      expect(await rest).toMatchObject({ status: "completed" });
    }
    return asked / many;
  };
  const few = await asEach(20);
  const many = await asEach(400);
  expect(many).toBeLessThan(few * 3);
});

const desk = (time: number, wait?: number) =>
  planFile(
    plan(
      [
        routine(
          "main",
          [
            withHold(
              "with@1",
              "desk",
              { pool: "desks", ...(wait === undefined ? {} : { wait: constant(wait) }) },
              time,
            ),
            {
              id: "w",
              kind: "wait",
              block: "with@1/held",
              needs: [],
              for: { kind: "duration", duration: constant(time / 2) },
              rescues: [],
            },
          ],
          { result: null },
        ),
      ],
      [],
      { pools: { desks: { name: "desks", count: 1 } } },
    ),
  );

test("who stands in line rests once control's next alarm is far off, although nothing has come to it", async () => {
  const clock = stillClock(1_000_000);
  const world = localWorld({ threads: 1, output: () => undefined }, clock);
  const orch = await orchestrator(openMemoryStore(), { world });
  const start = async (file: ReturnType<typeof desk>) =>
    accepted(await orch.start({ plan: file, input: {}, root })).run;
  await start(desk(3_600_000));
  const impatient = await start(desk(60_000, 30_000));
  const patient = await start(desk(60_000));
  const rests = [impatient, patient].map((run) => orch.rest(run, 60_000));
  let rested = 0;
  for (const rest of rests) void rest.then(() => (rested += 1));
  expect(await orch.rest(patient)).toMatchObject({ status: "waiting" });
  expect(rested).toBe(0);
  clock.skipTo(1_030_000);
  expect(await rests[0]).toMatchObject({ status: "failed" });
  expect(await rests[1]).toEqual({
    status: "waiting",
    waiting: [{ for: "resource", step: "with@1", pool: "desks" }],
  });
});
