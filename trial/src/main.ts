// `npm run trial`: searches for defects at length. `npm run trial -- --help` lists the modes and options.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type EdgeOptions, edgeKinds, edges } from "./edges/edges.ts";
import { tryLaws } from "./laws.ts";
import { isTheme, themeNames } from "./program/themes.ts";
import { type ProofOptions, proofs } from "./proofs.ts";
import { type CrashOptions, searchCrashes } from "./twin/crashes.ts";
import { searchTwins, type TwinOptions } from "./twin/search.ts";
import { type SearchOptions, searchWeakenings } from "./weakenings/search.ts";

const kernelTrial = fileURLToPath(new URL("../../simulator/test/simulator/trial/long.ts", import.meta.url));

if (process.argv.includes("--help")) process.stdout.write(helpText());
else if (process.argv.includes("--edges")) process.exitCode = (await edges(tried())) ? 0 : 1;
else if (process.argv.includes("--weakenings"))
  process.exitCode = (await searchWeakenings(searched())) ? 0 : 1;
else if (process.argv.includes("--twin")) process.exitCode = (await searchTwins(twins())) ? 0 : 1;
else if (process.argv.includes("--crashes")) process.exitCode = (await searchCrashes(crashed())) ? 0 : 1;
else if (process.argv.includes("--proofs")) process.exitCode = (await proofs(options())) ? 0 : 1;
else if (process.argv.includes("--laws")) process.exitCode = (await laws()) ? 0 : 1;
else ofKernel();

function ofKernel(): void {
  const child = spawn(process.execPath, ["--conditions=orch-source", kernelTrial, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

function laws(): Promise<boolean> {
  const { values } = parseArgs({
    options: { laws: { type: "string", default: "10" }, seed: { type: "string", default: "random" } },
  });
  return tryLaws(Number(values.laws), values.seed);
}

function tried(): EdgeOptions {
  const { values } = parseArgs({
    options: {
      edges: { type: "boolean" },
      seed: { type: "string", default: "1" },
      ...Object.fromEntries(edgeKinds.map(({ name }) => [name, { type: "string" as const }])),
    },
  });
  const counts = edgeKinds.flatMap(({ name }) => {
    const count: unknown = Reflect.get(values, name);
    return typeof count === "string" ? [[name, Number(count)] as const] : [];
  });
  return { seed: Number(values.seed), counts: new Map(counts) };
}

function twins(): TwinOptions {
  const { values } = parseArgs({
    options: {
      twin: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      minutes: { type: "string" },
      tries: { type: "string", default: "300" },
    },
  });
  const { twin, seed, minutes, tries } = values;
  return {
    programs: Number(twin),
    seed: Number(seed),
    tries: Number(tries),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
  };
}

function crashed(): CrashOptions {
  const { values } = parseArgs({
    options: {
      crashes: { type: "string", default: "100" },
      seed: { type: "string", default: "1" },
      minutes: { type: "string" },
      each: { type: "string", default: "400" },
    },
  });
  const { crashes, seed, minutes, each } = values;
  return {
    programs: Number(crashes),
    seed: Number(seed),
    each: Number(each),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
  };
}

function searched(): SearchOptions {
  const { values } = parseArgs({
    options: {
      weakenings: { type: "boolean" },
      name: { type: "string" },
      seed: { type: "string", default: "1" },
      minutes: { type: "string", default: "10" },
      worlds: { type: "string", default: "8" },
    },
  });
  const { seed, minutes, worlds, name } = values;
  return {
    seed: Number(seed),
    minutes: Number(minutes),
    worlds: Number(worlds),
    ...(name === undefined ? {} : { name }),
  };
}

function options(): ProofOptions {
  const { values } = parseArgs({
    options: {
      proofs: { type: "boolean" },
      programs: { type: "string", default: "2000" },
      seed: { type: "string", default: "1" },
      theme: { type: "string" },
      minutes: { type: "string" },
      threads: { type: "string", default: "2" },
      worlds: { type: "string", default: "8" },
      tries: { type: "string", default: "500" },
      gaps: { type: "boolean", default: false },
      certificates: { type: "boolean", default: false },
      file: { type: "string" },
    },
  });
  const { theme, minutes, file } = values;
  if (theme !== undefined && !isTheme(theme))
    throw new TypeError(`there are the themes ${themeNames.join(", ")}`);
  return {
    programs: Number(values.programs),
    seed: Number(values.seed),
    threads: Number(values.threads),
    worlds: Number(values.worlds),
    tries: Number(values.tries),
    gaps: values.gaps,
    certificates: values.certificates,
    ...(theme === undefined ? {} : { theme }),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    ...(file === undefined ? {} : { file }),
  };
}

/** The help text of `npm run trial -- --help`. */
export function helpText(): string {
  const kinds = edgeKinds.map(({ name, count }) => `      ${`--${name} <n>`.padEnd(24)}default ${count}`);
  return `npm run trial -- [mode] [options]

Searches for defects with random programs, worlds and attacks. Every search is repeatable by its seed.
Exits with 0 if it found nothing, with 1 otherwise.

Without a mode: simulated runs of the kernel, each checked against every law.
  --runs <n>                  runs with faults (default 1000000)
  --faults <k>                first try every set of up to k faults (default 4)
  --threads <n>               default 2
  --from <n>                  start at another walk
  --seed <s>, --plan <s>      repeat one walk, or one random plan, of an earlier report

--proofs                      random programs and worlds against everything that the compiler claimed of them
  --programs <n>              default 2000
  --seed <s>                  default 1
  --theme <name>              ${themeNames.join(", ")}
  --minutes <n>               time limit
  --threads <n>               default 2
  --worlds <n>                worlds for each program (default 8)
  --tries <n>                 attempts to minimise a breach (default 500)
  --gaps                      also report rules that are not proved and that no world breaks
  --certificates              trust exactly what the certificate checker verifies
  --file <program.orch>       try this program instead of random ones

--weakenings                  put known mistakes into the analyses and expect --proofs to find each
  --name <weakening>          only this one
  --minutes <n>               time limit for each (default 10)
  --seed <s>, --worlds <n>    defaults 1 and 8

--twin <n>                    n random programs with triggers, in the simulator and in the real orchestrator
  --seed <s>, --minutes <n>, --tries <n>

--crashes <n>                 n such programs in the real orchestrator, once for each fault of each call of its store
  --each <n>                  faults of each program at most (default 400)
  --seed <s>, --minutes <n>

--laws <n>                    the tests of laws and searches with n times as many cases as \`npm test\` takes
  --seed <s>                  default random

--edges                       attacks from outside; build first (npm run build). Without a kind: all of them
${kinds.join("\n")}
  --seed <s>                  default 1
`;
}
