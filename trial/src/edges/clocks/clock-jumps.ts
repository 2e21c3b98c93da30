import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodePlanFile } from "@orchlang/plan";
import { compileText } from "../../compile.ts";
import { freshFolder, spawnEngine } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import type { Jumped } from "./engine.ts";

/**
 * The wall clock jumps, by ms to years, ahead and back, while runs wait, are asked, retry and time out; the engine is left
 * and opened again meanwhile. Broken is: an engine that throws, a run that does not end, an event that is earlier than the
 * one before it in its run, a run that is decided otherwise when it is replayed, or a wait that took less time than it says
 * by the clock of the run.
 */
export const clockJumps: EdgeKind = { name: "clocks", count: 200, run: trial };

const jumpsEach = 50;

const program = `module edges.clocks

role doorkeeper

tool flaky(n: Int) -> Int {
  effect  idempotent
  latency <= 1m
  run     module "./flaky.mjs#flaky"
}

human let_in(n: Int) -> { granted: Bool } {
  ask  doorkeeper
  show "Let \${n} in?"
}

plan visit(n: Int in 0..1_000_000) -> Int {
  step door = let_in(n) { timeout 40ms } else { let in_vain = 1 }
  wait 20ms
  step done = flaky(n) { timeout 2s  retry 3 }
  return done
}
`;

const handler = `export function flaky({ n }) {
  if (Math.random() < 0.3) throw new Error("not now");
  return n;
}
`;

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const folder = freshFolder();
  const counts: Record<string, number> = { jumps: 0 };
  const breaches: string[] = [];
  try {
    const plan = compileText(program).plan("edges.clocks.visit");
    if (plan === undefined) throw new Error("the program of the clocks is none");
    writeFileSync(join(folder, "visit.plan.json"), encodePlanFile(plan.plan, plan.about));
    writeFileSync(join(folder, "flaky.mjs"), handler);
    for (let from = 0; from < count; from += jumpsEach) {
      const jumps = Math.min(jumpsEach, count - from);
      const { code, stdout, stderr } = await spawnEngine(engine, [
        folder,
        String(seed + from),
        String(jumps),
      ]);
      const jumped = code === 0 ? (JSON.parse(stdout) as Jumped) : undefined;
      for (const [what, many] of Object.entries(jumped?.counts ?? {}))
        counts[what] = (counts[what] ?? 0) + many;
      const wrong = jumped?.wrong ?? [`the engine ended with ${code}: ${stderr}`];
      breaches.push(...wrong.map((what) => `${what} (seed ${seed + from})`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, breaches };
}

const engine = fileURLToPath(new URL("./engine.ts", import.meta.url));
