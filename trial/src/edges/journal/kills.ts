import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Journal, openJournal, type RunSummary } from "@orchlang/runtime";
import { Dice } from "../../dice.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";

const binary = fileURLToPath(new URL("../../../../cli/bin/orch.js", import.meta.url));

/**
 * The command line is killed (SIGKILL) at instants spread over its life, again and again on one journal. Whenever it was:
 * the journal is whole, what was told to be completed is, and nothing that is done once was done twice.
 */
export const kills: EdgeKind = { name: "kills", count: 20, run: trial };

const program = `/// Asks a person, then posts once; it is told a secret on the way.
module edges.killed

role doorkeeper

tool post(text: String) -> { text: String } {
  effect       once
  irreversible because "what is posted is read"
  latency      <= 5m
  run          module "./post.mjs#post"
}

human let_in(text: String) -> { granted: Bool } {
  ask  doorkeeper
  show "Post \${text}?"
}

plan visit(text: String, pin: String @secret) -> { text: String } {
  step door = let_in(text) { timeout 1d }
  when door.granted {
    step said = post(text)
    return said
  } else {
    fail "Not today."
  }
}
`;

const handler = `import { appendFileSync } from "node:fs";
const book = new URL("./book", import.meta.url);
export function post({ text }) {
  appendFileSync(book, text + "\\n");
  return { text };
}
`;

/** One word to the command line. */
type Command = readonly [name: string, ...args: string[]];

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const folder = mkdtempSync(join(tmpdir(), "orch-kills-"));
  writeFileSync(join(folder, "killed.orch"), program);
  writeFileSync(join(folder, "post.mjs"), handler);
  const dice = new Dice(seed);
  const counts: Record<string, number> = { kills: 0, "ended before": 0 };
  const breaches: string[] = [];
  const told = new Set<string>();
  try {
    let usual = await timed(folder, started(0));
    for (let nth = 1; (counts.kills ?? 0) < count && breaches.length === 0; nth++) {
      const command = await nextCommand(folder, dice, nth);
      const patience = usual * (0.2 + dice.next());
      const { killed, out, took } = await run(folder, command, patience);
      for (const [, id = ""] of out.matchAll(/^completed +run (\w+)/gmu)) told.add(id);
      const name = `${command[0]} killed`;
      if (killed) counts[name] = (counts[name] ?? 0) + 1;
      else usual = (usual + took) / 2;
      counts[killed ? "kills" : "ended before"] = (counts[killed ? "kills" : "ended before"] ?? 0) + 1;
      breaches.push(
        ...(await amiss(folder, told)).map((what) => `after ${command.join(" ")} (kill ${nth}): ${what}`),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, breaches };
}

function started(nth: number): Command {
  return [
    "run",
    "killed.orch",
    "--input",
    JSON.stringify({ text: `text ${nth}`, pin: "p" }),
    "--request",
    `r${nth}`,
  ];
}

/** What may be said next: to a run that waits, of a step in doubt, or something new. */
async function nextCommand(folder: string, dice: Dice, nth: number): Promise<Command> {
  const open = await reading(folder, async (journal) => {
    const found: RunSummary[] = [];
    for await (const one of journal.runs())
      if (one.status === "waiting" || one.status === "running") found.push(one);
    return found;
  });
  if (open.length === 0 || dice.chance(0.25)) return dice.chance(0.15) ? ["rekey"] : started(nth);
  const one = dice.one(open);
  const [waiting] = one.waiting;
  if (waiting === undefined || dice.chance(0.2)) return ["resume", one.run];
  if (waiting.for === "operator") {
    const text = await textOf(folder, one.run);
    const result = JSON.stringify({ text });
    return [
      "resolve",
      one.run,
      waiting.step,
      ...(book(folder).includes(text) ? ["--completed", result] : ["--retry"]),
    ];
  }
  if (waiting.for === "answer" && dice.chance(0.8))
    return ["answer", one.run, waiting.step, '{"granted":true}'];
  return ["cancel", one.run];
}

async function amiss(folder: string, told: ReadonlySet<string>): Promise<readonly string[]> {
  const posted = book(folder);
  const twice = posted.filter((text, index) => posted.indexOf(text) !== index);
  return await reading(folder, async (journal) => {
    const found = twice.map((text) => `posted twice: ${text}`);
    found.push(...((await journal.audit())?.altered ?? []));
    const control = await journal.verify();
    if (!("whole" in control && control.whole)) found.push("control is damaged");
    for await (const { run, status } of journal.runs()) {
      const verified = await journal.verify(run);
      if (!("whole" in verified && verified.whole)) found.push(`${run} is damaged`);
      if (told.has(run) && status !== "completed")
        found.push(`${run} was told to be completed, and is ${status}`);
    }
    return found;
  });
}

function book(folder: string): readonly string[] {
  const path = join(folder, "book");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}

async function textOf(folder: string, run: string): Promise<string> {
  return await reading(folder, async (journal) => {
    for await (const { event } of journal.events(run)) {
      if (event.t !== "Started") continue;
      const { text } = event.input as { readonly text?: unknown };
      return String(text);
    }
    return "";
  });
}

async function reading<T>(folder: string, read: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openJournal(join(folder, ".orch", "journal.db"));
  if ("fault" in journal) throw new Error(journal.message);
  try {
    return await read(journal);
  } finally {
    await journal.close();
  }
}

async function timed(folder: string, command: Command): Promise<number> {
  return (await run(folder, command, 120_000)).took;
}

/** Killed after so many ms, unless it ends before. */
function run(
  folder: string,
  command: Command,
  patience: number,
): Promise<{ readonly killed: boolean; readonly out: string; readonly took: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [binary, ...command], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      clearTimeout(timer);
      resolve({ killed: signal === "SIGKILL", out, took: performance.now() - began });
    });
  });
}
