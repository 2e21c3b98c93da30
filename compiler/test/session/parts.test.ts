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

test("a session follows whether the labels of a plan are those of its calls", () => {
  const source = `module m

service open_(x: String) { effect idempotent  latency <= 1s  clearance public }
service near(x: String) { effect idempotent  latency <= 1s  clearance personal }

plan p(b: String @personal) {
  step e = echo(b)
  step n = near(e)
  step o = echo("all")
  step s = open_(o)
}

private plan echo(x: String) -> String { return x }
`;
  const session = openSession(program, memoryHost({ [path]: source }), 8);
  const change = (before: string, after: string): readonly string[] => {
    const start = session.text(path)?.indexOf(before) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    session.change(path, { start, end: start + before.length, text: after });
    const found = session.diagnostics(path);
    expect(found).toEqual(freshly(session.text(path) ?? ""));
    return found.filter(({ severity }) => severity === "error").map(({ code }) => code);
  };
  expect(change("near(e)", "open_(e)")).toEqual(["ORCH3501"]);
  expect(change("open_(e)", "near(e)")).toEqual([]);
  expect(change("private plan", "plan")).toEqual(["ORCH3501", "ORCH3501"]);
  expect(change("plan echo", "private plan echo")).toEqual([]);
  expect(change("(x: String) ->", "(x: String @internal) ->")).toEqual(["ORCH3501", "ORCH3501"]);
  expect(change("x: String @internal", "x: String")).toEqual([]);
  const scenario = 'scenario "alone" for echo { given x = "a"  expect completed }\n';
  expect(change("private", `${scenario}private`)).toEqual(["ORCH4109", "ORCH4109"]);
  expect(change(scenario, "")).toEqual([]);
  const trigger = 'trigger t { on every 1h  start echo("") }\n';
  expect(change("private", `${trigger}private`)).toEqual(["ORCH4109", "ORCH4109"]);
  expect(change(trigger, "")).toEqual([]);
});
