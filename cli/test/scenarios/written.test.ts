import type { Json } from "@orchlang/plan";
import type { Scenario } from "@orchlang/plan/scenarios";
import { scenarioText } from "@orchlang/presentation";
import { inputsOf, playScenario } from "@orchlang/simulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compiledText } from "./played.ts";

/* A scenario that is written, be it by verify or of a run, gives what it was written of: whatever the values. */

const program = `module odd
type Inner { note: String?, price: Money? }
type Odd {
  name: String
  inner: Inner?
  deep: { a: { b: Inner? }? }
  prices: Map<String, Money>
  counts: Map<String, Int>
  wait: Duration
  share: Ratio
  at: Instant
  day: Date
  clock: TimeOfDay
  place: Geo
  colour: red | green
  speed: Speed
  area: Area
  heat: Temperature
  warmer: TemperatureDifference
  length: Length
  list: [String?]
  link: Url
  yes: Bool
  few: Int in 1..9
  cents: Money
}
service look(odd: Odd) -> { odd: Odd } { effect pure  latency <= 5s }
plan odd(odd: Odd) -> { odd: Odd } {
  step seen = look(odd)
  return { odd: seen.odd }
}
`;

test("what is given and answered comes back from the text as it was", () => {
  const result = compiledText(program);
  const file = result.plan("odd.odd");
  const context = result.context("odd.odd");
  if (file === undefined || context === undefined) throw new Error("the program has no plan");
  fc.assert(
    fc.property(inputsOf(file, context), inputsOf(file, context), ({ odd = null }, { odd: other = null }) => {
      const constant = (value: Json) => ({ op: "constant", value }) as const;
      const scenario: Scenario = {
        says: `odd "values" \${x}`,
        target: "odd.odd",
        clauses: [
          { kind: "given", name: "odd", value: constant(odd) },
          { kind: "answer", capability: "odd.look", value: constant({ odd: other }) },
          { kind: "expect", expects: "completed" },
        ],
      };
      const text = scenarioText(scenario, { plan: file.plan, context });
      const pasted = compiledText(`${program}\n${text}`);
      expect(pasted.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const [read] = pasted.scenarios;
      if (read === undefined) throw new Error("the scenario is not there");
      const direct = playScenario(scenario, file, context);
      const played = playScenario(read, file, context);
      expect(played.run?.state.start?.input).toEqual(direct.run?.state.start?.input);
      expect(played.run?.state.closed?.outcome).toEqual(direct.run?.state.closed?.outcome);
    }),
    { numRuns: 60 },
  );
});
