import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, type Reply, says } from "@orchlang/models/testing";
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

const asking = `module desk.questions

llm ask(entry: String) -> { text: String } {
  role    synthesizer
  prompt  "Sum up: \${entry}"
  tokens  <= 2_000
  cost    <= $0.01
  latency <= 20s
}

plan go(entry: String) -> String {
  step sum = ask(entry) { retry 1 every 10ms }
  return sum.text
}
`;

test("a model that answers better than the one before it is proposed as the first, as a diff of orch.json", async () => {
  const poor: Reply = (response, asked) =>
    says(asked.body.model === "n" ? "no JSON" : '{"text":"calm"}')(response, asked);
  const { url } = await modelServer(poor);
  const cwd = workFolder();
  const model = (name: string) => ({ provider: "local", model: name, rates: { input: "1", output: "2" } });
  const models = { poor: model("n"), good: model("m") };
  const settings = { models: { providers: { local: { kind: "openai-compatible", url } }, models } };
  const written = JSON.stringify(settings, undefined, 2);
  writeFileSync(join(cwd, "orch.json"), written);
  writeFileSync(join(cwd, "desk.orch"), asking);
  const run = () => orch(["run", "desk.orch", "--input", '{"entry": "calm"}'], { cwd });
  for (let count = 0; count < 19; count += 1) expect((await run()).code).toBe(0);
  const early = await orch(["improve", "desk.orch", "--format", "json"], { cwd });
  expect(JSON.parse(early.stdout).proposals).toEqual([]);
  expect((await run()).code).toBe(0);

  const told = await orch(["improve", "desk.orch"], { cwd });
  expect(told.stdout).toContain(
    "models.good: good has answered ask well 20 of 20 times (84 to 100 %), poor 0 of 20 times (0 to 16 %), and poor is asked first.",
  );
  expect(told.stdout).toContain("+++ b/orch.json\n");
  await orch(["improve", "desk.orch", "--write"], { cwd });
  const after = readFileSync(join(cwd, "orch.json"), "utf8");
  expect(after).toBe(
    JSON.stringify(
      { models: { ...settings.models, models: { good: models.good, poor: models.poor } } },
      undefined,
      2,
    ),
  );
  expect((await run()).stdout).toContain("calm");
  // The order of the file says nothing where something else decides.
  const learned = { models: { prefer: "learned", ...settings.models } };
  writeFileSync(join(cwd, "orch.json"), JSON.stringify(learned));
  expect(
    JSON.parse((await orch(["improve", "desk.orch", "--format", "json"], { cwd })).stdout).proposals,
  ).toEqual([]);
});
