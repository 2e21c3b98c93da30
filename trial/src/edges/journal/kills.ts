import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunSummary } from "@orchlang/runtime";
import { Dice } from "../../dice.ts";
import { endOf, freshFolder, startOrch } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { bookIn, reading, statusesIn } from "../statuses.ts";

/**
 * The command line is killed (SIGKILL) at instants spread over its life, again and again on one journal. Whenever it was:
 * the journal is whole, each run is decided again as it was, what was reported as completed is, and nothing that is done
 * once was done twice.
 */
export const kills: EdgeKind = { name: "kills", count: 50, run: trial };

/** A journal is looked through after each kill, so that a short one is cheaper. */
const killsEach = 40;

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

/** One word to the command line. */
type Command = readonly [name: string, ...args: string[]];

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const counts: Record<string, number> = { kills: 0, "ended before": 0 };
  const breaches: string[] = [];
  const add = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (let from = 0; from < count && breaches.length === 0; from += killsEach) {
    const one = new Killing(new Dice(seed * 1_000_003 + from), add);
    const found = await one.kill(Math.min(killsEach, count - from));
    breaches.push(...found.map((what) => `${what} (seed ${seed}, kills from ${from})`));
  }
  return { counts, breaches };
}

/** One journal, and those who are killed over it. */
class Killing {
  readonly #dice: Dice;
  readonly #add: (what: string) => void;
  readonly #folder = freshFolder();
  /** Reported as completed. */
  readonly #told = new Set<string>();
  /** ms that a command of each name takes to its end; at first, and of one that never ends, a guess. */
  readonly #usual = new Map<string, number>();
  #number = 0;

  constructor(dice: Dice, add: (what: string) => void) {
    this.#dice = dice;
    this.#add = add;
    writeFileSync(join(this.#folder, "killed.orch"), program);
    writeFileSync(join(this.#folder, "post.mjs"), handler);
  }

  async kill(count: number): Promise<readonly string[]> {
    try {
      await this.#run(this.#started(), 120_000);
      for (let killed = 0; killed < count; ) {
        const command = await this.#next();
        const [name] = command;
        const usual = this.#usual.get(name) ?? this.#usual.get("run") ?? 1_000;
        const isKilled = await this.#run(command, usual * (0.2 + this.#dice.next()));
        if (isKilled) killed += 1;
        this.#add(isKilled ? "kills" : "ended before");
        if (isKilled) this.#add(`${name} killed`);
        const amiss = await this.#amiss();
        if (amiss.length > 0) return amiss.map((what) => `after ${command.join(" ")}: ${what}`);
      }
      return [];
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  #started(): Command {
    const nth = this.#number++;
    const input = JSON.stringify({ text: `text ${nth}`, pin: `pin-${nth}-0123` });
    return ["run", "killed.orch#visit", "--input", input, "--request", `r${nth}`];
  }

  /** Takes news of some bells, and goes on with what there is, until it is killed. */
  #up(): Command {
    const news = Array.from({ length: 5 }, () => {
      const nth = this.#number++;
      return JSON.stringify({ event: "bell", id: `bell-${nth}`, fields: { text: `bell ${nth}` } });
    });
    writeFileSync(join(this.#folder, "news.ndjson"), `${news.join("\n")}\n`);
    return ["up", "killed.orch", "--news", "news.ndjson"];
  }

  /** What may be said next: to a run that waits, of a step in doubt, or something new. */
  async #next(): Promise<Command> {
    const dice = this.#dice;
    const open = await reading(this.#folder, async (journal) => {
      const found: RunSummary[] = [];
      for await (const one of journal.runs())
        if (one.status === "waiting" || one.status === "running") found.push(one);
      return found;
    });
    if (dice.chance(0.15)) return this.#up();
    if (open.length === 0 || dice.chance(0.25)) return dice.chance(0.2) ? ["rekey"] : this.#started();
    const one = dice.one(open);
    const [waiting] = one.waiting;
    if (waiting === undefined || dice.chance(0.2)) return ["resume", one.run];
    if (waiting.for === "operator") return await this.#resolving(one.run, waiting.step);
    if (waiting.for === "answer" && dice.chance(0.8))
      return ["answer", one.run, waiting.step, '{"granted":true}'];
    return ["cancel", one.run];
  }

  async #resolving(run: string, step: string): Promise<Command> {
    const text = await reading(this.#folder, async (journal) => {
      for await (const { event } of journal.events(run)) {
        if (event.t !== "Started") continue;
        const { text: found } = event.input as { readonly text?: unknown };
        return String(found);
      }
      return "";
    });
    const isPosted = bookIn(this.#folder).includes(text);
    return ["resolve", run, step, ...(isPosted ? ["--completed", JSON.stringify({ text })] : ["--retry"])];
  }

  async #amiss(): Promise<readonly string[]> {
    const posted = bookIn(this.#folder);
    const twice = posted.filter((text, index) => posted.indexOf(text) !== index);
    const { statuses, amiss } = await statusesIn(this.#folder);
    const taken = [...this.#told].filter((run) => statuses.get(run) !== "completed");
    return [
      ...twice.map((text) => `posted twice: ${text}`),
      ...amiss,
      ...taken.map((run) => `${run} was reported as completed, and is ${statuses.get(run)}`),
    ];
  }

  /** Killed after so many ms, unless it ends before. Whether it was. */
  async #run(command: Command, msMax: number): Promise<boolean> {
    const began = performance.now();
    const child = startOrch(command, { cwd: this.#folder, stdio: ["ignore", "pipe", "ignore"] });
    let out = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    const { signal } = await endOf(child, msMax);
    for (const [, id = ""] of out.matchAll(/^completed +run (\w+)/gmu)) this.#told.add(id);
    const isKilled = signal === "SIGKILL";
    const [name] = command;
    const before = this.#usual.get(name);
    if (!isKilled)
      this.#usual.set(name, ((before ?? performance.now() - began) + performance.now() - began) / 2);
    return isKilled;
  }
}
