import { mkdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePlanFile, type PlanFile } from "@orchlang/plan";
import { createOrchestrator, localWorld, openSqliteStore } from "@orchlang/runtime";
import { compileText } from "../../compile.ts";
import { endOf, startOrch } from "../command-line.ts";

/** The effects of a command before its end. `isKilled`: it did not end by itself. */
interface KilledCommand {
  readonly isKilled: boolean;
  /** True if it had reached the journal's folder. */
  readonly isHolding: boolean;
  readonly code: number | null;
  readonly out: string;
}

/** When a command is killed: so many ms after its start, or after it first wrote to the folder of its journal. */
export interface Instant {
  readonly from: "start" | "journal";
  readonly ms: number;
}

/** How long commands take, by name: ms to the journal, and from there to the end. */
export class Lives {
  readonly #known = new Map<string, { start: number; work: number }>();

  of(name: string): { readonly start: number; readonly work: number } {
    return this.#known.get(name) ?? this.#known.get("run") ?? { start: 500, work: 300 };
  }

  note(name: string, start: number, work: number): void {
    const before = this.#known.get(name) ?? { start, work };
    this.#known.set(name, { start: (before.start + start) / 2, work: (before.work + work) / 2 });
  }
}

/** Runs a command in a project, to its end or to the instant at which it is killed (SIGKILL). */
export async function runAndKill(
  folder: string,
  [name, ...args]: readonly [string, ...string[]],
  instant: Instant | undefined,
  lives: Lives,
): Promise<KilledCommand> {
  const began = performance.now();
  let reached: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const kill = (ms: number): void => {
    timer = setTimeout(() => child.kill("SIGKILL"), ms);
  };
  const watching = watch(join(folder, ".orch"), () => {
    if (reached !== undefined) return;
    reached = performance.now();
    if (instant?.from === "journal") kill(instant.ms);
  });
  const child = startOrch([name, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  if (instant?.from === "start") kill(instant.ms);
  let out = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const { signal, code } = await endOf(child);
  clearTimeout(timer);
  watching.close();
  const isKilled = signal === "SIGKILL";
  if (!isKilled && reached !== undefined) lives.note(name, reached - began, performance.now() - reached);
  return { isKilled, isHolding: reached !== undefined, code, out };
}

const program = `/// Asks a person, then posts once; it is told a secret on the way.
module edges.killed

role doorkeeper
event bell(text: String)

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

plan rung(text: String) -> { text: String } {
  step said = post(text)
  return said
}

trigger rings { on event bell  start rung(text: event.text) }
`;

const handler = `import { appendFileSync } from "node:fs";
const book = new URL("./book", import.meta.url);
export function post({ text }) {
  appendFileSync(book, text + "\\n");
  return { text };
}
`;

/** Writes the project whose commands are killed: a program, each plan of it as a file, and the handler that keeps a book. */
export function writeProject(folder: string): void {
  writeFileSync(join(folder, "killed.orch"), program);
  writeFileSync(join(folder, "post.mjs"), handler);
  plans ??= compiled();
  for (const [name, { plan, about }] of plans)
    writeFileSync(join(folder, `${name}.plan.json`), encodePlanFile(plan, about));
  mkdirSync(join(folder, ".orch"));
}

/** Starts visits in this process, up to where they ask: a fraction of what commands of their own would take. */
export async function startVisits(
  folder: string,
  inputs: readonly { text: string; pin: string }[],
): Promise<void> {
  const store = openSqliteStore(join(folder, ".orch", "journal.db"), { mode: "write", command: "trial" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, world: localWorld({ threads: 1 }) });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  try {
    plans ??= compiled();
    const plan = plans.get("visit");
    if (plan === undefined) throw new Error("there is no plan of visits");
    for (const input of inputs) {
      const begun = await orchestrator.start({ plan, input, root: folder });
      if ("refused" in begun) throw new Error(begun.message);
      await orchestrator.rest(begun.run, 0);
    }
  } finally {
    await orchestrator.close();
  }
}

let plans: ReadonlyMap<string, PlanFile> | undefined;

function compiled(): ReadonlyMap<string, PlanFile> {
  const result = compileText(program);
  return new Map(
    ["visit", "rung"].map((name) => {
      const file = result.plan(`edges.killed.${name}`);
      if (file === undefined) throw new Error(JSON.stringify(result.diagnostics));
      return [name, file];
    }),
  );
}
