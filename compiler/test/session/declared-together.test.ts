import { describe, expect, test, vi } from "vitest";
import { Graph } from "../../src/session/graph.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { flowTexts } from "../texts.ts";
import { freshly, path, program } from "./mutants.ts";

/*
 * What a plan is checked against may be declared anywhere: the labels of named types, signals and roles, which pools
 * overflow into which. An open session asks for each declaration by itself, and reports what `check` does.
 */

/** The codes reported after each of some changes, one after another; `check` agrees on all of them. */
function codesAfter(text: string, ...changes: readonly (readonly [before: string, after: string])[]) {
  const session = openSession(program, memoryHost({ [path]: text }), 8);
  expect(session.isLive).toBe(true);
  const reported = () => {
    const found = session.diagnostics(path);
    expect(found).toEqual(freshly(session.text(path) ?? ""));
    return found.map(({ code }) => code);
  };
  const codes = [reported()];
  for (const [before, after] of changes) {
    const start = session.text(path)?.indexOf(before) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    session.change(path, { start, end: start + before.length, text: after });
    codes.push(reported());
  }
  return codes;
}

test("a session reports what check does of every program that carries labelled data", () => {
  const reported = flowTexts().map((text) => {
    const found = freshly(text);
    expect(openSession(program, memoryHost({ [path]: text })).diagnostics(path), text).toEqual(found);
    return found;
  });
  expect(reported.filter((found) => found.length > 0).length).toBeGreaterThan(20);
});

describe("a session follows a change of", () => {
  test("the labels of a type that a tool gives", () => {
    const text = `module m

type Name { said: String }
type P { id: Int, name: Name }

service get_person() -> P { effect pure  latency <= 1s }
service out(x: Json) { effect idempotent  latency <= 1s }

plan p() -> { id: Int } {
  step a = get_person()
  return a
}

plan q() {
  step a = p()
  step o = out(a)
}
`;
    const [before, secret, after] = codesAfter(
      text,
      ["said: String", "said: String @secret"],
      ["String @secret", "String"],
    );
    expect([before, after]).toEqual([[], []]);
    expect(secret).toContain("ORCH4109");
  });

  test("what a role is cleared for", () => {
    const text = `module m

role clerk
service get() -> String { effect pure  latency <= 1s }
human sign(text: String) -> Bool { ask clerk  show "\${text}?" }

plan p() -> String {
  step said = get()
  return said
}
plan q() {
  step a = p()
  step signed = sign(a) { timeout 1d }
}
`;
    const [before, narrow] = codesAfter(text, ["role clerk", "role clerk clearance public"]);
    expect(before).toEqual([]);
    expect(narrow).not.toEqual([]);
  });

  test("what a pool overflows into, which closes a circle of waits", () => {
    const text = `module m

type Van { id: String }
type Dock { id: String }

resource vans: Van x 1 { at edge }
resource hired: Van x 1 { at edge }
resource docks: Dock x 1 { at edge }

service load(van: String, dock: String) { effect idempotent  latency <= 1m }

plan morning() {
  with van = vans wait 1m for 1h {
    with dock = docks wait 1m for 30m { step loaded = load(van: van.id, dock: dock.id) }
  }
}
plan evening() {
  with dock = docks wait 1m for 1h {
    with van = hired wait 1m for 30m { step loaded = load(van: van.id, dock: dock.id) }
  }
}
`;
    const [apart, together] = codesAfter(text, [
      "Van x 1 { at edge }",
      "Van x 1 { at edge  overflow hired }",
    ]);
    expect(apart).not.toContain("ORCH4403");
    expect(together).toContain("ORCH4403");
  });
});

test("a program four times as long is opened with about four times the questions", () => {
  const asked = (count: number): number => {
    const read = vi.spyOn(Graph.prototype, "read");
    const one = (n: number): string => `tool t${n}(n: Int) -> Int { effect pure  latency <= 1m }
plan p${n}(n: Int) -> Int {
  step w = t${n}(n)
  return w
}
`;
    const text = `module m\n\n${Array.from({ length: count }, (_, n) => one(n)).join("")}`;
    openSession(program, memoryHost({ [path]: text }), 8).diagnostics(path);
    const { length } = read.mock.calls;
    read.mockRestore();
    return length;
  };
  expect(asked(200) / asked(50)).toBeLessThan(5);
});
