import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orch } from "./in-process.ts";

const program = `module desk.answers

llm draft(question: String) -> { answer: String } {
  role    synthesizer
  prompt  "Answer: \${question}"
  tokens  <= 2_000
  cost    <= $0.05
  latency <= 20s
}
service file(answer: String) -> { page: Url } idempotent <= 5s

goal filed(question: String) -> { page: Url } {
  budget cost <= $1
}

guardrail few { at most 1 file }
`;

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "orch-propose-"));
  writeFileSync(join(cwd, "desk.orch"), program);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const text = `plan filed_found(question: String) -> { page: Url } achieves filed {
  step draft = draft(question)
  step file = file(answer: draft.answer)
  return file
}
`;

test("a plan is found, searched and written, and the program with it is right", async () => {
  const found = await orch(["propose", "desk.orch", "--runs", "20", "--time", "5m"], { cwd });
  expect(found).toEqual({ code: 0, signal: null, stdout: text, stderr: "" });
  const json = await orch(["propose", "desk.orch", "--runs", "20", "--time", "5m", "--format", "json"], {
    cwd,
  });
  expect(JSON.parse(json.stdout)).toMatchObject({ found: true, plan: text, guesses: [], refused: [] });
  writeFileSync(join(cwd, "kept.orch"), program);
  const written = await orch(["propose", "kept.orch#filed", "--runs", "20", "--time", "5m", "--write"], {
    cwd,
  });
  expect(written.stderr).toContain("The plan was added to kept.orch.");
  expect(readFileSync(join(cwd, "kept.orch"), "utf8")).toBe(`${program}\n${text}`);
  expect(await orch(["check", "kept.orch"], { cwd })).toMatchObject({ code: 0 });
});

test("a candidate that a rule refuses is named with the reason, and the search goes on", async () => {
  const twice = text.replace(
    "return file",
    "step again = file(answer: question) { after file }\n  return file",
  );
  writeFileSync(join(cwd, "proposed.orch"), twice.replace("filed_found", "mine"));
  const found = await orch(
    ["propose", "desk.orch", "--candidate", "proposed.orch", "--runs", "20", "--time", "5m"],
    { cwd },
  );
  expect(found).toMatchObject({ code: 0, stdout: text });
  expect(found.stderr).toMatch(/^Refused: draft, file, file\n {2}ORCH4\d{3}: /u);
});

test("a candidate that compiles and does not verify is refused with what was found", async () => {
  const owing = program.replace(
    "guardrail few { at most 1 file }",
    "service note(text: String) -> { id: String } idempotent <= 5s\nguardrail told { every draft followed by note }",
  );
  writeFileSync(join(cwd, "owing.orch"), owing);
  const sometimes = text.replace("filed_found", "mine").replace(
    "  return file",
    `  when draft.answer.size > 3 {
    step note = note(text: draft.answer) { after file }
  }
  return file`,
  );
  writeFileSync(join(cwd, "proposed.orch"), sometimes);
  const args = ["--candidate", "proposed.orch", "--runs", "20", "--time", "5m"];
  const found = await orch(["propose", "owing.orch", ...args], { cwd });
  expect(found.stderr).toContain(
    "Refused: draft, file, note\n  orch verify: draft is done, and note is never tried.\n",
  );
  expect(found.stdout).not.toContain("when draft.answer.size");
});

test("a candidate that decides for a person is refused, and nothing of it is written", async () => {
  writeFileSync(join(cwd, "bold.orch"), program);
  const beside = "policy anything { on file  allow when true }";
  writeFileSync(join(cwd, "proposed.orch"), `${text.replace("filed_found", "mine")}\n${beside}\n`);
  const args = ["--candidate", "proposed.orch", "--runs", "20", "--time", "5m", "--write"];
  const found = await orch(["propose", "bold.orch", ...args], { cwd });
  expect(found.stderr).toContain("It declares more than its plan: `anything`.");
  expect(readFileSync(join(cwd, "bold.orch"), "utf8")).toBe(`${program}\n${text}`);
});

test("a goal out of reach ends with 1 and says what is missing", async () => {
  writeFileSync(join(cwd, "far.orch"), program.replace("filed(question: String)", "filed(page: Int)"));
  const found = await orch(["propose", "far.orch", "--depth", "1"], { cwd });
  expect(found).toMatchObject({ code: 1 });
  expect(found.stdout).toBe(
    [
      "No plan was found: these capabilities don't reach the goal.",
      "  The result is `{ page: Url }`: `file` would give one.",
      "  `file` needs `answer: String`: `draft` would give one.",
      "  `draft` needs `question: String`, and nothing gives one.",
      "",
    ].join("\n"),
  );
});

test("a capability that does not exist is a mistake of usage", async () => {
  const found = await orch(["propose", "desk.orch", "--through", "nothing"], { cwd });
  expect(found).toMatchObject({ code: 2 });
  expect(found.stderr).toContain("`nothing` is no capability that `desk.answers` can call");
});
