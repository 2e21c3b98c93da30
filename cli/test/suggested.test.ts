import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inProcess } from "./in-process.ts";
import { type Ended, workFolder } from "./orch.ts";

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
human which(n: Int) -> { way: Way, note: String, much: Money, days: [Date] } { ask keeper  show "Which way?" }

plan asks(n: Int) { step ok = may(n) { timeout 1d }  when ok.granted { step f = fine(n) } }
plan asks_much(n: Int) { step w = which(n) { timeout 1d } }
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
  [
    "altered",
    ["run", "s.orch#asks", "--input", '{"n": 1}'],
    ["remove", ".orch/journal.db-anchor"],
    ["resume"],
  ],
];
const looks = [["runs"], ["show", "RUN"], ["timeline", "RUN"], ["resume"]];

function copyOf(cwd: string): string {
  const copy = mkdtempSync(join(tmpdir(), "orch-suggested-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(cwd, copy, { recursive: true });
  return copy;
}

/** The commands in a text, each as a shell would take it apart. Forms with words in capitals are left to their reader. */
function suggestedIn({ stdout, stderr }: Ended): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  const word = String.raw`(?:'[^']*'(?:\\''[^']*')*|"[^"]*"|[^\s'"\u0060,;)]+)`;
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
    if (words.slice(1).some((one) => /^[A-Z]{3,}$/u.test(one))) continue;
    found.set(said, words);
  }
  return [...found.values()];
}

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "s.orch"), program);
  writeFileSync(join(cwd, "s.ts"), handlers);
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
  else for (const look of looks) said.push(await put(look, copyOf(cwd)));
  // Of what came before only the last word counts: the others were of another state.
  const last = said.slice(commands.filter(([name]) => name !== "remove").length - 1);
  expect(last.map(({ code }) => code)).not.toContain(70);
  const suggested = new Map(last.flatMap(suggestedIn).map((words) => [words.join(" "), words]));
  for (const [text, words] of suggested) {
    const { code, stderr } = await put(words, copyOf(cwd));
    expect([text, code === 2 || code === 70 ? stderr : "accepted"]).toEqual([text, "accepted"]);
  }
  const wants =
    last.some(({ stdout }) => /waiting|attention/u.test(stdout)) && !commands[0]?.includes("s.orch#waits");
  if (wants) expect(suggested.size).toBeGreaterThan(0);
});
