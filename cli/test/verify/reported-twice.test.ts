import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

/* An event that is reported twice: the same occurrence, or another one. */

const dock = (fields: string, clauses = "") => `module dock
event docked(${fields}) { from ais${clauses} }
service book_crane() -> { ok: Bool } { effect idempotent  latency <= 5m  irreversible because "the crew is called" }
plan unload() -> { ok: Bool } {
  step done = book_crane()
  return done
}
trigger arrived { on event docked  start unload() }
`;

async function verified(text: string): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "dock.orch"), text);
  return await orch(["verify", "dock.orch#arrived", "--runs", "0"], { cwd });
}

const doubled = "docked, reported once more, starts another run: book_crane is done 2 times";

describe("an event names what it is about", () => {
  test.each([
    ["by a text", dock("ship: String")],
    ["by a number", dock("ship: Int")],
    ["by a number in a wide range", dock("berth: Int in 1..9, ship: Int in 1..99_999")],
    ["by numbers in a list", dock("ships: [Int] size 1..3")],
    ["by a number in a record", dock("ships: [{ imo: Int }] size 1..3")],
    ["by a number that repeated reports are known by", dock("amount: Int", "  dedupe 1ms by amount")],
  ])("%s: a second report is the same occurrence", async (_, text) => {
    const { code, stdout } = await verified(text);
    expect([code, stdout]).toEqual([1, expect.stringContaining(doubled)]);
  });

  test("and a `dedupe` by that number ends the report", async () => {
    expect(await verified(dock("ship: Int", "  dedupe 10m by ship"))).toMatchObject({ code: 0 });
  });
});

describe("an event names nothing", () => {
  test.each([
    ["with a count", dock("boxes: Int")],
    ["with a measured number", dock("water_level: Int")],
    ["with a number of a few", dock("berth: Int in 1..40")],
    ["with a quantity", dock("load: Mass, full: Ratio")],
    ["with a sum of money", dock("fee: Money")],
    ["with a state", dock("side: port | starboard")],
  ])("%s: a second report is a second occurrence", async (_, text) => {
    expect(await verified(text)).toMatchObject({ code: 0 });
  });
});
