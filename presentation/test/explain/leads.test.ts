import { expect, test } from "vitest";
import { approvalsOf, leadsOf, withoutValue } from "../../src/explain/leads.ts";
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

test("each side that an answer decides, with what nothing undoes", () => {
  const body = `  step a = ask(n)
  when a.granted { step w = pay(n)  step b = book(n)  return w + b } else { fail "No: \${a.reason ?? "?"}" }`;
  expect(leads(body)).toEqual({
    leads: [
      {
        when: "when a.granted",
        does: [
          "`w` calls pay, a service, which nothing undoes",
          "`b` calls book, a service, which unbook undoes",
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

test("what is behind a side that ends the plan comes of every other side", () => {
  const body = `  step a = ask(n)
  when not a.granted { fail "No" }
  step w = pay(n)
  step b = look(n: if a.granted then 1 else 2)
  return w + b`;
  expect(leads(body).leads).toEqual([
    { when: "when not a.granted", does: ['the plan ends: fail "No"'] },
    {
      when: "otherwise",
      does: ["`w` calls pay, a service, which nothing undoes", "`b` calls look, a tool"],
    },
  ]);
});

test("what a policy wants to know before a step begins", () => {
  const text = `${program("  step a = pay(n) { timeout 1m } else look(n)\n  return a")}
policy careful : money { on pay  require approval by boss within 90m }
policy often { on pay  limit 3 per 1d }
`;
  const file = planOf(text, "m.p");
  const [found] = findNodes(file, "a");
  expect(found && approvalsOf(file.plan, found.node)).toEqual([
    {
      policy: "careful",
      within: "1 h 30 m",
      leads: [
        { when: "granted", does: ["`a` calls pay, a service, which nothing undoes"] },
        { when: "otherwise", does: ["`a` is denied: look is called instead"] },
      ],
    },
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
