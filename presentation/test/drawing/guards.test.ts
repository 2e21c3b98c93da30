import { expect, test } from "vitest";
import { sceneOf } from "../../src/drawing.ts";
import { planOf } from "./plans.ts";

/* Guard clauses inside one another: a step behind them waits for each that may end the plan. */

const head = `module m
import std.people { Approval }
role boss
human asked(n: Int) -> Approval { ask boss  show "\${n}?" }
tool look(n: Int) -> Int pure <= 1s
tool pay(n: Int) idempotent <= 2s
`;

function linksTo(key: string, body: string): readonly string[] {
  const [part] = sceneOf(planOf(`${head}plan p(n: Int) {\n${body}\n}\n`, "m.p")).parts;
  const labels = new Map(part?.items.map((item) => [item.key, item.title]));
  return (part?.links ?? [])
    .filter(({ to }) => to === `m.p/${key}`)
    .map(({ from, label }) => `${from.replace("m.p/", "")} ${labels.get(from)} ${label ?? ""}`.trim())
    .sort();
}

test("an approval leads to its effect through the guard clauses of both sides", () => {
  const guarded = `
  step ok = asked(n)
  when n > 0 { when not ok.granted { fail "no" } }
  else { step x = look(n)  when not ok.granted { when x > 1 { fail "no" } } }
  step paid = pay(n)`;
  expect(linksTo("paid", guarded)).toEqual(["when@2 when", "when@4 when"]);
});

test("a step waits for no side that can't end the plan", () => {
  const unguarded = `
  step ok = asked(n)
  when n > 0 { when ok.granted { step x = look(n) }  when n > 5 { fail "no" } }
  step paid = pay(n)`;
  expect(linksTo("paid", unguarded)).toEqual(["when@3 when"]);
});
