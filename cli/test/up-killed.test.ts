import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
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
  latency <= 5m
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
  const up = ["up", "mill.orch", "--ingest"];

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
  expect(second.stderr).toContain("20 reported twice");

  const third = await orch([...up, "all.ndjson", "--drain"], { cwd });
  expect(third).toMatchObject({ code: 0, stdout: "" });
});

const yard = `module yard

type Crane { id: String, tons: Int }
resource cranes: Crane {
  at      edge
  lease   10m
  members [{ id: "red", tons: 9 }, { id: "blue", tons: 5 }]
}
event arrived(ship: String) { from pier }

service lift(ship: String, crane: String) -> { by: String } {
  effect  idempotent
  latency <= 60s
  run     module "./lift.ts#lift"
}
plan unload(ship: String) -> { by: String } {
  with crane = cranes wait 1m for 5m {
    step done = lift(ship: ship, crane: crane.id)
  }
  return { by: done.by }
}
trigger come {
  on    event arrived
  start unload(ship: event.ship)
}
`;
/** None comes to its end before there is a file "go". */
const lifting = `import { appendFileSync, existsSync } from "node:fs";
export async function lift({ crane }, { key, signal }) {
  appendFileSync("lifts", crane + " " + key + "\\n");
  if (!existsSync("go")) await new Promise((_, stop) => signal.addEventListener("abort", () => stop(signal.reason)));
  return { by: crane };
}
`;

test("killed as a block is bound to another member, it goes on with that one, under its old key", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "yard.orch"), yard);
  writeFileSync(join(cwd, "lift.ts"), lifting);
  const lifts = (): readonly (readonly string[])[] => {
    const file = join(cwd, "lifts");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    return text.split("\n").flatMap((line) => (line === "" ? [] : [line.split(" ")]));
  };
  const first = start(["up", "yard.orch", "--ingest", "-"], { cwd, stdin: "pipe" });
  first.stdin?.write('{"event": "arrived", "fields": {"ship": "Anna"}}\n');
  await vi.waitFor(() => expect(lifts()).toHaveLength(1), { timeout: 30_000 });
  const [[member, key] = []] = lifts();
  const isLost = listening(first)(`${member} is lost`);
  first.stdin?.write(`${JSON.stringify({ member, pool: "cranes", health: "lost" })}\n`);
  await isLost;
  first.kill("SIGKILL");
  await once(first, "exit");

  writeFileSync(join(cwd, "go"), "");
  const second = await orch(["up", "yard.orch", "--ingest", "/dev/null", "--drain"], { cwd });
  expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ run \w+ completed/u) });
  const others = lifts().slice(1);
  expect(others.length).toBeGreaterThan(0);
  for (const lift of others) expect(lift).toEqual([member === "red" ? "blue" : "red", key]);
});
