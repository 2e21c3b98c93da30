import { capability, constant, plan, routine, step } from "@orchlang/kernel/testing";
import { type Plan, planId } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { type Happening, type SimulatedRun, simulate } from "../../src/index.ts";

/* The wall clock is moved while a run goes on: durations go by what has passed, across restarts by the wall (rule 5). */

const hour = 3_600_000;

/** One step that has half an hour, and takes ten minutes. */
const slow: Plan = plan(
  [routine("main", [step("bake", "bake", { options: { timeout: constant(hour / 2) } })])],
  [capability("bake", "idempotent", { latency: constant(hour / 6) })],
);

function played(happenings: readonly Happening[], answers = {}): SimulatedRun {
  return simulate({ plan: slow, id: planId(slow) }, { happenings, answers });
}

const back = { at: 60_000, does: "jumps", by: -hour } as const;
const ahead = { at: 60_000, does: "jumps", by: hour } as const;

describe("a clock that jumps", () => {
  test("back: nobody notices, and no time in the journal lies before another", () => {
    const { state, events, started, ended } = played([back]);
    expect(state.closed?.outcome.status).toBe("completed");
    expect(ended - started).toBe(hour / 6);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test("far ahead: the machine has slept, and what is due is due", () => {
    const { state, events, started } = played([ahead]);
    expect(state.closed?.outcome.failure?.class).toBe("timeout");
    expect(events.some(({ at }) => at - started >= hour)).toBe(true);
  });

  test("a little ahead: it has drifted, and is not followed", () => {
    const { ended, started } = played([{ at: 60_000, does: "jumps", by: 900 }]);
    expect(ended - started).toBe(hour / 6);
  });

  test("back, and then the process dies: the next one waits until the wall is there again", () => {
    const never = {
      bake: ({ dispatch }: { dispatch: number }) => (dispatch > 1 ? { never: true as const } : {}),
    };
    const crash = { at: 120_000, does: "crashes" } as const;
    const without = played([crash], never);
    const { state, events, started } = played([back, crash], never);
    expect(without.state.closed?.outcome.failure?.class).toBe("timeout");
    expect(state.closed?.outcome.failure?.class).toBe("timeout");
    // Time in the journal stood still until the wall had caught up; nothing was given up before.
    expect(state.closed?.at).toBe(without.state.closed?.at);
    expect(events.map(({ at }) => at - started)).toEqual(
      events.map(({ at }) => at - started).toSorted((a, b) => a - b),
    );
  });
});
