import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const text = `module a

tool look(bed: String) -> { seen: Bool } { effect pure  latency <= 1s }

plan p(beds: [String] size 1..9, day: Date) -> Bool {
  step one = look(beds.first)
  step two = look(bed: one.sen)
  when one.sen { return onne.seen }
  let a = onne.seen
  return a and onne.seen and onne.seen and onne.seen and onne.seen
}
`;

test("a name that is not there is one mistake, wherever it is used", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "a.orch"), text);
  const { stdout } = await orch(["check", "a.orch", "--format", "json"], { cwd });
  const { diagnostics, summary } = JSON.parse(stdout);
  expect(summary.errors).toBe(2);
  const [field, value] = diagnostics;
  expect(field).toMatchObject({ code: "ORCH3006", range: { start: { line: 6 } } });
  expect(field.labels.map(({ message }: { message: string }) => message)).toEqual(["and here"]);
  expect(value).toMatchObject({ code: "ORCH3201", range: { start: { line: 7 } } });
  expect(value.labels).toHaveLength(4);
  expect(value.notes).toContain("The same in 1 more place of this file.");
  expect(value.fixes[0].edits).toHaveLength(6);
});

test("a name that is declared wrongly is one mistake, whatever misses it", async () => {
  const cwd = workFolder();
  const misspelt = `module a

tool look(bde: String) -> { seen: Bool } {
  effect pure
  latency <= 1s * bed.size
}
event freed(bde: String) { from desk  dedupe 1m by bed }

plan p(day: Date) -> Bool {
  step one = look(bed: "1")
  return one.seen
}
trigger t { on event freed where event.bed != ""  start p(day: now.date) }
`;
  writeFileSync(join(cwd, "a.orch"), misspelt);
  const { stdout } = await orch(["check", "a.orch", "--format", "json"], { cwd });
  const { diagnostics, summary } = JSON.parse(stdout);
  expect(summary.errors).toBe(1);
  expect(diagnostics[0]).toMatchObject({ code: "ORCH3201", range: { start: { line: 4 } } });
  expect(diagnostics[0].fixes[0].edits.map(({ newText }: { newText: string }) => newText)).toEqual(
    Array(4).fill("bde"),
  );
});

test("a value that may be missing is told where it is first used as if it were there", async () => {
  const cwd = workFolder();
  const text = `module a

tool tell(text: String) { effect idempotent  latency <= 1s }

plan p(note: String?) {
  step one = tell(note)
  step two = tell(note) { after one }
}
`;
  writeFileSync(join(cwd, "a.orch"), text);
  const { stdout } = await orch(["check", "a.orch", "--format", "json"], { cwd });
  const { diagnostics, summary } = JSON.parse(stdout);
  expect(summary.errors).toBe(1);
  expect(diagnostics[0]).toMatchObject({ code: "ORCH3003", range: { start: { line: 5 } } });
  expect(diagnostics[0].labels.map(({ message }: { message: string }) => message)).toContain("and here");
});

test("others of the same words are mistakes of their own", async () => {
  const cwd = workFolder();
  const twice =
    "module a\n\nplan p(n: Int) -> Int { return n + none }\nplan q(n: Int) -> Int { return n + none }\n";
  writeFileSync(join(cwd, "a.orch"), twice);
  const { stdout } = await orch(["check", "a.orch", "--format", "json"], { cwd });
  expect(JSON.parse(stdout).summary.errors).toBe(2);
});
