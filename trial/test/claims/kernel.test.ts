import type { SimulatedRun } from "@orchlang/simulator";
import { expect, test } from "vitest";
import type { Claim, Subject } from "../../src/claim.ts";
import { outsideRules } from "../../src/claims/assumptions.ts";
import { never, order } from "../../src/claims/ordering.ts";
import { count } from "../../src/claims/spending.ts";
import { compileText, isClean, subjectsOf } from "../../src/compile.ts";
import { playedOr } from "../../src/judge.ts";
import { drawProgram } from "../../src/program/draw.ts";
import { drawWorld } from "../../src/world/draw.ts";
import { stagesOf } from "../../src/world/stage.ts";
import { allProved } from "./play.ts";

/*
 * What is not proved is decided at gates, and a rule that stops nothing is told of there all the same. So where the
 * kernel told that a rule is broken, a monitor that is told it were proved has to see it, and nowhere else.
 * `LAWS=10` tries ten times as many programs.
 */

const times = Number(process.env.LAWS ?? 1);

interface Asked {
  readonly id: string;
  readonly claim: Claim;
}

/** Rules about begins that gates decide; that a plan is called is told of by no event of a gate. */
function askedOf(subject: Subject): readonly Asked[] {
  const { plan } = subject.file;
  const open = new Set(
    plan.obligations
      .filter(({ id, verdict }) => verdict === "checked" && id in plan.checks)
      .map(({ id }) => id),
  );
  const proved = allProved(subject);
  return [order, count, never]
    .flatMap((monitor) => monitor(proved))
    .map((claim) => ({ id: claim.says.slice(0, claim.says.indexOf(" is proved")), claim }))
    .filter(({ id }) => open.has(id) && !speaksOfPlans(subject, id));
}

/** The checks of one rule in all plans of the goal that is run: a monitor holds them against the run together. */
function alike({ file: { plan }, entry }: Subject, id: string): readonly string[] {
  const { alternatives = [] } = plan.goals[entry] ?? {};
  const [rule, root] = id.split(" in ");
  const isOne = root !== undefined && alternatives.includes(root);
  return isOne ? alternatives.map((name) => `${rule} in ${name}`) : [id];
}

function speaksOfPlans({ file: { plan } }: Subject, id: string): boolean {
  const { source } = plan.obligations.find((each) => each.id === id) ?? {};
  const rules = plan.guardrails.filter(
    (each) => source !== undefined && "guardrail" in source && each.name === source.guardrail,
  );
  const named = JSON.stringify(rules);
  return [...Object.keys(plan.routines), ...Object.keys(plan.goals)].some((name) =>
    named.includes(JSON.stringify({ name })),
  );
}

/** What was decided where something began; what was asked of control first need not begin. */
function toldOf({ events }: SimulatedRun): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) => {
      const begins = event.t === "Began" || (event.t === "Asked" && event.ask.ask === "task");
      const checks = begins ? (event.checks ?? []) : [];
      return checks.filter(({ holds }) => holds !== true).map(({ check }) => check);
    }),
  );
}

test("monitors and gates agree", () => {
  let broken = 0;
  let kept = 0;
  for (let seed = 1; seed <= 30 * times; seed++) {
    const text = drawProgram({ seed, theme: "order" });
    const compiled = compileText(text);
    if (!isClean(compiled)) continue;
    for (const subject of subjectsOf(text, compiled)) {
      const asked = askedOf(subject);
      if (asked.length === 0) continue;
      for (const stage of stagesOf({ ...subject, file: allProved(subject).file })) {
        for (let nth = 0; nth < 6; nth++) {
          const played = playedOr(stage, drawWorld(stage, seed, nth));
          if ("threw" in played || outsideRules(played) !== undefined) continue;
          const told = toldOf(played.run);
          for (const { id, claim } of asked) {
            const breach = claim.breach(played, () => played.run);
            expect(breach !== undefined, `seed ${seed}, world ${nth}: ${claim.says} ${breach?.says}`).toBe(
              alike(subject, id).some((one) => told.has(one)),
            );
            if (breach === undefined) kept += 1;
            else broken += 1;
          }
        }
      }
    }
  }
  expect(broken).toBeGreaterThan(10 * times);
  expect(kept).toBeGreaterThan(10 * times);
});
