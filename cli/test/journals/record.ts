/**
 * Records the journals that `kernel/test/journals` keeps: one for each kind of operation, played in a simulated world.
 *
 *     node --conditions=orch-source cli/test/journals/record.ts
 *
 * What a released version wrote is never recorded again: a change of behaviour gets a named flag, and the old journals
 * are replayed for ever. Until 0.1.0 is released they may be.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { encodePlanFile, type Json, type PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { simulate } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { operations } from "./operations.ts";

const folder = fileURLToPath(new URL("../../../kernel/test/journals/0.1", import.meta.url));

function planOf(name: string, text: string): PlanFile {
  const path = `${name}.orch`;
  const result = compile(
    { files: [path], root: "." },
    {
      read: (asked) => (asked === path ? { text } : { fault: "missing", message: "it is not there" }),
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  const wrong = result.diagnostics.filter(({ severity }) => severity === "error");
  if (wrong.length > 0)
    throw new Error(`${name}: ${wrong.map(({ code, message }) => `${code} ${message}`).join("\n")}`);
  const plan = result.plan(`${name}.main`);
  if (plan === undefined) throw new Error(`${name} has no plan \`main\``);
  return plan;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { name, text, world } of operations) {
  const file = planOf(name, `module ${name}\n${text}`);
  const { events, state } = simulate(file, { seed: "00000000000000ab", ...world });
  writeFileSync(
    join(folder, `${name}.plan.json`),
    encodePlanFile(file.plan, { ...file.about, files: {}, map: {} }),
  );
  const lines = events.map((event) => `${canonical(event as unknown as Json)}\n`);
  writeFileSync(join(folder, `${name}.ndjson`), lines.join(""));
  console.log(`${name}: ${events.length} events, ${state.closed?.outcome.status ?? "open"}`);
}
