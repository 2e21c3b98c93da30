import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const shop = `module shop
event bell(who: String, amount: Int) { from door }
event paid(who: String) { from bank }
service charge(who: String, amount: Int) { effect idempotent  latency <= 1s }
plan serve(who: String, amount: Int) {
  step money = wait for event paid where event.who == who within 1h
  when money is some { step charged = charge(who, amount) }
}
trigger rung { on event bell  start serve(who: event.who, amount: event.amount)  overlap allow }
scenario "two wait for one payment" for rung {
  given  event bell(who: "ann", amount: 1) at 1m
  given  event bell(who: "ann", amount: 2) at 2m
  given  event paid(who: "ann") at 3m
  expect charge once
}
`;

test("every run of a trigger that waits for an event hears it, as in a real run", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "shop.orch"), shop);
  const { code, stdout } = await orch(["test", "shop.orch"], { cwd });
  expect(stdout).toMatch(/charge/);
  expect(code).toBe(1);
  writeFileSync(
    join(cwd, "shop.orch"),
    shop.replace('bell(who: "ann", amount: 2)', 'bell(who: "bob", amount: 2)'),
  );
  expect((await orch(["test", "shop.orch"], { cwd })).code).toBe(0);
});
