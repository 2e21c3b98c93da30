import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module yard

type Crane { id: String, tons: Int }
resource cranes: Crane { at edge  lease 2s  members [{ id: "red", tons: 5 }, { id: "blue", tons: 9 }] }
event arrived(ship: String) { from pier }

service lift(ship: String, crane: String) {
  effect  idempotent
  latency <= 1s
  run     module "./lift.ts#lift"
}
plan unload(ship: String) {
  with crane = cranes where crane.tons < 9 wait 30s for 2s {
    step done = lift(ship: ship, crane: crane.id) { timeout 500ms }
  }
}
trigger come {
  on    event arrived
  start unload(ship: event.ship)
}
`;
const handler = `export async function lift() {
  await new Promise(() => undefined);
}
`;

/** What one that follows it is shown, without the times. */
async function followed(cwd: string, news: readonly object[]): Promise<string> {
  writeFileSync(join(cwd, "news.ndjson"), news.map((line) => JSON.stringify(line)).join("\n"));
  const { stdout } = await orch(["up", "yard.orch", "--ingest", "news.ndjson", "--drain"], { cwd });
  return stdout
    .replaceAll(/^\d\d:\d\d:\d\d /gmu, "")
    .replaceAll(/run [0-9A-Z]{16}/gu, "run R")
    .trim();
}

test("who is given to nobody is told to be, whatever it says itself; and why a run has failed", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "yard.orch"), program);
  writeFileSync(join(cwd, "lift.ts"), handler);
  const blue = (health: string) => ({ member: "blue", pool: "cranes", health });
  const fallen = [blue("lost"), blue("ready")];
  const arrived = { event: "arrived", fields: { ship: "Anna" } };
  const red = (more: object) => ({ member: "red", pool: "cranes", ...more });
  expect(
    await followed(cwd, [red({ fences: false }), ...fallen, ...fallen, ...fallen, arrived]),
  ).toBe(`blue is lost
blue is ready
blue is lost
blue is ready
blue is lost
blue comes and goes: it is kept back until it has been stable for a while
blue is ready, and still kept back until it has been stable for a while
arrived happened: ship Anna
▸ come starts unload as run R
red set aside until reported idle: its last holder may still be using it
✗ run R failed: it was out of time`);

  // Another process knows it too.
  expect(await followed(cwd, [red({ health: "ready" }), blue("ready")])).toBe(
    `red is ready, and still set aside: its last holder may be using it
blue is ready, and still kept back until it has been stable for a while`,
  );
  expect(await followed(cwd, [red({ idle: true }), red({ health: "ready" })])).toBe("red is ready");
});
