import { type CompileResult, compile } from "@orchlang/compiler";
import type { Limit, PlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";
import { drawnProgram, everyKind, type Kinds } from "./program.ts";
import { adversities, inputs, type Measured, played, playedWell } from "./run.ts";

/*
 * What the compiler says that a run can cost and take, against runs of the very kernel in worlds that are unkind to it:
 * failures, silence, people who think about it, queues. `LAWS=10` tries ten times as many programs.
 */

const times = Number(process.env.LAWS ?? 1);
const seeds = (count: number, from: number): readonly number[] =>
  Array.from({ length: Math.ceil(count * times) }, (_, at) => from + at);

function compiled(text: string): CompileResult {
  const host = createFileHost({
    read: (path) => (path === "m.orch" ? { text } : { fault: "missing", message: "there is no such file" }),
    list: () => [],
  });
  return compile({ files: ["m.orch"], root: "." }, host);
}

/** The plan file; none where the program has a mistake, as drawn ones may. */
function planOf(text: string): PlanFile | undefined {
  return compiled(text).plan("m.p");
}

function most<T>(limit: Limit<T>): T | undefined {
  return "value" in limit ? limit.value : undefined;
}

/** What a run used of each, and no more than it may. */
function withinWorst(text: string, { plan: { bounds } }: PlanFile, run: Measured, name: string): void {
  const { cost, energy, tokens, latency } = bounds;
  const slowest = run.status === "completed" ? latency.worst : (latency.compensated ?? latency.worst);
  const limits = {
    cents: Number(most(cost.worst)?.amount ?? Infinity) * 100,
    energy: most(energy.worst) ?? Infinity,
    tokens: most(tokens.worst) ?? Infinity,
    took: most(slowest) ?? Infinity,
  };
  const least = {
    cents: Number(cost.best.amount) * 100,
    energy: energy.best,
    tokens: tokens.best,
    took: latency.best,
  };
  for (const what of ["cents", "energy", "tokens", "took"] as const) {
    if (run.status === "completed" && run[what] < least[what] - 1e-6)
      expect.fail(`${name}: ${what} ${run[what]} below ${least[what]}\n${text}`);
    if (run[what] <= limits[what] + 1e-6) continue;
    expect.fail(`${name}: ${what} ${run[what]} above ${limits[what]}\n${text}`);
  }
}

function kindsWith(some: Partial<Kinds>): Kinds {
  return { ...everyKind, people: false, timers: false, holds: false, ...some };
}

describe("no run uses more than its worst case", () => {
  test("whatever the world does to it", () => {
    let runs = 0;
    let tried = 0;
    for (const seed of seeds(32, 1)) {
      const text = drawnProgram(seed, everyKind);
      const file = planOf(text);
      tried += 1;
      if (file === undefined) continue;
      for (const [at, input] of inputs.entries()) {
        for (const adversity of adversities) {
          const run = played(file, input, adversity, seed * 31 + at);
          // What is in doubt, or owed, is an assumption of all bounds (semantics, rule 42).
          if (run.status === undefined) continue;
          withinWorst(
            text,
            file,
            run,
            `seed ${seed} ${adversity.name} ${JSON.stringify(input)} ${run.status}`,
          );
          runs += 1;
        }
      }
    }
    expect(runs).toBeGreaterThan(tried * 10);
  });
});

describe("no run in which nothing fails uses more than is said of those", () => {
  test("of plans of every kind", () => {
    for (const seed of seeds(26, 10_001)) {
      // No time limit is shorter than what is declared: that would be a fault.
      const text = drawnProgram(seed, everyKind).replaceAll("timeout 1200ms", "timeout 5s");
      const file = planOf(text);
      if (file === undefined) continue;
      const { cost, latency, energy, tokens } = file.plan.bounds;
      for (const input of inputs) {
        const run = playedWell(file, input);
        if (run.status !== "completed" || run.cutShort) continue;
        const limits = {
          cents: Number(most(cost.faultless ?? cost.worst)?.amount ?? Infinity) * 100,
          energy: most(energy.faultless ?? energy.worst) ?? Infinity,
          tokens: most(tokens.faultless ?? tokens.worst) ?? Infinity,
          took: most(latency.faultless ?? latency.worst) ?? Infinity,
        };
        for (const what of ["cents", "energy", "tokens", "took"] as const) {
          if (run[what] <= limits[what] + 1e-6) continue;
          expect.fail(
            `seed ${seed} ${JSON.stringify(input)}: ${what} ${run[what]} above ${limits[what]}\n${text}`,
          );
        }
      }
    }
  });
});

describe("where one thing alone takes time, its part of the worst case is not exceeded", () => {
  test.each([
    ["work", kindsWith({})],
    ["people", kindsWith({ people: true })],
  ] as const)("%s", (part, kinds) => {
    for (const seed of seeds(20, 20_001)) {
      const text = drawnProgram(seed, kinds);
      const file = planOf(text);
      if (file === undefined) continue;
      const limit = most(file.plan.bounds.latency.parts[part]) ?? Infinity;
      const unwinding = most(file.plan.bounds.latency.parts.unwinding) ?? Infinity;
      for (const [at, input] of inputs.entries()) {
        for (const adversity of adversities) {
          const run = played(file, input, { ...adversity, silent: 0 }, seed * 37 + at, part);
          if (run.status === undefined) continue;
          // Undoing takes work, which is counted apart.
          const allowed = limit + unwinding;
          if (run.took <= allowed + 1e-6) continue;
          expect.fail(
            `seed ${seed} ${adversity.name} ${JSON.stringify(input)}: ${run.took} of ${part} above ${allowed}\n${text}`,
          );
        }
      }
    }
  });
});

describe("of straight plans a run without faults uses all that is said of those", () => {
  test("all of it", () => {
    let equal = 0;
    for (const seed of seeds(26, 30_001)) {
      const text = drawnProgram(seed, kindsWith({ straight: true }));
      const file = planOf(text);
      if (file === undefined) continue;
      const input = { b0: true, b1: true, n: 9 };
      const run = playedWell(file, input);
      withinWorst(text, file, run, `seed ${seed}`);
      const { cost, latency } = file.plan.bounds;
      const forward = most(latency.faultless ?? latency.worst);
      const dearest = Number(most(cost.faultless ?? cost.worst)?.amount ?? 0) * 100;
      if (run.took !== forward || Math.abs(run.cents - dearest) > 1e-6)
        expect.fail(`seed ${seed}: ${run.took} and ${forward}, ${run.cents} and ${dearest}\n${text}`);
      equal += 1;
    }
    expect(equal).toBeGreaterThan(18 * times);
  });
});
