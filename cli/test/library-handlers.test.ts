import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inProcess } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

/* The actions of the library have no `run` clause: `handlers` in orch.json names their code. */

const program = `module town.night

import std.response { create_investigation }

plan note(place: Geo) -> String {
  step opened = create_investigation(topic: "noise", location: place, summary: "A bell rang.")
  return opened.investigation
}
`;

const city = `export function open({ topic }, { capability }) {
  return { investigation: capability + ": " + topic };
}
`;

/** A project, whose program is in a folder of its own. */
function project(handlers: object, text = program): string {
  const folder = workFolder();
  mkdirSync(join(folder, "town"));
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ handlers }));
  writeFileSync(join(folder, "city.mjs"), city);
  writeFileSync(join(folder, "town/night.orch"), text);
  return folder;
}

const args = ["run", "town/night.orch", "--input", '{"place":{"lat":48.2,"lon":16.4}}', "--format", "json"];
const action = "std.response.create_investigation";

test("an action of the library runs the code that the project names", async () => {
  const ended = await inProcess(args, { cwd: project({ [action]: { run: "./city.mjs#open" } }) });
  expect(resultOf(ended)).toMatchObject({ status: "completed", output: `${action}: noise` });
});

test.each([
  ["there is no module", program, { run: "./town.mjs#open" }, "there is no file"],
  [
    "the program names code too",
    `${program.replace(/import .*/u, "").replace("opened = create_investigation", "opened = open")}
service open(topic: String, location: Geo, summary: String) -> { investigation: String } idempotent <= 5m {
  run module "../city.mjs#open"
}
`,
    { run: "./city.mjs#open" },
    "names other code",
  ],
])("a run is refused where %s", async (_, text, settings, says) => {
  const folder = project({ [action]: settings, "town.night.open": settings }, text);
  const { code, stderr } = await inProcess(args, { cwd: folder });
  expect({ code, says: stderr.includes(says), stderr }).toMatchObject({ code: 2, says: true });
});

test("a question to a model too", async () => {
  const text = `module town.night
llm guess(bells: Int) -> { answer: String } {
  role executor  prompt "Which of \${bells} bells?"  tokens <= 900  latency <= 5m
}
plan note(place: Geo) -> String {
  step said = guess(bells: 2)
  return said.answer
}
`;
  const folder = project({ "town.night.guess": { run: "./city.mjs#ask" } }, text);
  writeFileSync(join(folder, "city.mjs"), 'export const ask = () => ({ answer: "the old one" });');
  expect(resultOf(await inProcess(args, { cwd: folder }))).toMatchObject({ output: "the old one" });
});

test("an unreadable setting is a diagnostic", async () => {
  const folder = project({ [action]: { run: "./city.mjs" } });
  const { stdout, stderr } = await inProcess(["check", "town/night.orch"], { cwd: folder });
  expect(stdout + stderr).toMatch(/`handlers.*\.run` takes a module and its export/u);
});
