// `npm run trial`: searches for defects at length. `npm run trial -- --help` lists the modes and options.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type EdgeOptions, edgeKinds, edges } from "./edges/edges.ts";
import { helpText } from "./help.ts";
import { tryLaws } from "./laws.ts";
import { isTheme, themeNames } from "./program/themes.ts";
import { type ProofOptions, proofs } from "./proofs.ts";
import { type CrashOptions, searchCrashes } from "./twin/crashes.ts";
import { searchTwins, type TwinOptions } from "./twin/search.ts";
import { type SearchOptions, searchWeakenings } from "./weakenings/search.ts";

const clusterTrial = fileURLToPath(new URL("../../cli/test/cluster/long.ts", import.meta.url));
const kernelTrial = fileURLToPath(new URL("../../simulator/test/simulator/trial/long.ts", import.meta.url));

if (process.argv.includes("--help")) process.stdout.write(helpText());
else if (process.argv.includes("--edges")) process.exitCode = (await edges(edgeOptions())) ? 0 : 1;
else if (process.argv.includes("--weakenings"))
  process.exitCode = (await searchWeakenings(searched())) ? 0 : 1;
else if (process.argv.includes("--twin")) process.exitCode = (await searchTwins(twins())) ? 0 : 1;
else if (process.argv.includes("--crashes")) process.exitCode = (await searchCrashes(crashed())) ? 0 : 1;
else if (process.argv.includes("--proofs")) process.exitCode = (await proofs(options())) ? 0 : 1;
else if (process.argv.includes("--laws")) process.exitCode = (await laws()) ? 0 : 1;
else if (process.argv.includes("--cluster")) inProcess(clusterTrial);
else inProcess(kernelTrial);

function inProcess(file: string): void {
  const child = spawn(process.execPath, ["--conditions=orch-source", file, ...process.argv.slice(2)], {
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

function edgeOptions(): EdgeOptions {
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
