import { rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { RunSummary } from "@orchlang/runtime";
import { Dice } from "../../dice.ts";
import { exitCodes, freshFolder } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { bookIn, type Looked, lookedInto, reading } from "../statuses.ts";
import { type Instant, Lives, runAndKill, startVisits, writeProject } from "./killed-command.ts";

/**
 * The command line is killed (SIGKILL) at instants spread over its life, again and again on one journal. Whenever it was:
 * the journal is whole, each run is decided again as it was, what was reported as completed is, and nothing that is done
 * once was done twice. In the end `resume` goes on with what is left.
 */
export const kills: EdgeKind = { name: "kills", count: 50, run: trial };

/** Kills for one journal: the time to read it grows with it. */
const killsEach = 40;
/** Most of the time one waits for a child to start. */
const atOnce = availableParallelism() * 3;

/** One word to the command line. */
type Command = readonly [name: string, ...args: string[]];

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const counts: Record<string, number> = {
    kills: 0,
    "of them while it held the journal": 0,
    "ended before": 0,
  };
  const breaches: string[] = [];
  const add = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const lives = new Lives();
  const left = Array.from({ length: Math.ceil(count / killsEach) }, (_, nth) => nth * killsEach).values();
  // The next child starts while a journal is looked through.
  const lane = async (): Promise<void> => {
    for (const from of left) {
      const one = new Killing(new Dice(seed * 1_000_003 + from), lives, add);
      const texts = await one.kill(Math.min(killsEach, count - from));
      breaches.push(...texts.map((what) => `${what} (seed ${seed}, kills from ${from})`));
      for (const what of texts) console.error(`BROKEN ${what} (seed ${seed}, kills from ${from})`);
      console.error(`${new Date().toISOString()} ${JSON.stringify(counts)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { counts, breaches };
}

/** One journal, and those who are killed over it. */
class Killing {
  readonly #dice: Dice;
  readonly #lives: Lives;
  readonly #add: (what: string) => void;
  readonly #folder = freshFolder();
  /** Reported as completed. */
  readonly #told = new Set<string>();
  /** By run, how many events were found to be well. */
  readonly #well = new Map<string, number>();
  #runs: readonly RunSummary[] = [];
  #number = 0;

  constructor(dice: Dice, lives: Lives, add: (what: string) => void) {
    this.#dice = dice;
    this.#lives = lives;
    this.#add = add;
    writeProject(this.#folder);
  }

  async kill(count: number): Promise<readonly string[]> {
    try {
      for (let killed = 0; killed < count; ) {
        const command = await this.#next();
        const [name] = command;
        const { isKilled, isHolding } = await this.#run(command, this.#instant(name));
        if (isKilled) killed += 1;
        this.#add(isKilled ? "kills" : "ended before");
        if (isKilled) this.#add(`${name} killed`);
        if (isKilled && isHolding) this.#add("of them while it held the journal");
        const amiss = await this.#amiss(this.#well);
        if (amiss.length > 0) return amiss.map((what) => `after ${command.join(" ")}: ${what}`);
      }
      return await this.#goneOnWith();
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** Mostly while it has the journal, sometimes before. */
  #instant(name: string): Instant {
    const { start, work } = this.#lives.of(name);
    return this.#dice.chance(0.1)
      ? { from: "start", ms: start * this.#dice.next() }
      : { from: "journal", ms: work * 1.1 * this.#dice.next() };
  }

  /** Resumes and answers the remaining runs until all have ended. */
  async #goneOnWith(): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (let tries = 0; tries < 3; tries++) {
      const { isKilled, code } = await this.#run(["resume"], undefined);
      if (isKilled || !exitCodes.includes(code)) wrong.push(`resume ends with ${code}`);
    }
    wrong.push(...(await this.#amiss(new Map())));
    const open = this.#runs.filter(({ status }) => status === "running");
    return [...wrong, ...open.map(({ run }) => `${run} is still running after resume`)];
  }

  #visit(): { readonly text: string; readonly pin: string } {
    const nth = this.#number++;
    return { text: `text ${nth}`, pin: `pin-${nth}-0123` };
  }

  #started(): Command {
    const visit = this.#visit();
    const input = JSON.stringify(visit);
    const target = this.#dice.chance(0.2) ? "killed.orch#visit" : "visit.plan.json";
    return ["run", target, "--input", input, "--request", visit.text.replace(" ", "-")];
  }

  /** Ingests records of some bells, and goes on with what there is, until it is killed. */
  #up(): Command {
    const news = Array.from({ length: 3 }, () => {
      const nth = this.#number++;
      return JSON.stringify({ event: "bell", id: `bell-${nth}`, fields: { text: `bell ${nth}` } });
    });
    writeFileSync(join(this.#folder, "news.ndjson"), `${news.join("\n")}\n`);
    return ["up", "killed.orch", "--ingest", "news.ndjson"];
  }

  #open(): readonly RunSummary[] {
    return this.#runs.filter(({ status }) => status === "waiting" || status === "running");
  }

  /** The next command: for a waiting run, for a step in doubt, or a new one. */
  async #next(): Promise<Command> {
    const dice = this.#dice;
    // A new journal is made by a command that is killed, too.
    if (this.#number > 0 && this.#open().length < 2) {
      await startVisits(this.#folder, [this.#visit(), this.#visit(), this.#visit()]);
      this.#runs = (await lookedInto(this.#folder, this.#well)).runs;
    }
    const open = this.#open();
    if (dice.chance(0.1)) return this.#up();
    if (dice.chance(0.08)) return ["rekey"];
    if (this.#number === 0 || open.length === 0 || dice.chance(0.12)) return this.#started();
    const one = dice.one(open);
    const [waiting] = one.waiting;
    if (waiting === undefined || dice.chance(0.2)) return ["resume", ...(dice.chance(0.5) ? [one.run] : [])];
    if (waiting.for === "operator") return await this.#resolving(one.run, waiting.step);
    if (waiting.for === "answer" && dice.chance(0.75))
      return ["answer", one.run, waiting.step, dice.chance(0.9) ? '{"granted":true}' : '{"granted":false}'];
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

  /** `well`: what need not be looked through again, by run how many events. */
  async #amiss(well: Map<string, number>): Promise<readonly string[]> {
    const posted = bookIn(this.#folder);
    const twice = posted.filter((text, index) => posted.indexOf(text) !== index);
    const { runs, amiss }: Looked = await lookedInto(this.#folder, well);
    this.#runs = runs;
    const completed = new Set(runs.filter(({ status }) => status === "completed").map(({ run }) => run));
    const taken = [...this.#told].filter((run) => !completed.has(run));
    return [
      ...twice.map((text) => `posted twice: ${text}`),
      ...amiss,
      ...taken.map((run) => `${run} was reported as completed, and is not`),
      ...(completed.size > posted.length ? [`${completed.size} runs completed, ${posted.length} posts`] : []),
    ];
  }

  async #run(command: Command, instant: Instant | undefined): ReturnType<typeof runAndKill> {
    const done = await runAndKill(this.#folder, command, instant, this.#lives);
    for (const [, id = ""] of done.out.matchAll(/^completed +run (\w+)/gmu)) this.#told.add(id);
    return done;
  }
}
