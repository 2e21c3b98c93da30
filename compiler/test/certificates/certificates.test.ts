import { certificatesFormat, checkCertificates } from "@orchlang/plan/certificate";
import { describe, expect, test } from "vitest";
import { type Certified, certifiedIn, kindOf } from "./compiled.ts";
import { drawing, mutantsOf } from "./mutations.ts";

/*
 * What the compiler calls proved, the checker of `plan` verifies by itself: it knows the semantics and the plan, and
 * nothing of the analyses. What it does not know how to verify has no certificate, and is counted here, by kind: the
 * numbers may fall, and do not rise.
 */

const examples = certifiedIn("examples/*/*.orch");
const corpus = certifiedIn("compiler/test/corpus/programs/**/*.orch", "compiler/test/programs/*.orch");

function missingIn(all: readonly Certified[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { file } of all) {
    const missing = new Set(checkCertificates(file).missing);
    for (const obligation of file.plan.obligations) {
      if (!missing.has(obligation.id)) continue;
      const kind = kindOf(file.plan, obligation);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}

describe("the checker verifies what the compiler shows", () => {
  test("of the standard library and of the conformance programs", () => {
    const all = certifiedIn("stdlib/std/**/*.orch", "cli/test/conformance/programs/*.orch");
    const shown = all.map(({ name, file }) => ({ name, ...checkCertificates(file) }));
    expect(shown.filter(({ rejected }) => rejected.length > 0)).toEqual([]);
    expect(shown.reduce((sum, { verified }) => sum + verified.length, 0)).toBeGreaterThan(200);
  });

  test.each([...examples, ...corpus])("$name", ({ file }) => {
    expect(checkCertificates(file).rejected).toEqual([]);
  });

  // Both actions stand in a plan that another one calls.
  test("in the examples, but for one", () => {
    expect(missingIn(examples)).toEqual({ "guardrail followed": 1 });
  });

  test("in the corpus, but for some", () => {
    expect(missingIn(corpus)).toEqual({
      "capability clearance": 3,
      "goal budget latency": 4,
      "guardrail before": 3,
      "guardrail bound cost": 1,
      "guardrail bound energy": 1,
      "guardrail flow": 2,
      "guardrail followed": 4,
      "guardrail never": 2,
      "guardrail preceded": 4,
      policy: 2,
    });
  });
});

/** How many are tried of the many that one certificate has; `LAWS=3` tries six, a thousand in all. */
const eachMax = 2 * Number(process.env.LAWS ?? 1);

test("wrong certificates, and plans changed beneath theirs, are all rejected", () => {
  const all = [...examples, ...corpus];
  const draw = drawing(20261123);
  let tried = 0;
  const accepted: string[] = [];
  for (const certified of all) {
    for (const obligation of certified.file.plan.obligations) {
      const mutants = mutantsOf(certified, obligation);
      const chosen =
        mutants.length <= eachMax
          ? mutants
          : Array.from({ length: eachMax }, () => mutants[draw(mutants.length)]);
      for (const mutant of chosen) {
        if (mutant === undefined) continue;
        const plan = { ...mutant.plan(), obligations: [obligation] };
        const { rejected } = checkCertificates({
          plan,
          certificates: { format: certificatesFormat, of: { [obligation.id]: mutant.certificate } },
        });
        tried += 1;
        if (rejected.length !== 1) accepted.push(`${certified.name} ${obligation.id}: ${mutant.says}`);
      }
    }
  }
  expect(accepted).toEqual([]);
  expect(tried).toBeGreaterThan(150 * eachMax);
});
