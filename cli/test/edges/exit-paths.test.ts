/* Every command in every state of its surroundings: which code it ends with, and that it says why it could do nothing. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allCommands } from "../../src/commands.ts";
import { inProcess } from "../in-process.ts";
import { type Ended, ending as endOf, start } from "../orch.ts";

const program = `module s
role keeper
event knock(who: String) { category visit }
service pay(n: Int) -> { id: String } { effect once  latency <= 1m  run module "./s.ts#pay" }
service endless(n: Int) -> { id: String } { effect once  latency <= 1h  run module "./s.ts#endless" }
human may(n: Int) -> { granted: Bool } { ask keeper  show "May \${n}?" }
plan asks(n: Int) { step ok = may(n) { timeout 1d } }
plan doubts(n: Int) { step p = pay(n) }
plan stays(n: Int) { step ok = may(n) { timeout 1d }  when ok.granted { step e = endless(n) } }
trigger knocks { on event knock  start asks(n: 1) }
scenario "it is paid" for doubts { given n = 1  expect completed }
`;
const handlers = `export function pay() { throw new Error("who knows"); }
export function endless() { console.log("begun"); return new Promise(() => {}); }
`;
const evening = fileURLToPath(new URL("../programs/evening.orch", import.meta.url));

/** The arguments of each command, valid and mistaken. ASKS, DOUBTS and STAYS are runs. */
const given: Readonly<
  Record<string, { readonly well: readonly string[]; readonly mistaken: readonly string[] }>
> = {
  init: { well: ["made"], mistaken: ["s.orch"] },
  check: { well: ["s.orch"], mistaken: ["wrong.orch"] },
  format: { well: ["s.orch"], mistaken: ["broken.orch"] },
  compile: { well: ["s.orch#asks"], mistaken: ["wrong.orch"] },
  plan: { well: ["s.orch#asks"], mistaken: ["s.orch#nothing"] },
  explain: { well: ["s.orch#asks"], mistaken: ["s.orch#asks", "nothing"] },
  test: { well: ["s.orch"], mistaken: ["wrong.orch"] },
  verify: {
    well: ["s.orch#asks", "--runs", "3", "--faults", "0"],
    mistaken: ["s.orch#asks", "--runs", "many"],
  },
  attack: { well: ["s.orch#asks", "--runs", "3"], mistaken: ["s.orch#asks", "--runs", "many"] },
  propose: { well: ["goal.orch", "--runs", "3"], mistaken: ["s.orch"] },
  improve: { well: ["s.orch"], mistaken: ["wrong.orch"] },
  approve: { well: ["s.orch#asks"], mistaken: ["wrong.orch"] },
  triggers: { well: ["s.orch"], mistaken: ["wrong.orch"] },
  intent: { well: ["say hello to Ada", "evening.orch"], mistaken: ["nothing of that kind", "evening.orch"] },
  run: { well: ["s.orch#asks", "--input", '{"n": 1}'], mistaken: ["s.orch#asks", "--input", "{"] },
  resume: { well: [], mistaken: ["ZZZZ"] },
  answer: { well: ["ASKS", "ok", '{"granted": true}'], mistaken: ["ASKS", "ok", '{"granted": 1}'] },
  callback: { well: ["token", "{}"], mistaken: ["token", "{"] },
  resolve: { well: ["DOUBTS", "p", "--failed", "no"], mistaken: ["DOUBTS", "p"] },
  retry: { well: ["DOUBTS", "p"], mistaken: ["DOUBTS", "nothing"] },
  skip: { well: ["DOUBTS", "p"], mistaken: ["ASKS", "nothing"] },
  cancel: { well: ["STAYS"], mistaken: ["ZZZZ"] },
  pause: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  unpause: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  up: { well: ["s.orch", "--ingest", "news.ndjson", "--drain"], mistaken: ["wrong.orch"] },
  runs: { well: [], mistaken: ["s.orch"] },
  context: { well: [], mistaken: ["nothing"] },
  show: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  report: { well: [], mistaken: ["--reliability", "one"] },
  timeline: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  replay: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  scenario: { well: ["ASKS"], mistaken: ["ZZZZ"] },
  query: { well: ["export", "select 1"], mistaken: ["nowhere", "select 1"] },
  audit: { well: [], mistaken: ["ZZZZ"] },
  prune: { well: ["--days", "1"], mistaken: [] },
  rekey: { well: [], mistaken: ["s.orch"] },
  backup: { well: ["copy"], mistaken: ["s.orch"] },
  restore: { well: ["vault"], mistaken: ["copy"] },
  serve: { well: ["s.orch", "--port", "0"], mistaken: ["s.orch", "--port", "many"] },
  work: {
    well: ["s.orch", "--pools", "p", "--server", "http://127.0.0.1:9", "--token-file", "news.ndjson"],
    mistaken: ["s.orch"],
  },
  workers: { well: ["--server", "http://127.0.0.1:9", "--token-file", "news.ndjson"], mistaken: ["s.orch"] },
  lsp: { well: ["--stdio"], mistaken: ["s.orch"] },
  mcp: { well: [], mistaken: ["nowhere"] },
};

