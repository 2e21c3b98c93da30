import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { allCommands } from "../src/commands.ts";
import { inProcess } from "./in-process.ts";
import { type Ended, ending, start, workFolder } from "./orch.ts";

/* Every command that an output suggests is accepted in the state in which it was suggested. */

const program = `module s
role keeper
type Way = by_post | by_hand
service keep(n: Int) -> { kept: Bool } { effect idempotent  latency <= 1m  run module "./s.ts#keep"  undo let_go(n) }
service keep_of(n: Int) -> { id: String } { effect once  latency <= 1m  run module "./s.ts#keep_of"  undo let_go_of(id: result.id) }
service let_go(n: Int) { effect idempotent  latency <= 1m  run module "./s.ts#let_go" }
service let_go_of(id: String) { effect idempotent  latency <= 1m  run module "./s.ts#let_go_of" }
service pay(n: Int) -> { id: String, way: Way, sure: Bool } { effect once  latency <= 1m  run module "./s.ts#pay" }
service fine(n: Int) { effect idempotent  latency <= 1m  run module "./s.ts#fine" }
service bind(n: Int) { effect idempotent  latency <= 1m  run module "./s.ts#fine" }
service tell(n: Int) { effect idempotent  latency <= 1m  run module "./s.ts#tell" }
service wrong(n: Int) { effect idempotent  latency <= 1m  run module "./s.ts#wrong" }
human may(n: Int) -> { granted: Bool } { ask keeper  show "May \${n}?" }
human other(n: Int) -> { granted: Bool } { ask keeper x 2 where user.id != "${userInfo().username}"  show "May \${n}?" }
human there(n: Int, site: String) -> { granted: Bool } { ask keeper where user.site == site and user.level == 2 and user.id != "ada"  show "May \${n}?" }
human that(n: Int, who: String) -> { granted: Bool } { ask keeper where user.id == who  show "May \${n}?" }
human both(n: Int) -> { granted: Bool } { ask keeper x 2  show "May \${n}?" }
human which(n: Int) -> { way: Way, note: String, much: Money, days: [Date] } { ask keeper  show "Which way?" }

plan asks(n: Int) { step ok = may(n) { timeout 1d }  when ok.granted { step f = fine(n) } }
plan asks_much(n: Int) { step w = which(n) { timeout 1d } }
plan asks_other(n: Int) { step ok = other(n) { timeout 1d } }
plan asks_there(n: Int) { step ok = there(n, site: "north") { timeout 1d } }
plan asks_that(n: Int) { step ok = that(n, who: "ada") { timeout 1d } }
plan asks_both(n: Int) { step ok = both(n) { timeout 1d } }
plan waits(n: Int) { wait 1d  step f = fine(n) }
plan doubts(n: Int) { step p = pay(n) }
plan doubts_behind(n: Int) { step k = keep(n)  step p = pay(n) { after k }  }
plan doubts_undone(n: Int) { step k = keep_of(n)  step p = wrong(n) { after k } }
plan undo_fails(n: Int) { step k = keep(n)  step w = wrong(n) { after k } }
plan fails(n: Int) { step w = wrong(n) }
plan calls(n: Int) { step a = doubts(n) }
plan owes(n: Int) { step f = bind(n)  step t = tell(n) { optional  after f } }
guardrail told : care blocking { every bind followed by tell within 1h }
`;
const handlers = `export const fine = () => null;
export const keep = () => ({ kept: true });
export function keep_of() { throw new Error("who knows"); }
export function let_go() { throw new TypeError("it sticks"); }
export function let_go_of() { return null; }
export function pay() { throw new Error("who knows"); }
export function tell() { throw new TypeError("nobody listens"); }
export function wrong() { throw new TypeError("it is wrong"); }
`;

