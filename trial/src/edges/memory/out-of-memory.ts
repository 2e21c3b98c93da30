import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Dice } from "../../dice.ts";
import { endOf, exitCodes, freshFolder, startOrch } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { bookIn, lookedInto } from "../statuses.ts";

/**
 * Engines that run out of memory somewhere in a run whose results take more: of V8's limit of their heap (they abort), and
 * of the limit of a control group (the kernel kills them). Others have a handler that takes more than `orch.json` gives it.
 * Broken is: a journal that is not whole, something done twice that is done once, a run that does not complete once there
 * is memory, an engine that dies of what such a handler takes.
 */
export const outOfMemory: EdgeKind = { name: "memory", count: 24, run: trial };

const ways = ["heap", "group", "heap", "handler"] as const;
type Way = (typeof ways)[number];

const program = `module memory

tool post(text: String) -> { text: String } {
  effect       once
  irreversible because "what is posted is read"
  latency      <= 5m
  run          module "./post.mjs#post"
}

tool large(n: Int) -> [String] {
  effect  pure
  latency <= 5m
  run     module "./post.mjs#large"
}

tool hoard() -> Int {
  effect  idempotent
  latency <= 5m
  run     module "./post.mjs#hoard"
}

plan tell(text: String) -> Int {
  let numbers = [1, 2, 3, 4, 5, 6]
  step first = post(text)
  step all = for n in numbers at once 1 {
    step made = large(n)
    yield made.size
  } { after first }
  step second = post(text: "\${first.text}!") { after all }
  return 1
}

plan greedy(text: String) -> Int {
  step gone = hoard() { timeout 5s } else { let in_vain = 1 }
  step first = post(text) { after gone }
  step second = post(text: "\${first.text}!")
  return 1
}
`;

const handler = `import { appendFileSync } from "node:fs";
const book = new URL("./book", import.meta.url);
export function post({ text }) {
  appendFileSync(book, text + "\\n");
  return { text };
}
export function large({ n }) {
  return Array.from({ length: 60_000 }, (_, at) => "item " + n + " " + at + " " + "x".repeat(60));
}
export function hoard() {
  const all = [];
  for (;;) all.push(Array.from({ length: 100_000 }, (_, at) => all.length + at));
}
`;

const settings = { handlers: { "memory.hoard": { memory: "96MB" } } };

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const folder = freshFolder();
  writeFileSync(join(folder, "memory.orch"), program);
  writeFileSync(join(folder, "post.mjs"), handler);
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  const group = memoryGroup();
  const dice = new Dice(seed);
  const counts: Record<string, number> = {
    engines: 0,
    "aborted by V8": 0,
    "killed by the kernel": 0,
    "outlived their handler": 0,
  };
  const breaches: string[] = [];
  try {
    for (let nth = 0; nth < count; nth++) {
      const way = ways[nth % ways.length] as Way;
      const result = await ofEngine(folder, nth, way, group, dice);
      counts.engines = nth + 1;
      if (result.what !== undefined) counts[result.what] = (counts[result.what] ?? 0) + 1;
      breaches.push(...result.breaches.map((what) => `${what} (engine ${nth}: ${way})`));
    }
  } finally {
    group?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, breaches };
}

interface OfEngine {
  readonly what: string | undefined;
  readonly breaches: readonly string[];
}

async function ofEngine(
  folder: string,
  nth: number,
  way: Way,
  group: MemoryGroup | undefined,
  dice: Dice,
): Promise<OfEngine> {
  const text = `text ${nth}`;
  const plan = way === "handler" ? "greedy" : "tell";
  const input = JSON.stringify({ text });
  const args = ["run", `memory.orch#${plan}`, "--input", input, "--request", `r${nth}`];
  const child = startOrch(args, { cwd: folder, ...limitsOf(way, group, dice) });
  const { code, signal } = await endOf(child);
  const isDead = signal !== null || (code ?? 0) > 128;
  const breaches: string[] = [];
  if (!isDead && !exitCodes.includes(code)) breaches.push(`it ended with ${code}`);
  if (way === "handler" && code !== 0) breaches.push(`its handler's memory ended it: ${code ?? signal}`);
  // Runs that had not begun begin, and the others go on.
  const again = await endOf(startOrch(args, { cwd: folder }));
  if (again.code === 3) await resolveDoubt(folder, text);
  breaches.push(...(await amiss(folder, text)));
  return { what: whatOf(way, isDead, signal), breaches };
}

