import type { PlanFile } from "@orchlang/plan";
import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";
import { drawnProgram } from "./program.ts";

/*
 * What is proved of a plan, against runs of the very kernel with whatever goes wrong: no rule about what comes before
 * what is ever broken. `LAWS=10` tries ten times as many programs.
 */

const times = Number(process.env.LAWS ?? 1);

/** With the rules alone that are proved of it, each as if it stopped what breaks it. */
function provedOnly(file: PlanFile): PlanFile {
  const proved = new Set(
    file.plan.obligations.flatMap(({ verdict, source }) =>
      verdict === "proved" && "guardrail" in source ? [source.guardrail] : [],
    ),
  );
  const guardrails = file.plan.guardrails
    .filter(({ name }) => proved.has(name))
    .map((each) => ({ ...each, severity: "blocking" as const }));
  return { ...file, plan: { ...file.plan, guardrails } };
}

test("no run breaks what is proved", () => {
  let runs = 0;
  for (let seed = 1; seed <= 10 * times; seed++) {
    const text = drawnProgram(seed);
    const result = compiled(text);
    const file = result.plan("m.p");
    if (file === undefined || result.diagnostics.some(({ severity }) => severity === "error")) continue;
    const found = verify(provedOnly(file), result.context("m.p"), {
      faults: 2,
      runs: { exhaustive: 150, random: 50 },
    });
    runs += found.runs;
    const broken = found.violations.filter(({ violation }) => violation.property === "guardrail");
    if (broken.length > 0)
      expect.fail(`seed ${seed}: ${broken.map(({ violation }) => violation.says).join(" ")}\n${text}`);
  }
  expect(runs).toBeGreaterThan(500 * times);
});
