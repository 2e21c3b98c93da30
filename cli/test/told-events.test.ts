import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

const program = `module shop
tool dear() -> { ok: Bool } {
  effect  pure
  latency <= 1h
  cost    <= $1
  run     module "./shop.ts#dear"
}
tool endless() -> { ok: Bool } {
  effect  pure
  latency <= 50ms
  run     module "./shop.ts#endless"
}
tool gone() -> { ok: Bool } {
  effect  once
  latency <= 1h
  irreversible because "it is a test"
  run     module "./shop.ts#gone"
}
plan sell() -> { ok: Bool } {
  step a = dear()
  step b = endless() { after a  optional }
  step c = gone() { after b }
  return c
}
`;
const handlers = `export function dear(_, { spend }) {
  spend({ cost: { amount: "5", currency: "USD" } });
  return { ok: true };
}
export function endless() { return new Promise(() => undefined); }
export function gone() { process.exit(1); }
`;

test("what was overrun, which limit was passed and what an operator wants is told in words", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), program);
  writeFileSync(join(cwd, "shop.ts"), handlers);
  const first = await orch(["run", "shop.orch", "--format", "json"], { cwd });
  expect(first.code).toBe(3);
  const { run } = resultOf(first);
  const ordered = await orch(["resolve", String(run), "c", "--completed", '{"ok": true}', "--why", "seen"], {
    cwd,
  });
  expect(ordered.code).toBe(0);
  const { stdout } = await orch(["timeline", String(run)], { cwd });
  expect(stdout).toContain("a used $5 where $1 was declared");
  expect(stdout).toContain("b is out of time: it may take 50 ms");
  expect(stdout).toMatch(/orders resolve of c, as completed: seen/);
});
