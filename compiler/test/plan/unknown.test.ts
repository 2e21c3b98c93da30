import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

/* A signal may be unknown, whatever values it has: no condition about one is decided by its type (semantics, rule 13). */

function conditionOf(condition: string): unknown {
  const text = `module m
service s() idempotent <= 1s { }
type Mode = day | night
signal level: Int in 0..10 { }
signal mode: Mode { }
policy p { on s deny when ${condition} }
plan run(n: Int in 0..10) { step a = s() }
`;
  const result = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [verdict] = result.plan("m.run")?.plan.policies[0]?.verdicts ?? [];
  return verdict !== undefined && "when" in verdict ? verdict.when.op : undefined;
}

test.each([
  "level > 20",
  "level == 11",
  "level in 11..20",
  "not (level <= 10)",
  "mode in [day, night] and level > 20",
])("`%s` is asked when a call is made", (condition) => {
  expect(conditionOf(condition)).not.toBe("constant");
});
