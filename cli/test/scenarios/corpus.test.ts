import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { playScenario } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

const corpus = fileURLToPath(new URL("../../../compiler/test/corpus/programs/", import.meta.url));

test.each(globSync("**/*.orch", { cwd: corpus }).sort())("what %s says would happen does", (file) => {
  const { scenarios } = compile({ files: [`${corpus}${file}`], root: corpus }, createFileHost());
  for (const scenario of scenarios) {
    const plan = scenario.plan();
    if (plan === undefined) continue;
    const { status, expectations } = playScenario(scenario, plan, scenario.context);
    expect({ says: scenario.says, status, expectations }).toMatchObject({ status: "passed" });
  }
});
