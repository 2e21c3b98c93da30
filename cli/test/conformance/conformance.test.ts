import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { playScenario } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

/*
 * What each construct of the language does, played: in `programs` one file a construct, whose scenarios say what comes
 * out; in `playbooks` whole programs as people write them, with many at once. Nothing is built by hand between the text
 * and the verdict.
 */

const programs = fileURLToPath(new URL("./", import.meta.url));

describe.each(globSync("{programs,playbooks}/*.orch", { cwd: programs }).sort())("%s", (file) => {
  const { scenarios, diagnostics } = compile(
    { files: [`${programs}${file}`], root: programs },
    createFileHost(),
  );

  test("has no mistake", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test.each(scenarios.map((scenario) => [scenario.says, scenario] as const))("%s", (_says, scenario) => {
    const plan = scenario.plan();
    expect(plan).toBeDefined();
    if (plan === undefined) return;
    const { status, expectations } = playScenario(scenario, plan, scenario.context);
    expect({ status, expectations }).toMatchObject({ status: "passed" });
  });
});