const commands = await allCommands();
const folders: string[] = [];
const runs: Record<string, string> = {};
let base = "";

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "orch-exits-"));
  folders.push(copy);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const named = (args: readonly string[]): readonly string[] => args.map((arg) => runs[arg] ?? arg);

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "orch-exits-"));
  folders.push(base);
  writeFileSync(join(base, "s.orch"), program);
  writeFileSync(join(base, "s.ts"), handlers);
  writeFileSync(
    join(base, "wrong.orch"),
    "module w\nplan p(n: Int) -> Int { step a = nothing(n)  return m }\n",
  );
  writeFileSync(
    join(base, "goal.orch"),
    "module g\nservice tell(n: Int) -> { id: String } idempotent <= 1s\ngoal told(n: Int) -> { id: String } { optimize cost }\n",
  );
  writeFileSync(join(base, "broken.orch"), "module b\nplan p( {\n");
  writeFileSync(join(base, "news.ndjson"), "");
  cpSync(evening, join(base, "evening.orch"));
  for (const plan of ["asks", "doubts", "stays"]) {
    const { stdout } = await inProcess(["run", `s.orch#${plan}`, "--input", '{"n": 1}'], { cwd: base });
    runs[plan.toUpperCase()] = /\brun ([0-9A-Z]{16})\b/u.exec(stdout)?.[1] ?? "";
  }
  await inProcess(["backup", "vault"], { cwd: base });
  await inProcess(["audit", "--export", "export"], { cwd: base });
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A way in which the surroundings of a command are not as it would have them; undefined: it has nothing to do with them. */
type Case = (name: string) => { readonly cwd: string; readonly args: readonly string[] } | undefined;

const hasStore = (name: string): boolean =>
  commands.find((one) => one.name === name)?.options.some(({ form }) => form.startsWith("--store")) ?? false;
const wellFor = (name: string): readonly string[] => given[name]?.well ?? [];

const unreadable = (store: string): Case => {
  return (name) => {
    if (!hasStore(name)) return undefined;
    const cwd = copyOf(base);
    mkdirSync(join(cwd, "folder.db"));
    writeFileSync(join(cwd, "notes.db"), "just some notes, nothing of a database, and long\n".repeat(200));
    return { cwd, args: [...wellFor(name), "--store", store] };
  };
};

/** They go on until they are interrupted. */
const goesOn = (name: string): boolean => name === "serve" || name === "work";

