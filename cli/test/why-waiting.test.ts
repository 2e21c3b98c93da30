import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module yard
role foreman
type Crane { id: String, tons: Int }
resource small: Crane { at edge  lease 1h  overflow big  members [{ id: "red", tons: 5 }, { id: "blue", tons: 9 }] }
resource big: Crane { at edge  lease 1h  members [{ id: "grey", tons: 8 }] }
event arrived(ship: String) { from pier }
human lifted(ship: String) -> { ok: Bool } { ask foreman  show "Is \${ship} empty?" }
plan unload(ship: String) {
  with crane = small where crane.tons < 9 wait 1h for 1h { step done = lifted(ship) { timeout 30m } }
}
trigger come { on event arrived  start unload(ship: event.ship)  overlap allow }
`;

test("orch show says for each candidate why a step has no member, from the journal alone", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "yard.orch"), program);
  const ships = ["Anna", "Berta", "Carla"].map((ship) =>
    JSON.stringify({ event: "arrived", fields: { ship } }),
  );
  writeFileSync(join(cwd, "news.ndjson"), ships.join("\n"));
  const up = await orch(["up", "yard.orch", "--ingest", "news.ndjson", "--drain"], { cwd });
  const runs = [...up.stdout.matchAll(/as run (\w{16})/gu)].map(([, run = ""]) => run);
  expect(runs, up.stdout + up.stderr).toHaveLength(3);

  const [first = "", , third = ""] = runs;
  const why = "small: held: red, not what `where` asks for: blue; big: held: grey";
  const shown = await orch(["show", third], { cwd });
  expect(shown.stdout, shown.stderr).toContain(`waiting for one of small (${why})`);
  const { waiting } = JSON.parse((await orch(["show", third, "--format", "json"], { cwd })).stdout);
  expect(waiting).toMatchObject([{ for: "resource", why }]);
  // A past state has no reasons: the journal has only the present state of pools.
  expect((await orch(["show", third, "--at", "1"], { cwd })).stdout).not.toContain("held: red");
  expect((await orch(["show", first], { cwd })).stdout).not.toContain("held: red");
});
