import { compile, openSession } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/* Runs that may wait for an operator because a call is in doubt, or because an undo reads `result` (ORCH4608). */

const program = (dump: string, rest = ""): string => `module m
service became(day: Int) -> Done<{ path: String }> pure <= 5s
service page(run: String) idempotent <= 5s
service remove(path: String) idempotent <= 1m
service forget(day: Int) idempotent <= 1m
service dump(day: Int) -> { path: String } { latency <= 10m  ${dump} }
event due(day: Int) { from clock.desk }
plan backup(day: Int) -> String {
  step made = dump(day)
  return made.path
}
${rest}
`;

const told = (text: string): readonly string[] => {
  const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
  const session = openSession({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
  expect(session.diagnostics("/m.orch")).toEqual(diagnostics);
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
};

const trigger = (overlap: string): string =>
  `trigger daily { on event due  start backup(day: event.day)  ${overlap} }`;
const watched = `plan wake(run: String) { step sent = page(run) }
trigger stuck { on attention backup  start wake(run: "r") }`;

const byResult = "undo remove(path: result.path)";
const atStep = ["ORCH4608 If the answer of `made` is lost, a run of `backup` waits for an operator."];
const atTrigger = [
  "ORCH4608 A run of `backup` can wait for an operator at `made`, and `daily` starts no other meanwhile.",
];

describe("a once call", () => {
  test.each([
    ["whatever starts the run", "", atStep],
    ["whether the effect is written or not", "effect once", atStep],
    ["with a confirm", "effect once  confirm became(day)", []],
    ["with a callback", 'run http post "https://dump.example/jobs" callback', []],
  ])("%s", (_, dump, expected) => {
    expect(told(program(`${dump}  ${byResult}`))).toEqual(expected);
  });

  test("is told once, whatever it holds up", () => {
    expect(told(program(byResult, trigger("overlap skip")))).toEqual(atStep);
  });

  test("is no surprise where its attention starts something, also by way of a caller", () => {
    expect(told(program(byResult, watched))).toEqual([]);
    const all = `plan all(day: Int) { step one = backup(day) }
${watched.replace("attention backup", "attention all")}`;
    expect(told(program(byResult, all))).toEqual([]);
    expect(told(program(byResult, watched.replace("attention backup", "failed backup")))).toEqual(atStep);
  });

  test("whose undo goes by the call's arguments has something to undo", () => {
    expect(told(program("undo forget(day)"))).toEqual([]);
  });

  test("in `finally` is never undone", () => {
    const text = program(byResult)
      .replace("step made = dump(day)\n", "")
      .replace("return made.path\n", 'return "x"\n  finally { step end = dump(day) }\n');
    expect(told(text)).toEqual([]);
  });

  test("with an undo of the step itself", () => {
    const text = program("").replace("= dump(day)", "= dump(day) { undo remove(path: result.path) }");
    expect(told(text)).toEqual(atStep);
  });
});

describe("a once call that undoes nothing, or by its arguments", () => {
  const timed = (overlap: string, on = 'schedule "0 3 * * *"'): string =>
    `trigger daily { on ${on}  start backup(day: 1)  ${overlap} }`;
  const stays = 'irreversible because "a dump does no harm"';

  test.each([
    ["no trigger", stays, "", []],
    ["a trigger that waits for nothing", stays, timed("overlap allow"), []],
    ["a trigger that waits for runs about the same", stays, timed("overlap skip by 1"), []],
    ["a trigger that waits", stays, timed("overlap skip"), atTrigger],
    ["an interval that waits", stays, timed("overlap skip", "every 1h"), atTrigger],
    ["an event, whose sender sees that nothing comes of it", stays, trigger("overlap skip"), []],
    ["a trigger that waits, undone by arguments", "undo forget(day)", timed("overlap queue"), atTrigger],
    ["a trigger that waits, with a confirm", `${stays}  confirm became(day)`, timed("overlap skip"), []],
    ["one that waits, and is heeded", stays, `${timed("overlap skip")}\n${watched}`, []],
  ])("under %s", (_, dump, rest, expected) => {
    expect(told(program(dump, rest))).toEqual(expected);
  });

  test("in `finally` holds up what waits too: its run is not over", () => {
    const text = program(stays, timed("overlap skip"))
      .replace("step made = dump(day)\n", "")
      .replace("  return made.path\n", '  return "x"\n  finally { step made = dump(day) }\n');
    expect(told(text)).toEqual(atTrigger);
  });

  test("says why, and what to do", () => {
    const text = program(stays, timed("overlap skip"));
    const [found] = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text })).diagnostics;
    expect(found?.notes).toEqual([
      "If the answer of the `once` call is lost, nobody knows whether it took effect, and orch doesn't repeat it.",
    ]);
    expect(found?.help).toContain("Let a `confirm` of `dump` say");
  });
});

describe("an idempotent call, which is sent again under its key", () => {
  const dump = `effect idempotent  ${byResult}`;

  test.each([
    ["no trigger", "", []],
    ["a trigger that waits for nothing", trigger("overlap allow"), []],
    ["a trigger that waits", trigger("overlap skip"), atTrigger],
    ["one that waits, and is heeded", `${trigger("overlap skip")}\n${watched}`, []],
  ])("under %s", (_, rest, expected) => {
    expect(told(program(dump, rest))).toEqual(expected);
  });

  test("in `finally` holds nothing up", () => {
    const text = program(dump, trigger("overlap skip"))
      .replace("step made = dump(day)\n", "")
      .replace("  return made.path\n", '  return "x"\n  finally { step made = dump(day) }\n');
    expect(told(text)).toEqual([]);
  });
});
