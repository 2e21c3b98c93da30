import { expect, test } from "vitest";
import { leadsOf, withoutValue } from "../../src/explain/leads.ts";
import { findNodes } from "../../src/explain/node.ts";
import { planOf } from "../drawing/plans.ts";

const program = (body: string) => `module m
import std.people { Approval }
role boss
human ask(n: Int) -> Approval { ask boss  show "May we?" }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
service pay(n: Int) -> Int { effect once  latency <= 1s  irreversible because "money moves" }
service book(n: Int) -> Int { effect idempotent  latency <= 1s  undo unbook(n) }
service unbook(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int {
${body}
}
`;

function leads(body: string, step = "a") {
  const file = planOf(program(body), "m.p");
  const [found] = findNodes(file, step);
  if (found === undefined) throw new Error(`there is no ${step}`);
  return { leads: leadsOf(file.plan, found.routine, found.node), without: withoutValue(found.node) };
}

test("each side that an answer decides, with what nothing takes back", () => {
  const body = `  step a = ask(n)
  when a.granted { step w = pay(n)  step b = book(n)  return w + b } else { fail "No: \${a.reason ?? "?"}" }`;
  expect(leads(body)).toEqual({
    leads: [
      {
        when: "when a.granted",
        does: [
          "`w` calls pay, a service, which nothing takes back",
          "`b` calls book, a service, which unbook takes back",
        ],
      },
      { when: "otherwise", does: ['the plan ends: fail "No: …"'] },
    ],
    without: "the plan fails",
  });
});

test("by another name, and what takes the answer whatever it is", () => {
  const body = `  step a = ask(n) { timeout 1d } else book(n: n)
  let ok = a.granted
  when ok { step w = look(n) }
  return n`;
  const asked = leads(body.replace(" else book(n: n)", ""));
  expect(asked.leads).toEqual([
    { when: "when ok", does: ["`w` calls look, a tool"] },
    { when: "otherwise", does: [] },
  ]);
  expect(leads("  step a = ask(n)\n  return if a.granted then 1 else 2").leads).toEqual([
    { does: ["gives the result"] },
  ]);
});

test("of very many only the first", () => {
  const steps = Array.from({ length: 9 }, (_, at) => `    step w${at} = look(n)`).join("\n");
  const [first] = leads(`  step a = ask(n)\n  when a.granted {\n${steps}\n  }\n  return n`).leads;
  expect(first?.does).toHaveLength(5);
  expect(first?.does.at(-1)).toBe("and 5 more");
});

test("what becomes of the plan when nobody answers", () => {
  expect(leads("  step a = ask(n)\n  return n").without).toBe("the plan fails");
  expect(leads("  step a = ask(n) { optional }\n  return n").without).toBe("the plan goes on without it");
});
