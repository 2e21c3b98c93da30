import { edgeKinds } from "./edges/edges.ts";
import { themeNames } from "./program/themes.ts";

/** The help text of `npm run trial -- --help`. A module of its own, since importing `main.ts` starts a search. */
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

--cluster                     nodes on one PostgreSQL database under faults of network, database and clock
  --episodes <n>              default 500
  --processes                 nodes are processes of orch serve --join, also killed and frozen; build first
  --nodes <n>, --jobs <n>     defaults 3 and 9
  --lease <ms>                default 1000, of processes 5000
  --seed <s>, --minutes <n>

--laws <n>                    the tests of laws and searches with n times as many cases as \`npm test\` takes
  --seed <s>                  default random

--edges                       attacks from outside; build first (npm run build). Without a kind: all of them
${kinds.join("\n")}
  --seed <s>                  default 1
`;
}