/** A folder with a run in some state, and how it came there. */
const states: readonly (readonly [name: string, ...commands: (readonly string[])[]])[] = [
  ["waits for an answer", ["run", "s.orch#asks", "--input", '{"n": 1}']],
  ["waits for a larger answer", ["run", "s.orch#asks_much", "--input", '{"n": 1}']],
  ["waits for somebody else", ["run", "s.orch#asks_other", "--input", '{"n": 1}']],
  ["waits for somebody of a place", ["run", "s.orch#asks_there", "--input", '{"n": 1}']],
  ["waits for a certain person", ["run", "s.orch#asks_that", "--input", '{"n": 1}']],
  [
    "waits for a second person",
    ["run", "s.orch#asks_both", "--input", '{"n": 1}'],
    ["answer", "RUN", "ok", '{"granted": true}'],
  ],
  ["waits for a day", ["run", "s.orch#waits", "--input", '{"n": 1}']],
  ["paused", ["run", "s.orch#asks", "--input", '{"n": 1}'], ["pause", "RUN"]],
  [
    "paused, answered",
    ["run", "s.orch#asks", "--input", '{"n": 1}'],
    ["pause", "RUN"],
    ["answer", "RUN", "ok", '{"granted": true}'],
  ],
  ["in doubt", ["run", "s.orch#doubts", "--input", '{"n": 1}']],
  ["in doubt behind another", ["run", "s.orch#doubts_behind", "--input", '{"n": 1}']],
  ["in doubt, cancelled", ["run", "s.orch#doubts_behind", "--input", '{"n": 1}'], ["cancel", "RUN"]],
  ["in doubt within a called plan", ["run", "s.orch#calls", "--input", '{"n": 1}']],
  [
    "in doubt within a called plan, cancelled",
    ["run", "s.orch#calls", "--input", '{"n": 1}'],
    ["cancel", "RUN"],
  ],
  ["in doubt, to be undone by its result", ["run", "s.orch#doubts_undone", "--input", '{"n": 1}']],
  ["the same, cancelled", ["run", "s.orch#doubts_undone", "--input", '{"n": 1}'], ["cancel", "RUN"]],
  [
    "the same, said to be done",
    ["run", "s.orch#doubts_undone", "--input", '{"n": 1}'],
    ["resolve", "RUN", "k", "--completed", '{"id": "1"}'],
  ],
  ["an undo failed", ["run", "s.orch#undo_fails", "--input", '{"n": 1}']],
  ["an undo failed, paused", ["run", "s.orch#undo_fails", "--input", '{"n": 1}'], ["pause", "RUN"]],
  ["something is owed", ["run", "s.orch#owes", "--input", '{"n": 1}']],
  ["failed", ["run", "s.orch#fails", "--input", '{"n": 1}']],
  ["cancelled", ["run", "s.orch#asks", "--input", '{"n": 1}'], ["cancel", "RUN"]],
  ["completed", ["run", "s.orch#asks", "--input", '{"n": 1}', "--answer", 'ok={"granted": true}']],
  ["nothing", ["runs"]],
  ["no such run", ["show", "ZZZZ"]],
  ["no approval", ["run", "s.orch#asks", "--input", '{"n": 1}', "--locked"]],
  ["several plans", ["run", "s.orch", "--input", '{"n": 1}']],
  ["a misspelt command", ["verison"]],
  ["no program", ["check", "empty"]],
  ["no target", ["plan"]],
  ["no run yet", ["show", "ZZZZ"]],
  ["wrong", ["check", "wrong.orch"]],
  ["wrong, planned", ["plan", "wrong.orch"]],
  ["wrong, tested", ["test", "wrong.orch"]],
  ["wrong, verified", ["verify", "wrong.orch"]],
  ["not formatted", ["format", "wrong.orch"]],
  ["planned", ["plan", "s.orch#asks"]],
  ["tested", ["test", "s.orch"]],
  ["a scenario fails", ["test", "t.orch"]],
  ["mutants survive", ["test", "t.orch", "--mutate", "--time", "5s"]],
  ["verified, and found", ["verify", "s.orch#owes", "--runs", "20"]],
  ["attacked", ["attack", "s.orch#asks", "--runs", "20"]],
  ["verified", ["verify", "s.orch#asks", "--runs", "20"]],
  ["made a project", ["init", "made"]],
  ["in a journal elsewhere", ["run", "s.orch#asks", "--input", '{"n": 1}', "--store", "else/j.db"]],
  [
    "altered, elsewhere",
    ["run", "s.orch#asks", "--input", '{"n": 1}', "--store", "else/j.db"],
    ["remove", "else/j.db-anchor"],
    ["resume", "--store", "else/j.db"],
  ],
  [
    "altered",
    ["run", "s.orch#asks", "--input", '{"n": 1}'],
    ["remove", ".orch/journal.db-anchor"],
    ["resume"],
  ],
];
const looks = [["runs"], ["show", "RUN"], ["timeline", "RUN"], ["resume"]];

