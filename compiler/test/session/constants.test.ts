import { expect, test } from "vitest";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { freshly, path, program } from "./mutants.ts";

const text = `module m

let most = few * 10
let few = 3

resource lock x 1

service s(n: Int in 0..most) { effect idempotent  latency <= 1s }

plan p(n: Int in 1..30) {
  step all = for i in 1..n { step a = s(i) }
  with held = lock for 10m { step b = s(most) }
}
`;

test("a session follows a change of a constant, of what it needs and of its type", () => {
  const session = openSession(program, memoryHost({ [path]: text }), 8);
  expect(session.isLive).toBe(true);
  const codes = (): readonly string[] => {
    const found = session.diagnostics(path);
    expect(found).toEqual(freshly(session.text(path) ?? ""));
    return found.map(({ code }) => code);
  };
  const change = (before: string, after: string): readonly string[] => {
    const start = session.text(path)?.indexOf(before) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    session.change(path, { start, end: start + before.length, text: after });
    return codes();
  };
  expect(codes()).toEqual([]);
  expect(change("few = 3", "few = 2")).toEqual(["ORCH3004"]);
  expect(change("few * 10", "few * 15")).toEqual([]);
  expect(change("few = 2", "few = most")).toContain("ORCH3628");
  expect(change("few = most", "few: Int in 0..1 = 2")).toContain("ORCH3004");
  expect(change("few: Int in 0..1 = 2", "few: Int @personal = 2")).toEqual(["ORCH3734"]);
  expect(change("few: Int @personal = 2", "few = 2")).toEqual([]);
  expect(change("let few = 2\n", "")).toContain("ORCH3201");
});
