import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/** `capability: guarded/paths, uncovered ways`, and the number for a build. */
function covered(text: string, entry = "m.p"): readonly string[] {
  const looked = look(text);
  const file = looked.plan(entry);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  const { paths, guarded, capabilities } = file.plan.coverage;
  return [
    `${guarded}/${paths}`,
    ...capabilities.map(({ capability, risks, paths: all, guarded: some, rules, uncovered }) => {
      const ways = uncovered.map((way) => way.join(" > ")).join(", ");
      return `${capability} ${risks.join("+")} ${some}/${all} by [${rules.join(" ")}] not [${ways}]`;
    }),
  ];
}

const head = `module m
service put(n: Int) { effect idempotent  latency <= 1s }
service wipe(n: Int) { effect idempotent  latency <= 1s  tags risky }
service ring(n: Int) { effect once  latency <= 1s  irreversible because "heard" }
service tell(to: String) { effect idempotent  latency <= 1s  clearance personal }
`;

describe("coverage", () => {
  test("what is neither once, nor tagged, nor labelled needs no guard", () => {
    expect(covered(`${head}plan p(n: Int) { step a = put(n) }`)).toEqual(["0/0"]);
  });

  test("each risky capability has its ways, and those without a rule are listed", () => {
    const text = `${head}guardrail few { at most 3 tagged risky }
plan p(n: Int) {
  step a = wipe(n)
  step b = ring(n) { after a }
  step c = tell(to: "them")
  when n > 3 { step d = wipe(2) { after b } }
}`;
    expect(covered(text)).toEqual([
      "2/4",
      "m.ring once 0/1 by [] not [m.p/b]",
      "m.tell labelled 0/1 by [] not [m.p/c]",
      "m.wipe tagged 2/2 by [m.few] not []",
    ]);
  });

  test("a rule that only warns, or that bounds what is spent, guards nothing", () => {
    const text = `${head}guardrail g warning { at most 3 wipe }
guardrail c { cost <= $9 }
policy q { on wipe  warn when args.n > 3  record args.n }
plan p(n: Int) { step a = wipe(n) }`;
    expect(covered(text)).toEqual(["0/1", "m.wipe tagged 0/1 by [] not [m.p/a]"]);
  });

  test("a rule with a condition guards where the condition holds", () => {
    const text = `${head}guardrail g { put before wipe when args.n > 5 }
plan p(n: Int) {
  step x = put(n)
  when n > 7 { step a = wipe(n) { after x } } else { step b = wipe(n) { after x } }
}`;
    expect(covered(text)).toEqual(["1/2", "m.wipe tagged 1/2 by [m.g] not [m.p/b]"]);
  });

  test("of the first of an order nothing is said", () => {
    const text = `${head}guardrail g { wipe before put }
plan p(n: Int) { step a = wipe(n)  step b = put(n) { after a } }`;
    expect(covered(text)).toEqual(["0/1", "m.wipe tagged 0/1 by [] not [m.p/a]"]);
  });

  test("a handler is a way of its own", () => {
    const text = `${head}guardrail g { at most 1 put }
plan p(n: Int) { step a = put(n) else wipe(n) }`;
    expect(covered(text)).toEqual(["0/1", "m.wipe tagged 0/1 by [] not [m.p/a else1]"]);
  });

  test("through plans that call plans every chain counts, guarded from the plan that is under a rule", () => {
    const text = `//- /orch.json
{}
//- /rules.orch
module rules
guardrail few { at most 9 tagged risky }
//- /m.orch
${head}
import rules { few }
plan inner(n: Int) { step a = wipe(n)  step b = wipe(2) { after a } }
plan under_it(n: Int) under few { step x = inner(n) }
plan p(n: Int) { step x = inner(n)  step y = under_it(n) { after x }  step z = inner(3) { after y } }`.replace(
      `${head}\nimport rules { few }`,
      head.replace("module m", "module m\nimport rules { few }"),
    );
    expect(covered(text)).toEqual([
      "2/6",
      "m.wipe tagged 2/6 by [rules.few] not [m.p/x > m.inner/a, m.p/x > m.inner/b, m.p/z > m.inner/a, m.p/z > m.inner/b]",
    ]);
  });

  test("ways are counted, not followed: twenty plans that each call the next twice", () => {
    const plans = Array.from(
      { length: 20 },
      (_, at) => `plan p${at}(n: Int) { step a = p${at + 1}(n)  step b = p${at + 1}(n) { after a } }`,
    );
    const text = `${head}${plans.join("\n")}
plan p20(n: Int) { step a = wipe(n) }`;
    const [share, wipe] = covered(text, "m.p0");
    expect(share).toBe(`0/${2 ** 20}`);
    expect(wipe?.split(", ")).toHaveLength(20);
  });
});
