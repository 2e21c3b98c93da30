import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { flowTexts, ownTexts } from "../texts.ts";
import { freshly, path, program, testMutants } from "./mutants.ts";

/*
 * `check` reports one error for each mistake, and an open session leaves out the same: what follows from a mistake that
 * is reported already. `LAWS=50` tries fifty times as many mutants, `SEED=random` others.
 */

/** The codes that are reported of a text after one change of another; both ways have to agree on them. */
function codesAfter(text: string, before: string, after: string): readonly string[] {
  const session = openSession(program, memoryHost({ [path]: text }));
  expect(session.diagnostics(path)).toEqual(freshly(text));
  const start = text.indexOf(before);
  session.change(path, { start, end: start + before.length, text: after });
  const reported = session.diagnostics(path);
  const now = session.text(path) ?? "";
  expect(session.isLive).toBe(true);
  expect(reported).toEqual(freshly(now));
  expect(openSession(program, memoryHost({ [path]: now })).diagnostics(path)).toEqual(reported);
  return reported.map(({ code }) => code);
}

const called = `module m

role clerk
tool note(text: String) { effect idempotent  latency <= 1s }

human sign(text: String) -> Bool { ask clerk  show "\${text}?" }

plan p(text: String) {
  step signed = sign(text) { timeout 1d }
  step noted = note(text) { after signed }
}
`;

const fused = `module m

event wet(place: String)
event cold(place: String)
fusion winter(place: String) {
  join   wet as first, cold as other
  within 10m
  where  first.place == other.place
  emit   { place: first.place }
}
goal dry(rooms: Int in 1..9) -> Int {
  intent "dry the \${rooms} rooms"
  budget latency <= 1h
}
plan by_hand(rooms: Int in 1..9) -> Int achieves dry { return rooms }
`;

describe("a session leaves out what follows", () => {
  test.each([
    // Any of the words in front of a broken declaration may have been its name.
    ["words in front of it", called, "human sign", "h,uman sign", ["ORCH0105"]],
    ["a word more", called, "human sign", "human kind sign", ["ORCH0101"]],
    // What a declaration names may stand where that cannot be read.
    ["a name of a fusion", fused, "join   wet as first", "join   wet wet as first", ["ORCH0106"]],
    ["a name of a goal", fused, "{rooms} rooms", "{room} rooms", ["ORCH3201"]],
    [
      "a name of a broken goal",
      fused,
      "}\nplan by_hand",
      "  budgt latency <= 2h\n}\nplan by_hand",
      ["ORCH0106"],
    ],
  ])("from %s", (_, text, before, after, codes) => {
    expect(codesAfter(text, before, after)).toEqual(codes);
  });

  test("from a name that cannot be read, used by a goal that cannot either", () => {
    const text = fused.replace("{rooms} rooms", "{room} rooms");
    expect(codesAfter(text, "budget latency", "budgt latency")).toEqual(["ORCH0106"]);
  });

  test("from a brace that takes in the declarations below", () => {
    expect(codesAfter(called, "role clerk", "role clerk {\nrole clerk {")).toEqual(
      freshly(called.replace("role clerk", "role clerk {\nrole clerk {")).map(({ code }) => code),
    );
  });

  test("from a mistake in another file", () => {
    const store = `module shop.store

private tool count(shelf: String) -> Int { effect pure  latency <= 1s }
`;
    const sale = `module shop.sale

import shop.store { count }

plan stock(shelf: String) -> Int { step n = count(shelf)  return n }
`;
    const texts = { "/orch.json": '{ "roots": ["src"] }', "/src/shop/store.orch": store };
    const both = { ...texts, "/src/shop/sale.orch": sale };
    const files = ["/src/shop/store.orch", "/src/shop/sale.orch"];
    const whole = compile({ files, root: "/" }, memoryHost(both)).diagnostics;
    expect(whole.map(({ code }) => code)).toEqual(["ORCH2003"]);
    const session = openSession({ files, root: "/" }, memoryHost(both));
    expect(session.isLive).toBe(true);
    expect(files.flatMap((file) => session.diagnostics(file))).toEqual(whole);
  });
});

describe("a session forgets what is no longer there", () => {
  test("though a question has looked at it", () => {
    const text = `module m

type Shelf = upper | lower
tool count(shelf: Shelf, least: Int in 1..9 = 2) -> Int in 0..9 { effect pure  latency <= 1s }
plan stock(shelf: Shelf) -> Int { step n = count(shelf)  return n }
`;
    const session = openSession(program, memoryHost({ [path]: text }));
    const take = (what: string): void => {
      const start = (session.text(path) ?? "").indexOf(what);
      session.change(path, { start, end: start + what.length, text: "" });
      session.sketch("m.stock");
      expect(session.diagnostics(path)).toEqual(freshly(session.text(path) ?? ""));
    };
    session.sketch("m.stock");
    for (const line of text.split("\n").slice(2, 5)) take(`${line}\n`);
    expect(session.diagnostics(path)).toEqual([]);
  });

  test("where a plan ends early that had an error behind that", () => {
    const text = `module m

agent draft(topic: String) -> { text: String } { effect pure  cost <= $0.1  latency <= 9s }
agent check(text: String) -> Bool { effect pure  cost <= $0.1  latency <= 9s }
plan write(topic: String) -> Bool {
  step one = draft(topic) {
    retry 2
  } else when error == timeout draft(topic: topics)
  step seen = check(one.text)
  return seen
}
guardrail read { every draft followed by check }
`;
    const line = text.split("\n").find((each) => each.includes("else")) ?? "";
    const codes = codesAfter(text, line, `${line}\n${line}`);
    expect(codes).toContain("ORCH0118");
  });
});

describe("check and a session report the same", () => {
  testMutants([...ownTexts(), ...flowTexts()], 200);
});
