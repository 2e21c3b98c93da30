import { certificatesOf } from "@orchlang/compiler";
import type { Plan } from "@orchlang/plan";
import { checkCertificates } from "@orchlang/plan/certificate";
import { expect, test } from "vitest";
import { compileText } from "../src/compile.ts";
import { judge } from "../src/judge.ts";
import { monitors } from "../src/monitors.ts";
import { certifiedSubjects, lenient } from "../src/part.ts";
import { drawProgram } from "../src/program/draw.ts";
import { themeNames } from "../src/program/themes.ts";

/*
 * The checker of certificates against programs that nobody wrote: it rejects nothing that the compiler shows, a rule that
 * the compiler refuses gets no certificate even where its plan file says that it is proved, and no run breaks what is
 * verified, whatever the compiler says of it.
 */

/** `LAWS=10` draws ten times as many programs of each theme. */
const laws = Number(process.env.LAWS ?? 1);
const seeds = Array.from({ length: 6 * laws }, (_, at) => 3_000 + at);

test.each(themeNames)("of %s", (theme) => {
  for (const seed of seeds) {
    const text = drawProgram({ seed, theme });
    for (const each of [text, lenient(text)]) {
      const result = compileText(each);
      for (const { name } of result.targets) {
        const file = result.plan(name);
        const members = result.context(name);
        if (file === undefined || members === undefined) continue;
        const shown = checkCertificates({ ...file, certificates: certificatesOf(file.plan, members) });
        expect(shown.rejected).toEqual([]);
        // What triggers and goals bring along stands in no plan file.
        if (/^(trigger|goal) /m.test(each)) continue;
        const claimed = refusedAsProved(file.plan);
        const { of } = certificatesOf(claimed, members);
        expect({ seed, of }).toEqual({ seed, of: {} });
      }
    }
  }
});

function refusedAsProved(plan: Plan): Plan {
  const refused = plan.obligations.filter(({ verdict }) => verdict === "refused");
  return { ...plan, obligations: refused.map((each) => ({ ...each, verdict: "proved" as const })) };
}

test("no run breaks what is verified", () => {
  const judging = { monitors, worlds: 2, subjects: certifiedSubjects };
  const found = Array.from({ length: 5 * laws }, (_, at) => 5_000 + at).flatMap(
    (seed) => judge(lenient(drawProgram({ seed })), { ...judging, seed }).found,
  );
  expect(found).toEqual([]);
});

test("what waits for a choice not to return does not wait for what that takes", () => {
  const text = `module m
llm ai() { prompt "" }
service s() { effect idempotent }
plan p(a: Bool) -> Int {
  when a {
    return 0
  } else {
    step one = ai()
  }
  step two = s()
  return 0
}
guardrail g advisory { every s preceded by ai }
`;
  const [subject] = certifiedSubjects(text, compileText(text));
  const rule = subject?.file.plan.obligations.find(({ source }) => "guardrail" in source);
  expect(rule?.verdict).toBe("checked");
});

test("labels are followed into the plans that are called", () => {
  const text = `module m
agent ai(x: String) -> { cmd: String } { effect pure  latency <= 1s }
service danger(cmd: String) { effect idempotent  latency <= 1s }
plan inner(c: String) { step d = danger(c) }
plan p(x: String) { step a = ai(x)  step i = inner(a.cmd) }
guardrail g advisory { never untrusted to danger }
`;
  const subjects = certifiedSubjects(text, compileText(text)).filter(({ entry }) => entry === "m.p");
  const rules = subjects
    .flatMap(({ file }) => file.plan.obligations)
    .filter(({ source }) => "guardrail" in source);
  expect(rules.map(({ verdict }) => verdict)).toEqual(["checked"]);
});

test("a time limit that reads an argument lets that decide what goes on", () => {
  const text = `module m
service s1() -> Bool { effect idempotent latency <= 1s }
service s2(x: Int) { effect pure latency <= 1s * x }
plan p1(a: Int @untrusted) {
  step st1 = s1() { retry 1 accept it attempts 2 }
  step st2 = s2(a)
}
guardrail rule6 advisory { never untrusted to s1 }
`;
  const [subject] = certifiedSubjects(text, compileText(text));
  const rule = subject?.file.plan.obligations.find(({ source }) => "guardrail" in source);
  expect(rule?.verdict).toBe("checked");
});
