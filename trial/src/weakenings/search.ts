import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { judge } from "../judge.ts";
import { monitors } from "../monitors.ts";
import type { Hunted } from "./hunt.ts";
import { type Weakening, weakenings } from "./table.ts";

/** How the search for one weakening ended. */
interface Searched {
  readonly name: string;
  readonly programs: number;
  readonly seconds: number;
  /** A program of which the weakened analysis claims what a run breaks, and the sound one does not; and the claim. */
  readonly found?: { readonly text: string; readonly claim: string };
}

export interface SearchOptions {
  readonly seed: number;
  readonly worlds: number;
  /** For each weakening. */
  readonly minutes: number;
  /** One of them; left out, all. */
  readonly name?: string;
}

/** Searches for every weakening, and reports each. Returns true if all were found. */
export async function searchWeakenings(options: SearchOptions): Promise<boolean> {
  const asked = weakenings.filter(({ name }) => options.name === undefined || name === options.name);
  if (asked.length === 0)
    throw new TypeError(`there are the weakenings ${weakenings.map(({ name }) => name).join(", ")}`);
  console.log("weakenings on trial");
  let missed = 0;
  for (const weakening of asked) {
    const searched = await search(weakening, options);
    if (searched.found === undefined) missed += 1;
    console.log(`  ${line(weakening, searched)}`);
  }
  console.log(`  ${asked.length - missed} of ${asked.length} found within ${options.minutes} min each`);
  return missed === 0;
}

function line({ name, drops }: Weakening, { programs, seconds, found }: Searched): string {
  const effort = `${programs} programs, ${seconds.toFixed(0)} s`;
  return found === undefined
    ? `NOT FOUND ${name}: ${drops} (${effort})`
    : `found ${name}: ${drops} (${effort}); ${found.claim}`;
}

/** A claim that the sound analysis gets wrong for the same program does not count. */
function search(weakening: Weakening, { seed, worlds, minutes }: SearchOptions): Promise<Searched> {
  const { name, theme } = weakening;
  const began = performance.now();
  const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const child = fork(here("./hunt.ts"), [String(seed), theme, String(worlds)], {
    env: { ...process.env, ORCH_WEAKENED: name },
    execArgv: ["--conditions=orch-source", "--import", here("./load.ts")],
  });
  return new Promise((resolve, reject) => {
    let programs = 0;
    const end = (found?: Searched["found"]): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.kill();
      const seconds = (performance.now() - began) / 1_000;
      resolve({ name, programs, seconds, ...(found === undefined ? {} : { found }) });
    };
    const timer = setTimeout(() => end(), minutes * 60_000);
    child.on("message", (message) => {
      const hunted = message as Hunted;
      programs += 1;
      if (hunted.claims.length === 0) return;
      const sound = judge(hunted.text, { monitors, worlds, seed: hunted.seed });
      const known = new Set(sound.found.map(({ kind, claim }) => `${kind}: ${claim}`));
      const claim = hunted.claims.find((each) => ![...known].some((one) => each.startsWith(one)));
      if (claim !== undefined) end({ text: hunted.text, claim });
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the search for ${name} ended with ${code}`)));
  });
}
