import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { inProcess } from "../in-process.ts";
import { type Ended, ending, orch, start, workFolder } from "../orch.ts";

/** None of these may stand in any byte that leaves a process, in whatever form. */
const canaries = {
  password: "canary/pass+Wörd-71",
  number: 8_675_309,
  amount: "4711.35",
  key: "-----BEGIN KEY-----\ncanaryMIIBVAIBADANBg\ncanaryQD1x9vKk==\n-----END KEY-----",
  word: "canary-word-of-the-day",
  made: "canary-made-by-handler",
};

const text = `module vault
role auditor trust secret
signal pin: String @secret { from pad  fresh 1d }
event knock(who: String, word: String @secret)
type Login { user: String, password: String @secret }
human look(login: Login, key: String @secret, amount: Money @secret) -> { granted: Bool } {
  ask auditor
  show "Is \${login.password} right, with \${key} and \${amount}?"
}
tool use(login: Login, key: String @secret, number: Int @secret) -> { made: String @secret } {
  run module "./use.mjs#use"
  effect pure
  clearance secret
}
tool spill(made: String @secret) -> Bool { run module "./use.mjs#spill"  effect pure  clearance secret }
plan vault(login: Login, key: String @secret, number: Int @secret, amount: Money @secret) -> { made: String @secret } {
  step seen = look(login, key, amount) { timeout 1d }
  step done = use(login, key, number) { after seen }
  step bad = spill(done.made) { optional }
  return { made: done.made }
}
plan opened(word: String @secret) -> Bool {
  step bad = spill(word)
  return bad
}
trigger knocks { on event knock  start opened(word: event.word) }
`;

const handlers = `const forms = (all) => {
  const text = typeof all === "string" ? all : JSON.stringify(all);
  return [text, JSON.stringify(text), Buffer.from(text).toString("base64"), encodeURIComponent(text)].join(" ");
};
export function use({ login, key, number }, context) {
  for (const one of [login.password, key, number, { login, key }]) {
    context.log(forms(one));
    context.log("fields", { one });
    context.progress(1, 2, forms(one));
    console.log(forms(one));
    console.error(one);
    process.stdout.write(forms(one) + "\\n");
    console.log("Basic " + Buffer.from("user:" + one).toString("base64"));
  }
  return { made: "canary-made-by-handler" };
}
export function spill(args, context) {
  context.log(forms(args));
  const error = new Error("refused: " + forms(args));
  error.cause = new Error(forms(Object.values(args)[0]));
  throw error;
}
`;

/** Everything that a canary may look like. */
function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value).toString("base64");
  const lines = value.split("\n").filter((line) => line.startsWith("canary"));
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    base64.slice(2, -4),
    encodeURIComponent(value),
    ...lines,
  ];
}

const looked = Object.values(canaries).flatMap((one) => formsOf(String(one)));

function found(text: string): readonly string[] {
  return looked.filter((one) => text.includes(one));
}

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "vault.orch"), text);
  writeFileSync(join(cwd, "use.mjs"), handlers);
  const { password, key, number, amount } = canaries;
  const input = { login: { user: "ada", password }, key, number, amount: { amount, currency: "USD" } };
  writeFileSync(join(cwd, "input.json"), JSON.stringify(input));
  return cwd;
}

/** Every file below a folder that was not there before, as latin-1. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  const files = paths.filter(
    (path) => statSync(path).isFile() && !/input\.json$|\.mjs$|news\.ndjson$/u.test(path),
  );
  return new Map(files.map((path) => [path, readFileSync(path, "utf8")]));
}

function nothingFound(cwd: string, said: readonly string[]): void {
  for (const one of said) expect(found(one)).toEqual([]);
  for (const [path, content] of filesIn(cwd)) expect([path, found(content)]).toEqual([path, []]);
}

test("no secret of a run is in any byte that leaves the process", async () => {
  const cwd = project();
  const said: string[] = [];
  const heard = ({ stdout, stderr }: Ended): string => {
    said.push(stdout, stderr);
    return stdout + stderr;
  };
  const say = async (...args: string[]): Promise<string> => heard(await orch(args, { cwd }));
  /** For those that run no handler: whatever they say goes through the streams of this process. */
  const read = async (...args: string[]): Promise<string> => heard(await inProcess(args, { cwd }));
  const target = ["run", "vault.orch#vault", "--input", "@input.json"];
  const run = / run (\w+)/u.exec(await say(...target))?.[1] ?? "";
  expect(said.join("")).toContain(" run ");
  const readAll = async (): Promise<void> => {
    for (const format of ["pretty", "json"])
      for (const args of [["runs"], ["show", run], ["timeline", run], ["audit", run], ["replay", run]])
        await read(...args, "--format", format);
    await read("scenario", run);
    await read("timeline", run, "--all");
  };
  await readAll();
  await say("answer", run, "look", '{"granted": true}');
  await say("answer", run, "seen", '{"granted": true}', "--log", "one.log");
  await readAll();
  const granted = ["--answer", 'seen={"granted": true}'];
  expect(await say(...target, ...granted)).toContain("‹secret›");
  await say(...target, ...granted, "--format", "json");
  await say(...target, ...granted, "--log", "two.log");
  await say(...target, ...granted, "--log", "-");
  await say(...target, ...granted, "--detach");
  await vi.waitFor(
    () =>
      expect(readFileSync(join(cwd, ".orch/journal.db-detached.log"), "utf8")).toMatch(/completed|failed/u),
    {
      timeout: 30_000,
    },
  );
  await say("run", "vault.orch#vault", "--input", "@input.json", "--dry-run", "--format", "json");
  nothingFound(cwd, said);
  expect(said.join("")).toContain("[vault.use]");
  for (const file of [
    "one.log",
    "two.log",
    ".orch/journal.db",
    ".orch/journal.db-anchor",
    ".orch/journal.db-key",
    ".orch/journal.db-lock",
    ".orch/journal.db-detached.log",
  ])
    expect([file, statSync(join(cwd, file)).mode & 0o777]).toEqual([file, 0o600]);
});

test("no secret of what happens is told by `orch up`", async () => {
  const cwd = project();
  const { word } = canaries;
  const news = [
    { reading: "pad", value: canaries.password },
    { event: "knock", fields: { who: "ada", word } },
  ];
  writeFileSync(join(cwd, "news.ndjson"), news.map((line) => JSON.stringify(line)).join("\n"));
  const said: string[] = [];
  for (const format of ["pretty", "json"]) {
    const args = ["up", "vault.orch", "--ingest", "news.ndjson", "--drain", "--format", format];
    const ended = await ending(start(args, { cwd }));
    said.push(ended.stdout, ended.stderr);
    expect(ended.stdout + ended.stderr).toContain(format === "json" ? "vault.knock" : "knock happened");
    expect(ended.stderr).toContain("[vault.spill]");
    const context = await inProcess(["context", "--format", format], { cwd });
    said.push(context.stdout, context.stderr);
  }
  nothingFound(cwd, said);
});
