import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "@orchlang/runtime";
import { expect, test } from "vitest";
import { hiding } from "../src/project/secrets.ts";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = (label: string): string => `module gate

role clerk trust secret
human sign(text: String${label}) -> { granted: Bool } { ask clerk  show "\${text}?" }
plan p(text: String${label}) -> Bool {
  step signed = sign(text) { timeout 1d }
  return signed.granted
}
`;

/** Lists the runs, and counts the runs whose events were read for it. */
async function listed(cwd: string): Promise<{ readonly runs: number; readonly read: number }> {
  const journal = await openJournal(`${cwd}/.orch/journal.db`);
  if ("fault" in journal) throw new Error(journal.message);
  let read = 0;
  const counting: typeof journal.events = (run, from) => {
    read += 1;
    return journal.events(run, from);
  };
  let runs = 0;
  for await (const { waiting } of hiding({ ...journal, events: counting }).runs()) runs += waiting.length;
  await journal.close();
  return { runs, read };
}

test.each([
  ["", 0],
  [" @secret", 2],
])("to list runs of a plan whose input is text%s the events of %d are read", async (label, read) => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "gate.orch"), program(label));
  for (const text of ["one", "two"]) {
    const { code, stderr } = await orch(["run", "gate.orch", "--input", JSON.stringify({ text })], { cwd });
    expect(code, stderr).toBe(3);
  }
  expect(await listed(cwd)).toEqual({ runs: 2, read });
});
