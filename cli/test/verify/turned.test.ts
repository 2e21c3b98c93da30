import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

/* A signal that turns back and again while the run that it has started is under way. */

const tank = `module tank
signal level: Int in 0..100 { domain tank  from probe.level  fresh 1h }
service fill(tank: String) -> { id: String } { effect once  latency <= 10m  undo drain(id: result.id) }
service drain(id: String) { effect idempotent  latency <= 5s }
plan top_up(tank: String) { step filled = fill(tank) }
flag low = level < 10
trigger refill { on change low  start top_up(tank: "north") }
`;

async function verified(text: string): Promise<{ readonly stdout: string; readonly code: number | null }> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "tank.orch"), text);
  const { stdout, code } = await orch(["verify", "tank.orch#refill"], { cwd });
  if (code === 0) return { stdout, code };
  await orch(["verify", "tank.orch#refill", "--write"], { cwd });
  return { stdout, code: (await orch(["test", "tank.orch"], { cwd })).code };
}

describe("a signal that turns back and again", () => {
  test("does something once more beside the first run, which a scenario shows", async () => {
    const { stdout, code } = await verified(tank);
    expect(stdout).toContain("level, which turns back and again, starts another run beside the first");
    expect(stdout).toMatch(/given {2}signal level = \d+ at 1s\n {2}given {2}signal level = \d at 2s/);
    expect(code).toBe(1);
  });

  test.each([
    ["an `overlap` of the trigger", tank.replace('"north") }', '"north")  overlap skip }')],
    ["an `overlap` that is meant", tank.replace('"north") }', '"north")  overlap allow }')],
    ["an `overlap` of the plan", tank.replace("{ step filled", "{ overlap skip  step filled")],
    ["a run that is over by then", tank.replace("<= 10m", "<= 1s")],
    ["an effect that may be repeated", tank.replace("effect once", "effect idempotent")],
    ["a change that has to last", tank.replace("on change low", "on change low for 1h")],
  ])("is no mistake with %s", async (_, text) => {
    expect(text).not.toBe(tank);
    const { stdout, code } = await verified(text);
    expect(stdout).toContain("Safe");
    expect(code).toBe(0);
  });
});
