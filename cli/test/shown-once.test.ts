import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRedrawn } from "../src/terminal/redrawn.ts";
import { openTerminal } from "../src/terminal/terminal.ts";
import { inProcess } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module b
service bad(n: Int) -> { ok: Bool } { effect idempotent  latency <= 1m  run module "./b.ts#bad" }
service keep(n: Int) -> { ok: Bool } { effect idempotent  latency <= 1m  run module "./b.ts#keep"  undo let_go(n) }
service let_go(n: Int) { effect idempotent  latency <= 1m  run module "./b.ts#let_go" }
plan inner(n: Int) -> { ok: Bool } { step s = bad(n)  return s }
plan outer(n: Int) -> { ok: Bool } { step q = inner(n)  return q }
plan kept(n: Int) -> { ok: Bool } { step k = keep(n)  step s = bad(n) { after k }  return s }
`;
const handlers = `export function bad() { throw new TypeError("no such thing"); }
export const keep = () => ({ ok: true });
export const let_go = () => null;
`;

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "b.orch"), program);
  writeFileSync(join(cwd, "b.ts"), handlers);
  return cwd;
}

const withoutClock = (text: string): string =>
  text.replaceAll(/^\d\d:\d\d:\d\d {2}/gmu, "").replaceAll(/plan \w+ for \S+/gu, "plan …");

test("a failure is stated where it comes about, and in the result", async () => {
  const cwd = project();
  const { code, stdout, stderr } = await inProcess(["run", "b.orch#outer", "--input", '{"n": 1}'], { cwd });
  expect([code, withoutClock(stderr)]).toEqual([
    1,
    `▸ run of plan …
▸ q.s begins: bad
✗ q.s fails as permanent: no such thing (b.ts:1:31) (side effect unknown)
✗ run failed
`,
  ]);
  expect(stdout).toMatch(/^failed {2}run \w+ {2}no such thing \(b\.ts:1:31\)\n$/u);
});

test("what is undone is shown where something is", async () => {
  const cwd = project();
  const { stderr } = await inProcess(["run", "b.orch#kept", "--input", '{"n": 1}'], { cwd });
  expect(withoutClock(stderr)).toBe(`▸ run of plan …
▸ k begins: keep
✓ k done  ok: true
▸ s begins: bad
✗ s fails as permanent: no such thing (b.ts:1:31) (side effect unknown)
↶ undo k begins: let_go
✓ undo k done  
✗ run failed
`);
});

test("what a handler prints stands above what is redrawn", async () => {
  const { write, isTTY } = process.stderr;
  const written: string[] = [];
  onTestFinished(() => void Object.assign(process.stderr, { write, isTTY }));
  Object.assign(process.stderr, { isTTY: true, write: (text: string) => written.push(text) > 0 });
  const { err } = openTerminal({ color: false });
  const region = await openRedrawn(err);
  region.draw(["one", "two"]);
  const before = written.length;
  err.line("printed");
  const [cleared = "", ...rest] = written.slice(before);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal is told
  expect(cleared).toMatch(/\u001b\[2K/u);
  expect(cleared).not.toContain("one");
  expect(rest[0]).toBe("printed\n");
  expect(rest.slice(1).join("")).toMatch(/one\r?\n.*two/su);
  region.leave();
  err.line("after");
  expect(written.at(-1)).toBe("after\n");
});

test("an empty folder and a misspelt option are answered with what to do", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "orch-empty-"));
  const empty = await inProcess(["check"], { cwd });
  expect(empty).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no `.orch` file in this folder.\n  `orch init`"),
  });
  const misspelt = await inProcess(["verison"], { cwd });
  expect(misspelt).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean `--version`?") });
  const known = await inProcess(["chekc"], { cwd });
  expect(known.stderr).toContain("Did you mean `check`?");
});
