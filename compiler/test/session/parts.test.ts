import { expect, test } from "vitest";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { freshly, path, program } from "./mutants.ts";

const text = `module m

service check(n: Int) { effect idempotent  latency <= 1s }
service ship(n: Int) { effect idempotent  latency <= 1s }

guardrail g { check before ship }

plan p(n: Int) {
  step c = check(n)
  step w = work(n) { after c }
}

private plan work(n: Int) { step s = ship(n) }
`;

test("a session follows whether a plan can start alone", () => {
  const session = openSession(program, memoryHost({ [path]: text }), 8);
  const change = (before: string, after: string): readonly string[] => {
    const start = session.text(path)?.indexOf(before) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    session.change(path, { start, end: start + before.length, text: after });
    const found = session.diagnostics(path);
    expect(found).toEqual(freshly(session.text(path) ?? ""));
    return found.map(({ code }) => code);
  };
  expect(change("private plan", "plan")).toEqual(["ORCH4101"]);
  expect(change("plan work", "private plan work")).toEqual([]);
  expect(change("{ after c }", "")).toEqual(["ORCH4101"]);
  expect(change("step w = work(n) ", "step w = work(n) { after c }")).toEqual([]);
  const trigger = "trigger t { on every 1h  start work(1) }\n";
  expect(change("private", `${trigger}private`)).toContain("ORCH4101");
  expect(change(trigger, "")).toEqual([]);
  const scenario = 'scenario "alone" for work { given n = 1  expect completed }\n';
  expect(change("private", `${scenario}private`)).toContain("ORCH4101");
  expect(change(scenario, "")).toEqual([]);
});
