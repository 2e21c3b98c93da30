import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module desk.letters

service read(id: Int) -> { text: String } pure <= 20s { run module "./read.mjs#read" }

plan letter(id: Int in 0..99) -> String {
  step letter = read(id)
  return letter.text
}

guardrail quick { latency <= 10m }
`;

const handler = `export function read({ id }) {
  if (id % 4 === 3) throw Object.assign(new Error("busy"), { code: "ECONNRESET" });
  return { text: \`letter \${id}\` };
}
`;

test("a step that fails now and then gets retries as a diff, which compiles and keeps what was proved", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "desk.orch"), program);
  writeFileSync(join(cwd, "read.mjs"), handler);
  const nothing = await orch(["improve", "desk.orch"], { cwd });
  expect(nothing).toMatchObject({ code: 0, stdout: "Nothing in 0 runs suggests a change.\n" });
  for (let id = 0; id < 24; id += 1) await orch(["run", "desk.orch", "--input", `{"id": ${id}}`], { cwd });

  const told = await orch(["improve", "desk.orch"], { cwd });
  expect(told).toMatchObject({ code: 0, stderr: "" });
  expect(
    told.stdout.replace(/time ≤ .*/u, "time ≤ …"),
  ).toBe(`letter.letter: 6 of 24 attempts failed in a way that may pass, and 6 of 24 calls failed for good. With 3 retries instead of 0, at most 1 of 100 would.
  letter: time ≤ …

--- a/desk.orch
+++ b/desk.orch
@@ -3,7 +3,7 @@
 service read(id: Int) -> { text: String } pure <= 20s { run module "./read.mjs#read" }
 
 plan letter(id: Int in 0..99) -> String {
-  step letter = read(id)
+  step letter = read(id) { retry 3 }
   return letter.text
 }
 

`);
  const json = JSON.parse((await orch(["improve", "desk.orch", "--format", "json"], { cwd })).stdout);
  expect(json).toMatchObject({
    runs: 24,
    proposals: [{ step: "letter.letter", file: "desk.orch" }],
    dropped: [],
  });
  expect(readFileSync(join(cwd, "desk.orch"), "utf8")).toBe(program);

  const written = await orch(["improve", "desk.orch", "--write"], { cwd });
  expect(written.stderr).toBe("Changed letter.letter in desk.orch.\n");
  expect(readFileSync(join(cwd, "desk.orch"), "utf8")).toBe(
    program.replace("read(id)\n", "read(id) { retry 3 }\n"),
  );
  expect(await orch(["check", "desk.orch"], { cwd })).toMatchObject({ code: 0 });

  // A change that would cost a proof is not proposed, and the reason is reported.
  writeFileSync(join(cwd, "desk.orch"), program.replace("10m", "1m"));
  const dropped = await orch(["improve", "desk.orch"], { cwd });
  expect(dropped.stdout).toBe("Nothing in 24 runs suggests a change.\n");
  expect(dropped.stderr).toMatch(
    /^Not proposed for letter.letter: 6 of 24 attempts .*\n {2}.*(?:ORCH\d{4}|quick)/u,
  );
});
