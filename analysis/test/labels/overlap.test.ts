import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/* An `overlap … by` compares data of two runs, and so decides that the later one is started (semantics, rule 48). */

const head = `module m
event mail(who: String @personal, n: Int) { from m }
service out(x: Int) { effect idempotent  latency <= 1h }
guardrail g { never personal to out }
`;

function codes(plan: string, trigger: string): readonly string[] {
  const { all } = look(`${head}plan p(who: String @personal, n: Int) { ${plan}  step o = out(n) }
trigger t { on event mail  start p(who: event.who, n: event.n)  ${trigger} }\n`);
  return all.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

describe("personal data decides that a run is started", () => {
  test.each([
    ["by a trigger's overlap", "", "overlap skip by event.who"],
    ["by its plan's", "overlap queue by who", ""],
  ])("%s", (_, plan, trigger) => {
    expect(codes(plan, trigger)).toEqual(["ORCH4106"]);
  });

  test("not where both compare something else", () => {
    expect(codes("overlap queue by n", "overlap skip by event.n")).toEqual([]);
  });
});
