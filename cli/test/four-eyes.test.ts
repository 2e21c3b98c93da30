import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module office.letters

import std.people { Approval }

role clerk

human approve(author: String) -> Approval {
  ask  clerk x 2 where user.id != author
  show "May what \${author} wrote go out?"
}

plan send(author: String) -> Bool {
  step second = approve(author) { timeout 2d }
  return second.granted
}
`;

const clerk = (id: string): string => JSON.stringify({ id, roles: ["office.letters.clerk"] });
const yes = '{"granted": true}';

test("everybody of the role but the author may answer, each once, in a real run", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "letters.orch"), program);
  const author = userInfo().username;
  const started = await orch(["run", "letters.orch", "--input", JSON.stringify({ author })], { cwd });
  const run = /\b[0-9A-Z]{16}\b/.exec(started.stdout + started.stderr)?.[0] ?? "";
  const own = await orch(["answer", run, "second", yes], { cwd });
  expect(own.code).not.toBe(0);
  expect(own.stderr).toContain("this person is not among those who are asked");
  const first = await orch(["answer", run, "second", yes, "--user", clerk("ada")], { cwd });
  expect(first.code).toBe(3);
  expect(first.stdout).toContain("second: waiting for clerk (1 of 2: ada)");
  expect((await orch(["show", run], { cwd })).stdout).toContain("waiting for clerk (1 of 2: ada)");
  const again = await orch(["answer", run, "second", yes, "--user", clerk("ada")], { cwd });
  expect(again.stderr).toContain("the same person may not answer twice");
  const second = await orch(["answer", run, "second", yes, "--user", clerk("bert")], { cwd });
  expect(second.stdout).toContain("true");
  expect(second.code).toBe(0);
  const story = await orch(["timeline", run], { cwd });
  expect(story.stdout).toMatch(/answered by ada \(1 of 2\)\n.*answered by bert \(2 of 2\)/u);
  const scenario = await orch(["scenario", run], { cwd });
  expect(scenario.stdout).toContain("second answered by ada and bert");
  expect((await orch(["replay", run], { cwd })).code).toBe(0);
});

test("somebody else than the author answers in scenarios and in verify", async () => {
  const cwd = workFolder();
  const scenario = `
scenario "others agree" for send {
  given  author = "ada"
  answer approve with { granted: true }
  expect completed
  expect result == true
}
`;
  writeFileSync(join(cwd, "letters.orch"), program + scenario);
  expect(await orch(["test", "letters.orch"], { cwd })).toMatchObject({ code: 0 });
  const verified = await orch(["verify", "letters.orch", "--runs", "50"], { cwd });
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^send .* Safe\.$/mu)]);
});

test("an answer bears the name of who gives it, and no other", async () => {
  const cwd = workFolder();
  const signed = `module office.notes
import std.people { Approval }
role clerk
human approve(note: String) -> Approval { ask clerk  show "May \${note} go out?" }
plan send(note: String) -> String { step ok = approve(note) { timeout 2d }  return ok.by ?? "nobody" }
`;
  writeFileSync(join(cwd, "notes.orch"), signed);
  const started = await orch(["run", "notes.orch", "--input", '{"note": "it"}'], { cwd });
  const run = /\b[0-9A-Z]{16}\b/.exec(started.stdout + started.stderr)?.[0] ?? "";
  const user = ["--user", JSON.stringify({ id: "ada", roles: ["office.notes.clerk"] })];
  const forged = await orch(["answer", run, "ok", '{"granted": true, "by": "bert"}', ...user], { cwd });
  expect(forged.code).toBe(2);
  expect(forged.stderr).toContain("`by` holds who answers: it is `ada`, and not `bert`.");
  const ended = await orch(["answer", run, "ok", '{"granted": true, "by": "ada"}', ...user], { cwd });
  expect(ended.stdout).toContain('"ada"');
  const ahead = ["run", "notes.orch", "--input", '{"note": "it"}', "--answer"];
  expect((await orch([...ahead, 'ok={"granted": true, "by": "bert"}'], { cwd })).stderr).toContain(
    "`by` holds who answers",
  );
});

test("a suggested answer names what is asked of a person, and nothing that only some may see", async () => {
  const cwd = workFolder();
  const clinic = `module clinic.ward
role nurse
human by_place(ward: String) -> { granted: Bool } { ask nurse where user.ward == ward  show "Ok?" }
human by_patient(patient: String @personal) -> { granted: Bool } { ask nurse where user.of == patient  show "Ok?" }
plan ask(ward: String, patient: String @personal) -> Bool {
  step one = by_place(ward) { timeout 1d }
  step two = by_patient(patient) { timeout 1d }
  return one.granted and two.granted
}
`;
  writeFileSync(join(cwd, "ward.orch"), clinic);
  const input = '{"ward": "east", "patient": "Mrs Ahmed"}';
  const { stdout } = await orch(["run", "ward.orch", "--input", input], { cwd });
  expect(stdout).toContain(`--user '{"id": "…", "roles": ["clinic.ward.nurse"], "ward": "east"}'`);
  expect(stdout).toContain(`--user '{"id": "…", "roles": ["clinic.ward.nurse"], "of": "…"}'`);
  expect(stdout).not.toContain("Ahmed");
});