const cases: Readonly<Record<string, Case>> = {
  well: (name) => (goesOn(name) ? undefined : { cwd: copyOf(base), args: wellFor(name) }),
  mistaken: (name) => ({ cwd: copyOf(base), args: given[name]?.mistaken ?? [] }),
  option: (name) => ({ cwd: base, args: [...wellFor(name), "--no-such-option"] }),
  "no file": (name) =>
    wellFor(name).some((arg) => /\.orch(?:$|#)/u.test(arg))
      ? { cwd: base, args: wellFor(name).map((arg) => arg.replace(/^\w+\.orch/u, "nowhere.orch")) }
      : undefined,
  "no journal": (name) =>
    hasStore(name) && name !== "serve"
      ? { cwd: copyOf(base), args: [...wellFor(name), "--store", "nowhere.db"] }
      : undefined,
  "no database": unreadable("notes.db"),
  folder: unreadable("folder.db"),
  altered: (name) => {
    if (!hasStore(name)) return undefined;
    const cwd = copyOf(base);
    const db = new DatabaseSync(join(cwd, ".orch/journal.db"));
    db.exec("UPDATE records SET body = replace(body, 'keeper', 'anyone')");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    db.close();
    return { cwd, args: wellFor(name) };
  },
};

/** The message where nothing could be done: never empty, and never a stack. */
function faultOf({ code, stdout, stderr }: Ended): string {
  const said = stdout + stderr;
  if (code === 70) return ` ${said.trim().split("\n").slice(0, 3).join(" ")}`;
  if (code !== 0 && said.trim() === "") return " silent";
  return /^ {4}at /mu.test(said) ? " stack" : "";
}

test("commands that are listed here are all that there are", () => {
  expect(Object.keys(given).sort()).toEqual(commands.map(({ name }) => name).sort());
});

const table = `
          well        mistaken    option      no file     no journal  no database folder      altered
init      0           2           2           -           -           -           -           -
check     0           1           2           2           -           -           -           -
format    0           1           2           2           -           -           -           -
compile   0           1           2           2           -           -           -           -
plan      0           2           2           2           0           0           0           0
explain   0           2           2           2           -           -           -           -
test      0           1           2           2           -           -           -           -
verify    0           2           2           2           -           -           -           -
attack    0           2           2           2           -           -           -           -
propose   0           2           2           2           -           -           -           -
improve   0           1           2           2           2           2           2           0
approve   0           1           2           2           -           -           -           -
triggers  0           1           2           2           -           -           -           -
intent    0           1           2           2           0           0           0           0
run       3           2           2           2           3           2           2           2
resume    3           2           2           -           2           2           2           2
answer    0           2           2           -           2           2           2           2
callback  2           2           2           -           2           2           2           2
resolve   1           2           2           -           2           2           2           2
retry     3           2           2           -           2           2           2           2
skip      2           2           2           -           2           2           2           2
cancel    0           2           2           -           2           2           2           2
pause     3           2           2           -           2           2           2           2
unpause   3           2           2           -           2           2           2           2
up        3           1           2           2           0           2           2           2
serve     -           2           2           2           -           2           2           2
work      -           2           2           2           -           -           -           -
workers   2           2           2           -           -           -           -           -
runs      3           2           2           -           2           2           2           3
context   0           2           2           -           2           2           2           2
show      0           2           2           -           2           2           2           2
report    0           2           2           -           2           2           2           0
timeline  0           2           2           -           2           2           2           2
replay    0           2           2           -           2           2           2           2
scenario  0           2           2           -           2           2           2           2
query     0           2           2           -           -           -           -           -
audit     0           2           2           -           2           2           2           1
backup    0           2           2           -           2           2           2           0
restore   2           2           2           -           0           2           2           2
prune     0           2           2           -           2           2           2           2
rekey     2           2           2           -           2           2           2           2
`;
/** Without those that serve whoever writes to them. */
const byName = commands.map(({ name }) => name).filter((name) => name !== "lsp" && name !== "mcp");
const ending = byName.filter((name) => !goesOn(name));

test("every command ends as the table says, with a reason and without a stack", async () => {
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(10)}${cells.map((one) => one.padEnd(12)).join("")}`.trimEnd();
  const seen = [line("", Object.keys(cases))];
  for (const name of byName) {
    const row: string[] = [];
    for (const surroundings of Object.values(cases)) {
      const made = surroundings(name);
      const ended = made && (await inProcess([name, ...named(made.args)], { cwd: made.cwd }));
      row.push(ended === undefined ? "-" : `${ended.code}${faultOf(ended)}`);
    }
    seen.push(line(name, row));
  }
  expect(`\n${seen.join("\n")}\n`).toBe(table);
});

/** The column of a case in the table. */
function wellCode(name: string): number {
  const row = table.split("\n").find((one) => one.startsWith(`${name} `)) ?? "";
  return Number(row.split(/\s+/u)[1]);
}

test("while another process holds the journal each command reaches it there, and a second `up` is refused", async () => {
  const cwd = copyOf(base);
  const holder = start(["up", "s.orch", "--ingest", "-"], { cwd, stdin: "pipe" });
  const ended = endOf(holder);
  try {
    await new Promise<void>((resolve) =>
      holder.stderr?.on("data", (text: string) => {
        if (text.includes("records are accepted")) resolve();
      }),
    );
    const seen: Record<string, string> = {};
    // Those that end a run come last.
    const enders = ["resolve", "answer"];
    for (const name of [...ending.filter((one) => hasStore(one) && !enders.includes(one)), ...enders]) {
      const one = await inProcess([name, ...named(wellFor(name))], { cwd });
      seen[name] = `${one.code}${faultOf(one)}`;
    }
    const well = ending.filter(hasStore).map((name) => [name, `${wellCode(name)}`]);
    expect(seen).toEqual({ ...Object.fromEntries(well), up: "2" });
  } finally {
    holder.kill("SIGKILL");
    await ended;
  }
});

test("a reader that is gone alters no code", async () => {
  // What writes is the same for all commands; `LAWS=5` starts each of them.
  const distance = Math.max(1, Math.round(5 / Number(process.env.LAWS ?? 1)));
  const tried = ending.filter((_, at) => at % distance === 0);
  const seen: Record<string, number | null> = {};
  const left = tried.values();
  const inTurn = async (): Promise<void> => {
    for (const name of left) {
      const child = start([name, ...named(wellFor(name))], { cwd: copyOf(base) });
      child.stdout?.destroy();
      child.stderr?.destroy();
      seen[name] = await new Promise((resolve) => child.once("exit", resolve));
    }
  };
  await Promise.all([inTurn(), inTurn(), inTurn()]);
  expect(seen).toEqual(Object.fromEntries(tried.map((name) => [name, wellCode(name)])));
});

/** Commands that stay, and what they write before they wait. */
const staying: readonly (readonly [args: readonly string[], sign: RegExp])[] = [
  [["run", "s.orch#stays", "--input", '{"n": 1}', "--answer", 'ok={"granted": true}'], /begun/u],
  [["resume", "STAYS", "--answer", 'ok={"granted": true}'], /begun/u],
  [["answer", "STAYS", "ok", '{"granted": true}'], /begun/u],
  [["up", "s.orch", "--ingest", "-"], /http/u],
  [["serve", "s.orch", "--port", "0"], /serving at/u],
  [["work", ...(given.work?.well ?? [])], /not connected/u],
  [["check", "s.orch", "--watch"], /Waiting for changes/u],
  [["test", "s.orch", "--watch"], /Waiting for changes/u],
  [["verify", "s.orch#stays", "--runs", "100000000", "--format", "json"], /^$/u],
  [["lsp", "--stdio"], /^$/u],
];

test.each(staying.map(([args, sign]) => [args[0], args, sign] as const))(
  "`%s` is interrupted",
  async (_, args, sign) => {
    const child = start(named(args), { cwd: copyOf(base), stdin: "pipe" });
    const ended = endOf(child);
    let said = "";
    const look = (text: string): void => {
      const isKnown = sign.test(said);
      said += text;
      if (!isKnown && sign.test(said)) child.kill("SIGINT");
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    if (sign.test("")) child.kill("SIGINT");
    const { code, signal } = await ended;
    // A command that has nothing to put in order ends by the signal itself: 130, as a shell has it.
    expect(code ?? signal).toBe(sign.test("") ? "SIGINT" : 130);
  },
);
