import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

/* The condition of a `while` ceases to hold in the midst of what is done under it, and not only at the beginning. */

const head = `module garden
signal dry: Bool { from probe }
signal warmth: Int in 0..50 { from thermometer }
flag warm = warmth > 10
type Bed = north | south
signal damp(bed: Bed): Bool { from probe.bed }
service open(n: Int) { effect idempotent  latency <= 10m  undo close(n) }
service close(n: Int) { effect idempotent  latency <= 1s }
service tell(text: String) { effect idempotent  latency <= 1s }
service look(n: Int) -> Int { effect pure  latency <= 5m }
`;

const half = `finally { when outcome.error?.name == drifted and a is some and b is none { step told = tell("half of it") } }`;
const plan = (clauses: string, steps = "step a = look(n)  step b = look(n: a)"): string =>
  `${head}plan water(n: Int) { ${clauses}  ${steps}  ${half} }\n`;

async function verified(text: string): Promise<string> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "garden.orch"), text);
  const { stdout } = await orch(["verify", "garden.orch#water", "--faults", "1", "--runs", "0"], { cwd });
  return stdout;
}

describe("a condition that ceases to hold in the midst", () => {
  test.each([
    ["of a plan", plan("while dry")],
    ["of a plan, by a flag", plan("while warm")],
    ["of a plan, by one of several", plan("while dry and warmth in 5..20")],
    ["of a plan, by a member of a family", plan("while not damp(south)")],
    ["of a step that comes later", plan("", "step a = look(n)  step b = look(n: a) { while dry  after a }")],
    [
      "of a called plan",
      `${plan("", "step a = look(n)  step b = rest(n) { while warm  after a }")}
plan rest(n: Int) -> Int { step c = open(n)  step d = look(n) { after c }  return d }`,
    ],
  ])("%s is tried: nothing is left out", async (_, text) => {
    expect(await verified(text)).toMatch(/ Safe\.\n/);
  });
});
