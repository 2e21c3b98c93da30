import { expect, test } from "vitest";
import type { Monitor } from "../src/claim.ts";
import { gapsIn } from "../src/gaps.ts";

/** Rules that say `never x`, as if no others could be proved. */
const nevers: Monitor = ({ file: { plan } }) =>
  plan.obligations.flatMap(({ id, verdict, source }) => {
    const rule =
      "guardrail" in source
        ? plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule]
        : undefined;
    if (verdict !== "proved" || rule?.kind !== "never") return [];
    const { of } = rule;
    return [
      {
        kind: "never",
        says: id,
        breach: ({ run }) => {
          const began = run.events.some(
            (event) => event.t === "Began" && "name" in of && event.capability === of.name,
          );
          return began ? { says: "it began" } : undefined;
        },
      },
    ];
  });

const text = (condition: string): string => `module m
tool ask(n: Int) -> Bool { effect pure  latency <= 1s }
tool t(n: Int in 0..9) { effect pure  latency <= 1s }
plan p(n: Int in 0..9) {
  step a = ask(n)
  when a and ${condition} {
    step b = t(n)
  }
}
guardrail g advisory { never t when args.n > 7 }
`;

test("a rule that no world of all breaks counts as a gap", () => {
  const { tried, safe, gaps } = gapsIn(text(`[n, 1].map(x => "a").join("") == "b"`), [nevers]);
  expect({ tried, safe }).toEqual({ tried: { checked: 1, refused: 0 }, safe: { checked: 1, refused: 0 } });
  expect(gaps).toMatchObject([{ verdict: "checked", entry: "m.p" }]);
  expect(gaps[0]?.worlds).toBeGreaterThan(20);
});

test("one that some world breaks does not", () => {
  const { tried, safe } = gapsIn(text("n > 3"), [nevers]);
  expect({ tried, safe }).toEqual({ tried: { checked: 1, refused: 0 }, safe: { checked: 0, refused: 0 } });
});
