import { readFileSync } from "node:fs";
import { Piscina } from "piscina";
import { judge } from "./judge.ts";
import { monitors } from "./monitors.ts";
import type { Part } from "./part.ts";
import type { ThemeName } from "./program/themes.ts";
import { report } from "./report.ts";
import { noPrograms, type Tally, tallyOf, together } from "./tally.ts";

/** What is put on trial, and for how long. */
export interface ProofOptions {
  readonly programs: number;
  readonly seed: number;
  readonly theme?: ThemeName;
  readonly threads: number;
  readonly worlds: number;
  /** Ends it even if there are programs left. */
  readonly minutes?: number;
  /** A program of one's own, in place of drawn ones. */
  readonly file?: string;
}

const programsOfPart = 50;

/** Draws programs, and holds their runs against what the compiler printed. Whether nothing is broken. */
export async function proofs(options: ProofOptions): Promise<boolean> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const tally = options.file === undefined ? await drawn(options, seconds) : ofFile(options.file, options);
  console.log(report(tally, { seconds: seconds(), threads: options.threads }).join("\n"));
  return tally.found.length === 0;
}

function ofFile(file: string, { worlds, seed }: ProofOptions): Tally {
  const text = readFileSync(file, "utf8");
  return tallyOf(text, judge(text, { monitors, worlds, seed }));
}

async function drawn(options: ProofOptions, seconds: () => number): Promise<Tally> {
  const { threads, programs, seed, theme, worlds, minutes = Number.POSITIVE_INFINITY } = options;
  const pool = new Piscina<Part, Tally>({
    filename: new URL("./part.ts", import.meta.url).href,
    maxThreads: threads,
    minThreads: threads,
  });
  let tally = noPrograms;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < programs && seconds() < minutes * 60) {
      const from = next;
      next += programsOfPart;
      const count = Math.min(programsOfPart, programs - from);
      const part: Part = {
        from: seed + from,
        programs: count,
        worlds,
        ...(theme === undefined ? {} : { theme }),
      };
      const found = await pool.run(part);
      tally = together(tally, found);
      progress(tally, seconds());
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, lane));
  } finally {
    await pool.destroy();
  }
  return tally;
}

function progress({ programs, runs, found }: Tally, seconds: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `\r${programs} programs, ${runs} runs, ${found.length} breaches, ${seconds.toFixed(0)} s  `,
  );
}
