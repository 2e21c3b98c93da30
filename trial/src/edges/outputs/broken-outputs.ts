import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Dice } from "../../dice.ts";
import { endOf, exitCodes, freshFolder, startOrch } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { bookIn, lookedInto } from "../statuses.ts";

/**
 * Commands whose output nobody takes: a reader that is gone (EPIPE), a full disk (ENOSPC), a device that fails (EIO), a pipe
 * that is full for a while (EAGAIN), a descriptor that is closed or only to be read (EBADF). Broken is: a command that ends
 * as none may, or not at all; a run that does not complete, or does twice what is done once.
 */
export const brokenOutputs: EdgeKind = { name: "outputs", count: 60, run: trial };

const ways = ["reader gone", "full disk", "failing device", "full pipe", "closed", "read only"] as const;
const streams = ["stdout", "stderr", "both"] as const;

const program = `module edges.output

tool post(text: String) -> { text: String } {
  effect       once
  irreversible because "what is posted is read"
  latency      <= 5m
  run          module "./post.mjs#post"
}

plan tell(text: String) -> { text: String } {
  step first = post(text)
  step second = post(text: "\${first.text}!")
  return second
}
`;

/** Says more than a pipe holds. */
const handler = `import { appendFileSync } from "node:fs";
const book = new URL("./book", import.meta.url);
export function post({ text }, context) {
  appendFileSync(book, text + "\\n");
  for (let n = 0; n < 100; n++) { console.log("x".repeat(1000)); context.log("y".repeat(1000)); context.progress(n, 100); }
  return { text };
}
`;

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const folder = freshFolder();
  writeFileSync(join(folder, "output.orch"), program);
  writeFileSync(join(folder, "post.mjs"), handler);
  const counts: Record<string, number> = { outputs: 0 };
  const breaches: string[] = [];
  const dice = new Dice(seed);
  try {
    for (let nth = 0; nth < count; nth++) {
      const [way, stream] = [ways[nth % ways.length] as (typeof ways)[number], dice.one(streams)];
      const args = commandOf(nth, dice);
      const { code, signal, late } = await ended(folder, args, way, stream);
      const says = `${args[0]} with ${stream}: ${way} (output ${nth})`;
      counts.outputs = nth + 1;
      counts[way] = (counts[way] ?? 0) + 1;
      if (late) breaches.push(`${says} does not end`);
      else if (!exitCodes.includes(code)) breaches.push(`${says} ends with ${code ?? signal}`);
      if (args[0] === "run") breaches.push(...(await amiss(folder, nth)).map((what) => `${says}: ${what}`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, breaches };
}

function commandOf(nth: number, dice: Dice): readonly string[] {
  const input = JSON.stringify({ text: `text ${nth}` });
  const format = dice.chance(0.5) ? ["--format", "json"] : [];
  const log = dice.chance(0.2) ? ["--log", "-"] : [];
  const run = ["run", "output.orch", "--input", input, "--request", `r${nth}`, ...format, ...log];
  if (nth < ways.length || dice.chance(0.6)) return run;
  return [...dice.one([["runs"], ["check", "output.orch"], ["plan", "output.orch"], ["audit"]]), ...format];
}

async function amiss(folder: string, nth: number): Promise<readonly string[]> {
  const posted = bookIn(folder);
  const wrong = [`text ${nth}`, `text ${nth}!`].flatMap((text) => {
    const times = posted.filter((line) => line === text).length;
    return times === 1 ? [] : [`${text} is posted ${times} times`];
  });
  const { runs, amiss: wrongIn } = await lookedInto(folder);
  const open = runs.filter(({ status }) => status !== "completed");
  return [...wrong, ...wrongIn, ...open.map(({ run, status }) => `${run} is ${status}`)];
}

type Way = (typeof ways)[number];

async function ended(
  cwd: string,
  args: readonly string[],
  way: Way,
  stream: (typeof streams)[number],
): ReturnType<typeof endOf> {
  const broken = [1, 2].filter((number) => stream !== (number === 1 ? "stderr" : "stdout"));
  if (way === "closed")
    return await endOf(
      startOrch(args, { cwd, redirected: broken.map((number) => `${number}>&-`).join(" ") }),
    );
  const readers: number[] = [];
  const outputs = new Map(
    broken.map((number) => [number, outputOf(way, join(cwd, `pipe-${number}`), readers)]),
  );
  const child = startOrch(args, {
    cwd,
    stdio: ["ignore", outputs.get(1) ?? "ignore", outputs.get(2) ?? "ignore"],
  });
  for (const one of [child.stdout, child.stderr]) one?.destroy();
  const opened = [...outputs.values()].filter((one) => typeof one === "number");
  const draining = setInterval(() => {
    for (const one of readers) drain(one);
  }, 50);
  try {
    return await endOf(child);
  } finally {
    clearInterval(draining);
    for (const one of [...opened, ...readers]) closeSync(one);
  }
}

function outputOf(way: Way, path: string, readers: number[]): "pipe" | number {
  switch (way) {
    case "full disk":
      return openSync("/dev/full", "w");
    case "failing device":
      // Nothing of this process lies at its address 0.
      return openSync("/proc/self/mem", "w");
    case "read only":
      return openSync("/dev/null", "r");
    case "full pipe":
      return fullPipe(path, readers);
    default:
      return "pipe";
  }
}

/** A pipe that takes no byte more, and says so at once. What the command does to its own end leaves the reading one as it is. */
function fullPipe(path: string, readers: number[]): number {
  if (!existsSync(path)) execFileSync("mkfifo", [path]);
  readers.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  while (taken(() => writeSync(pipe, page)) > 0);
  return pipe;
}

const page = Buffer.alloc(4_096);

function drain(pipe: number): void {
  while (taken(() => readSync(pipe, page)) > 0);
}

/** Bytes; none where it would have to wait. */
function taken(move: () => number): number {
  try {
    return move();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}
