import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listening, orch, start, workFolder } from "./orch.ts";

const program = `module mill

event smoke(room: String) { from detectors }
event call(room: String) { from telephone }
fusion fire(room: String) {
  join   smoke as seen, call as told
  within 10m
  by     seen.room
  emit   { room: seen.room }
}
service alarm(room: String) {
  effect  idempotent
  latency <= 2s
  run     module "./alarm.ts#alarm"
}
plan warn(room: String) { step a = alarm(room) }
trigger burning {
  on    event fire
  start warn(room: event.room)
}
`;
const handler = "export const alarm = () => null;\n";
const rooms = Array.from({ length: 20 }, (_, n) => `r${n}`);
const told = (event: string): string =>
  rooms.map((room) => JSON.stringify({ event, id: `${event} ${room}`, fields: { room } })).join("\n");

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

test("killed within the window of a fusion, what was told before goes together with what comes after, once", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "mill.orch"), program);
  writeFileSync(join(cwd, "alarm.ts"), handler);
  writeFileSync(join(cwd, "smoke.ndjson"), told("smoke"));
  writeFileSync(join(cwd, "all.ndjson"), `${told("smoke")}\n${told("call")}`);
  const up = ["up", "mill.orch", "--news"];

  const first = start([...up, "smoke.ndjson"], { cwd });
  await listening(first)(`smoke happened: room ${rooms.at(-1)}`);
  first.kill("SIGKILL");
  await once(first, "exit");

  // All is told again, as by a teller who does not know what has arrived.
  const second = await orch([...up, "all.ndjson", "--drain"], { cwd });
  expect(second.code).toBe(0);
  expect(count(second.stdout, /smoke happened/gu)).toBe(0);
  expect(count(second.stdout, /fire is made of smoke, call/gu)).toBe(rooms.length);
  expect(count(second.stdout, /✓ run \w+ completed/gu)).toBe(rooms.length);
  expect(second.stderr).toContain("20 told twice");

  const third = await orch([...up, "all.ndjson", "--drain"], { cwd });
  expect(third).toMatchObject({ code: 0, stdout: "" });
});