const wrongProgram = "module w\nplan p(n: Int) -> Int { step a = nothing(n)  return m }\n";
const tested = `module t
service fine(n: Int) -> Int { effect idempotent  latency <= 1m  run module "./s.ts#fine" }
plan p(n: Int) -> Int { step f = fine(n) { retry 2 }  return f }
scenario "it fails" for p { given n = 1  expect failed }
`;

function copyOf(cwd: string): string {
  const copy = mkdtempSync(join(tmpdir(), "orch-suggested-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(cwd, copy, { recursive: true });
  return copy;
}

/** The commands in a text, each as a shell would take it apart. Forms with words in capitals are left to their reader. */
function suggestedIn({ stdout, stderr }: Ended, run = ""): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  const word = String.raw`(?:'[^']*'(?:\\''[^']*')*|"[^"]*"|[^\s'"\u0060,;)|>]+)`;
  for (const [, said = ""] of `${stdout}\n${stderr}`.matchAll(
    new RegExp(`(?<![\\w-])orch((?: ${word})+)`, "gu"),
  )) {
    const words = [...said.matchAll(new RegExp(word, "gu"))].map(([one]) =>
      one
        .replaceAll(/'\\''/gu, "\u0000")
        .replaceAll(/^['"]|['"]$/gu, "")
        .replaceAll("\u0000", "'"),
    );
    if (!/^[a-z-]+$/u.test(words[0] ?? "")) continue;
    // `RUN` stands for a run; the beginning of a run's id may have letters alone, too.
    const ids = [run, ...(stdout.match(/\b[0-9A-Z]{16}\b/gu) ?? [])];
    const isStandIn = (one: string): boolean =>
      /^[A-Z]{3,}$/u.test(one) && !ids.some((id) => id.startsWith(one));
    if (words.slice(1).some(isStandIn)) continue;
    found.set(said, words);
  }
  return [...found.values()];
}

/** `--store FILE`, where a command has it. */
function storeIn(command: readonly string[] = []): readonly string[] {
  const at = command.indexOf("--store");
  return at < 0 ? [] : command.slice(at, at + 2);
}

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "s.orch"), program);
  writeFileSync(join(cwd, "s.ts"), handlers);
  writeFileSync(join(cwd, "wrong.orch"), wrongProgram);
  writeFileSync(join(cwd, "t.orch"), tested);
  mkdirSync(join(cwd, "empty"));
  return cwd;
}

test("the program of these states is one", async () => {
  expect(await inProcess(["check", "s.orch"], { cwd: project() })).toMatchObject({ code: 0 });
});

test.each(states)("what is suggested is accepted: %s", async (_, ...rest) => {
  const commands = rest as readonly (readonly string[])[];
  const cwd = project();
  let run = "";
  const said: Ended[] = [];
  const put = async (args: readonly string[], folder = cwd): Promise<Ended> => {
    const ended = await inProcess(
      args.map((arg) => (arg === "RUN" ? run : arg)),
      { cwd: folder },
    );
    run ||= /\brun ([0-9A-Z]{16})\b/u.exec(ended.stdout)?.[1] ?? "";
    return ended;
  };
  for (const command of commands)
    if (command[0] === "remove") rmSync(join(cwd, command[1] ?? ""));
    else said.push(await put(command));
  if (run === "") said.push(await put(["runs"]));
  else for (const look of looks) said.push(await put([...look, ...storeIn(commands[0])], copyOf(cwd)));
  // Of what came before only the last word counts: the others were of another state.
  const last = said.slice(commands.filter(([name]) => name !== "remove").length - 1);
  expect(last.map(({ code }) => code)).not.toContain(70);
  const suggested = new Map(
    last.flatMap((one) => suggestedIn(one, run)).map((words) => [words.join(" "), words]),
  );
  const [, below = "."] = /^ {2}cd (\S+)$/mu.exec(last.map(({ stdout }) => stdout).join("\n")) ?? [];
  for (const [text, words] of suggested) {
    const { code, stderr } = await put(words, join(copyOf(cwd), below));
    expect([text, code === 2 || code === 70 ? stderr : "accepted"]).toEqual([text, "accepted"]);
  }
  const wants =
    last.some(({ stdout }) => /waiting|attention/u.test(stdout)) && !commands[0]?.includes("s.orch#waits");
  if (wants) expect(suggested.size).toBeGreaterThan(0);
});

/** What the parser of the command line refuses, whatever the arguments name. */
const misread =
  /There is no (?:command|option)|arguments? given, |is missing\.|needs a value|can't be `|: it is one of/u;
const waits = /--watch|lsp|orch mcp/u;

test.each((await allCommands()).map((command) => [command.name, command.examples] as const))(
  "the examples of `orch %s --help` are read as they stand",
  async (_, examples) => {
    const cwd = mkdtempSync(join(tmpdir(), "orch-examples-"));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    const said = examples.filter((example) => !waits.test(example)).join("\n");
    for (const words of suggestedIn({ code: 0, signal: null, stdout: said, stderr: "" })) {
      const { code, stderr } = await inProcess(words, { cwd });
      expect([words.join(" "), misread.test(stderr) || code === 70 ? stderr : "read"]).toEqual([
        words.join(" "),
        "read",
      ]);
    }
  },
);

// Failed once of a dozen runs, for a reason that was not seen: a second failure is one.
test("what is suggested while another process holds the journal is accepted there", {
  retry: 1,
}, async () => {
  const cwd = project();
  writeFileSync(join(cwd, "held.orch"), heldProgram);
  writeFileSync(join(cwd, "held.ts"), heldHandler);
  const holder = start(["run", "held.orch"], { cwd });
  onTestFinished(() => {
    holder.kill("SIGKILL");
  });
  const ended = ending(holder);
  await vi.waitFor(() => expect(existsSync(join(cwd, "begun"))).toBe(true), { timeout: 60_000 });
  // Each suggestion changes the state: it is tried on a run of its own.
  for (const plan of ["asks", "asks_both", "doubts", "undo_fails"])
    for (let next = 0, all = 1; next < all; next += 1) {
      const begun = await inProcess(["run", `s.orch#${plan}`, "--input", '{"n": 1}'], { cwd });
      expect([plan, begun.code]).toEqual([plan, 3]);
      const suggested = suggestedIn(begun);
      expect(suggested.length).toBeGreaterThan(0);
      all = suggested.length;
      const words = suggested[next] ?? [];
      const { code, stderr } = await inProcess(words, { cwd });
      expect([words.join(" "), code === 2 || code === 70 ? stderr : "accepted"]).toEqual([
        words.join(" "),
        "accepted",
      ]);
    }
  writeFileSync(join(cwd, "go"), "");
  expect((await ended).code).toBe(0);
});

const heldProgram = `module held
service hold() -> { held: Bool } { effect idempotent  latency <= 5m  run module "./held.ts#hold" }
plan holding() { step h = hold() }
`;
const heldHandler = `import { existsSync, watch, writeFileSync } from "node:fs";
export function hold() {
  return new Promise((resolve) => {
    const watcher = watch(".", () => {
      if (!existsSync("go")) return;
      watcher.close();
      resolve({ held: true });
    });
    writeFileSync("begun", "");
  });
}
`;
