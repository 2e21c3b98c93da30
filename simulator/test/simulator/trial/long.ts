// The kernel on trial for longer than a test may take: every set of faults up to a size in a plan in which everything is,
// then walks by chance through it and through random plans, until so many runs with faults have been looked at. Which
// runs these are hangs on the seeds alone, not on the threads.
//   npm run trial                                   a million runs with faults
//   npm run trial -- --runs 50000 --threads 1
//   npm run trial -- --runs 50000 --from 9000       other walks and plans than those before the nine-thousandth
//   npm run trial -- --seed 17                      one walk's part again, as a broken law names it
//   npm run trial -- --plan 17                      the walks through one random plan again

import { parseArgs } from "node:util";
import { Piscina } from "piscina";
import type { Done, Part } from "./part.ts";
import { walkFaultsMax } from "./walk.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000000" },
    faults: { type: "string", default: "4" },
    threads: { type: "string", default: "2" },
    from: { type: "string", default: "0" },
    seed: { type: "string" },
    plan: { type: "string" },
  },
});
const wanted = Number(values.runs);
const faults = Number(values.faults);
const runsOfPart = 2_000;
const runsOfPlan = 200;
/** So many parts are of random plans before the next of the plan in which everything is. */
const plansBetween = 40;
const began = performance.now();
const pool = new Piscina<Part, Done>({
  filename: new URL("./part.ts", import.meta.url).href,
  maxThreads: Number(values.threads),
  minThreads: Number(values.threads),
});

const all: Done[] = [];
try {
  if (values.seed !== undefined) await take({ seed: Number(values.seed), runs: runsOfPart });
  else if (values.plan !== undefined) await take({ plan: Number(values.plan), runs: runsOfPlan });
  else await every();
} finally {
  await pool.destroy();
}
const broken = all.filter((done) => done.broken.length > 0);
console.log(report().join("\n"));
process.exitCode = broken.length === 0 ? 0 : 1;

/** The sets of faults in one thread, walks in the others; and further walks, each another's part, until there are enough. */
async function every(): Promise<void> {
  const exhaustive = take({ faults });
  let nth = Number(values.from) - 1;
  const next = (): Part | undefined => {
    if (sum("withFaults") >= wanted || all.some((done) => done.broken.length > 0)) return undefined;
    nth += 1;
    return nth % plansBetween === 0
      ? { seed: nth / plansBetween + 1, runs: runsOfPart }
      : { plan: nth, runs: runsOfPlan };
  };
  const lane = async (first: Promise<void>): Promise<void> => {
    await first;
    for (let part = next(); part !== undefined; part = next()) await take(part);
  };
  const others = Array.from({ length: pool.maxThreads - 1 }, () => lane(Promise.resolve()));
  await Promise.all([lane(exhaustive), ...others]);
}

async function take(part: Part): Promise<void> {
  all.push(await pool.run(part));
  if (process.stderr.isTTY)
    process.stderr.write(`\r${shown(sum("withFaults"))} runs with faults, ${minutes()}  `);
}

function report(): readonly string[] {
  const sets = all.filter(({ part }) => "faults" in part);
  const walks = all.filter(({ part }) => "seed" in part);
  const plans = all.filter(({ part }) => "plan" in part);
  return [
    "the kernel on trial",
    ...sets.map(
      (one) =>
        `  every set of up to ${faults} faults: ${counts([one])}${one.exhaustive ? ", nothing cut" : ", CUT SHORT"}`,
    ),
    `  by chance, 1 to ${walkFaultsMax} faults a run: ${counts(walks)}, ${shown(walks.length)} seeds`,
    `  so too in ${shown(plans.length)} random plans: ${counts(plans)}`,
    ...broken.flatMap(({ part, broken: laws }) =>
      laws.map((law) => `  BROKEN by ${JSON.stringify(part)}: ${law}`),
    ),
    `  ${broken.length === 0 ? "no law is broken" : "laws are broken"} in ${shown(sum("withFaults"))} runs with faults of ${shown(sum("runs"))} in all; ${minutes()}, ${pool.maxThreads} threads`,
  ];
}

function counts(some: readonly Done[]): string {
  return `${shown(sum("runs", some))} runs, ${shown(sum("withFaults", some))} of them with faults`;
}

function sum(of: "runs" | "withFaults", some: readonly Done[] = all): number {
  return some.reduce((total, done) => total + done[of], 0);
}

function shown(number: number): string {
  return number.toLocaleString("en");
}

function minutes(): string {
  return `${((performance.now() - began) / 60_000).toFixed(1)} min`;
}
