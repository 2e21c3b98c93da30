import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

/* `orch explain target --graph`: what in a program needs what. */

const program = `module hall
type Crane { id: String }
resource cranes: Crane x 2 { at edge  overflow hired }
resource hired: Crane { at cloud }
service lift(id: String) { effect idempotent  latency <= 1m  scope "yard.lift" }
service sweep() { effect idempotent  latency <= 1m }
plan unload() { with c = cranes for 10m { step done = lift(id: c.id) } }
plan tidy_up() { step done = sweep() }
`;

async function graph(...more: readonly string[]) {
  const cwd = workFolder();
  writeFileSync(join(cwd, "hall.orch"), program);
  return orch(["explain", "hall.orch", ...more, "--graph"], { cwd });
}

test("all of a program", async () => {
  const { code, stdout } = await graph();
  expect(code).toBe(0);
  expect(stdout.split("\n").map((line) => line.replace(/ {2,}/gu, " | "))).toEqual(
    expect.arrayContaining([
      "workflow unload | calls | capability lift",
      "workflow unload | uses | pool cranes",
      "workflow tidy_up | calls | capability sweep",
      "pool cranes | overflows into | pool hired",
    ]),
  );
});

test("around one name, what it needs and what needs it", async () => {
  const { stdout } = await graph("cranes", "--format", "json");
  const { nodes } = JSON.parse(stdout) as { nodes: readonly { id: string }[] };
  expect(nodes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["workflow hall.unload", "pool hall.cranes", "pool hall.hired"]),
  );
  expect(nodes.map(({ id }) => id)).not.toContain("capability hall.sweep");
});

test("a name that is not there", async () => {
  const { code, stderr } = await graph("crane");
  expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean `cranes`?")]);
});