function whatOf(way: Way, isDead: boolean, signal: NodeJS.Signals | null): string | undefined {
  if (way === "handler") return isDead ? undefined : "outlived their handler";
  if (!isDead) return undefined;
  return signal === "SIGKILL" ? "killed by the kernel" : "aborted by V8";
}

/** Anywhere from too little to start to enough. */
function limitsOf(
  way: Way,
  group: MemoryGroup | undefined,
  dice: Dice,
): { readonly node?: readonly string[]; readonly before?: string } {
  if (way === "handler") return {};
  if (way === "group" && group !== undefined) {
    group.limit(dice.within(50, 260));
    return { before: group.enter };
  }
  return { node: [`--max-old-space-size=${dice.within(24, 72)}`, "--max-semi-space-size=1"] };
}

/** Posts that were under way as the engine died: the book says whether they were made. */
async function resolveDoubt(folder: string, text: string): Promise<void> {
  for (;;) {
    const { runs } = await lookedInto(folder);
    const [doubt] = runs.flatMap(({ run, waiting }) =>
      waiting.flatMap((one) => (one.for === "operator" ? [{ run, step: one.step }] : [])),
    );
    if (doubt === undefined) return;
    const posted = doubt.step === "second" ? `${text}!` : text;
    const how = bookIn(folder).includes(posted)
      ? ["--completed", JSON.stringify({ text: posted })]
      : ["--retry"];
    const { code } = await endOf(startOrch(["resolve", doubt.run, doubt.step, ...how], { cwd: folder }));
    if (code !== 0 && code !== 3) return;
  }
}

async function amiss(folder: string, text: string): Promise<readonly string[]> {
  const posted = bookIn(folder);
  const wrong = [text, `${text}!`].flatMap((one) => {
    const times = posted.filter((line) => line === one).length;
    return times === 1 ? [] : [`${one} is posted ${times} times`];
  });
  const { runs, amiss: wrongIn } = await lookedInto(folder);
  const open = runs.filter(({ status }) => status !== "completed");
  return [...wrong, ...wrongIn, ...open.map(({ run, status }) => `${run} is ${status}`)];
}

/** A control group of Linux with a limit of memory: what is in it and takes more is killed by the kernel (SIGKILL). */
interface MemoryGroup {
  limit(megabytes: number): void;
  /** A shell command that runs before the shell becomes the limited process. */
  readonly enter: string;
  /** Once nothing is in it any more. */
  remove(): void;
}

/** Below the group of this process. Undefined: there are none here, or this user may not make one. */
function memoryGroup(): MemoryGroup | undefined {
  for (const { folder, limit } of places()) {
    const group = join(folder, `orch-edges-${process.pid}`);
    try {
      mkdirSync(group);
      writeFileSync(join(group, limit), `${2 ** 30}`);
    } catch {
      continue;
    }
    return {
      limit: (megabytes) => writeFileSync(join(group, limit), `${megabytes * 2 ** 20}`),
      enter: `echo $$ > ${join(group, "cgroup.procs")}`,
      remove: () => rmdirSync(group),
    };
  }
  return undefined;
}

/** Where groups of either version lie, and the name of the file with their limit. */
function places(): readonly { readonly folder: string; readonly limit: string }[] {
  let own: string;
  try {
    own = readFileSync("/proc/self/cgroup", "utf8");
  } catch {
    return [];
  }
  return own.split("\n").flatMap((line) => {
    const [, controllers, path = ""] = line.split(":");
    if (controllers === "memory")
      return [{ folder: join("/sys/fs/cgroup/memory", path), limit: "memory.limit_in_bytes" }];
    return controllers === "" ? [{ folder: join("/sys/fs/cgroup", path), limit: "memory.max" }] : [];
  });
}
