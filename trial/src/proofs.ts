import { readFileSync } from "node:fs";
import { Piscina } from "piscina";
import { Breaches } from "./breaches.ts";
import { gapsIn, noGaps } from "./gaps.ts";
import { judge } from "./judge.ts";
import { monitors } from "./monitors.ts";
import { type Part, shrunk } from "./part.ts";
import type { ThemeName } from "./program/themes.ts";
import { breachLines, noPrograms, report, type Tally, tallyOf, together } from "./report.ts";
import type { Shrunk } from "./shrink/shrink.ts";

/** The subject and the limits of a trial. */
export interface ProofOptions {
  readonly programs: number;
  readonly seed: number;
  readonly theme?: ThemeName;
  readonly threads: number;
  readonly worlds: number;
  /** Smaller programs that are tried at most for each breach. */
  readonly tries: number;
  /** True if rules are counted that are not proved and that nothing breaks. */
  readonly gaps: boolean;
  /** True if what certificates show is tried, in place of what the compiler proves. */
  readonly certificates: boolean;
  /** Ends it even if there are programs left. */
  readonly minutes?: number;
  /** A program of one's own, in place of drawn ones. */
  readonly file?: string;
}

const programsOfPart = 25;

/** Draws programs, and holds their runs against what the compiler printed. Whether nothing is broken. */
export async function proofs(options: ProofOptions): Promise<boolean> {
  const trial = new ProofTrial(options);
  if (options.file === undefined) await trial.ofDrawn();
  else trial.ofFile(options.file);
  console.log(trial.report().join("\n"));
  return trial.breaches.count === 0;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

class ProofTrial {
  readonly breaches = new Breaches();
  readonly #options: ProofOptions;
  readonly #began = performance.now();
  readonly #until: number | undefined;
  #tally = noPrograms;
  #next = 0;

  constructor(options: ProofOptions) {
    this.#options = options;
    if (options.minutes !== undefined) this.#until = Date.now() + options.minutes * 60_000;
  }

  ofFile(file: string): void {
    const { worlds, seed, tries, gaps } = this.#options;
    const text = readFileSync(file, "utf8");
    const judged = judge(text, { monitors, worlds, seed, isOver: () => this.#isOver() });
    this.#take(tallyOf(text, judged, gaps && judged.clean ? gapsIn(text, monitors) : noGaps));
    for (let found = this.breaches.next(); found !== undefined; found = this.breaches.next())
      this.breaches.shrunk(found, shrunk({ found, tries, certificates: false, ...this.#deadline() }));
  }

  async ofDrawn(): Promise<void> {
    const { threads } = this.#options;
    const pool = new Piscina({
      filename: new URL("./part.ts", import.meta.url).href,
      maxThreads: threads,
      minThreads: threads,
    });
    try {
      await Promise.all(Array.from({ length: threads }, () => this.#lane(pool)));
    } finally {
      await pool.destroy();
    }
  }

  /** Breaches are minimised before more programs are drawn. */
  async #lane(pool: Piscina): Promise<void> {
    const { programs, seed, theme, worlds, tries, gaps, certificates } = this.#options;
    for (;;) {
      const found = this.breaches.next();
      if (found !== undefined) {
        const one: Shrunk = await pool.run(
          { found, tries, certificates, ...this.#deadline() },
          { name: "shrunk" },
        );
        // Long searches are followed as they go on.
        if (this.breaches.shrunk(found, one) && !process.stdout.isTTY)
          console.log(breachLines(one).join("\n"));
      } else {
        const from = this.#next;
        if (from >= programs || this.#isOver()) return;
        this.#next += programsOfPart;
        const count = Math.min(programsOfPart, programs - from);
        const part: Part = {
          from: seed + from,
          programs: count,
          worlds,
          gaps,
          certificates,
          ...(theme === undefined ? {} : { theme }),
          ...this.#deadline(),
        };
        const tally: Tally = await pool.run(part);
        this.#take(tally);
      }
      this.#progress();
    }
  }

  #take(tally: Tally): void {
    this.breaches.find(tally.found);
    this.#tally = together(this.#tally, { ...tally, found: [] });
  }

  report(): readonly string[] {
    const effort = { seconds: this.#seconds(), cpuSeconds: cpuSeconds(), threads: this.#options.threads };
    return report(this.#tally, this.breaches, effort);
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  #isOver(): boolean {
    return Date.now() >= (this.#until ?? Number.POSITIVE_INFINITY);
  }

  /** For the threads, which ask within a program, too. */
  #deadline(): Pick<Part, "until"> {
    return this.#until === undefined ? {} : { until: this.#until };
  }

  #progress(): void {
    if (!process.stderr.isTTY) return;
    const { programs, runs } = this.#tally;
    const text = `${this.breaches.count} breaches, ${this.breaches.different.length} of them different`;
    process.stderr.write(`\r${programs} programs, ${runs} runs, ${text}, ${this.#seconds().toFixed(0)} s  `);
  }
}
