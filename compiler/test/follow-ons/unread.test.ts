import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, lineAt } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { check, memoryHost } from "../compile-fixture.ts";

/* One place that cannot be read is one mistake: what it would have said is not missed anywhere else. */

describe("what cannot be read is not told again where it is used", () => {
  test("a declaration whose word, name or bracket is missing", () => {
    check(`module m
service a(n: Int) -> { n: Int } { effect pure  latency <= 1s }
b(n: Int) -> { n: Int } { effect pure  latency <= 1s }
^ error[ORCH0105]
plan p(n: Int) -> Int {
  step x = a(n)
  step y = b(x.n)
  return y.n
}
guardrail g { b before a }`);
    check(`module m
service (n: Int) -> { n: Int } { effect pure  latency <= 1s }
        ^ error[ORCH0101]
plan p(n: Int, t: T) -> Int {
  step x = a(n)
  return x.n + limit
}
guardrail g { b before a }`);
    check(`module m
service service a(n: Int) -> { n: Int } { effect pure  latency <= 1s }
                ^ error[ORCH0101]
plan p(n: Int) -> Int {
  step x = a(n)
  return x.n
}`);
  });

  test("a capability with a clause that is none: its failures, clearance, effect and ways back", () => {
    check(`module m
service take(n: Int @personal) -> { n: Int } {
  effect once
  latncy <= 1s
  ^^^^^^ error[ORCH0106]
  clearnce personal
  ^^^^^^^^ error[ORCH0106]
  fails full
  undo give(n)
}
service give(n: Int) { efect idempotent  latency <= 1s }
                       ^^^^^ error[ORCH0106]
plan p(n: Int @personal) -> Int {
  step x = take(n) { retry 2 when error != empty } else when error == full { yield { n: 0 } }
  step y = give(n: 1) { after x }
  return x.n
}
scenario "s" for p {
  given n = 1
  fault take fails full
  answer give with 3
  expect failed
}`);
  });

  test("a type, a signal, an event", () => {
    check(`module m
type Mood = happy |
                  ^ error[ORCH0119]
type Row { a: [Int size 1..9, mood: Mood, note: String }
                   ^^^^ error[ORCH0110]
signal heat: Temperature { fresh }
                                 ^ error[ORCH0101]
event rang(door: String { from bell }
                        ^ error[ORCH0110]
plan p(row: Row) -> Mood {
  when heat > 30C and row.a.size > 2 and row.note == "" { return happy }
  return row.mood
}
trigger t { on event rang where event.door == "front"  start p(row: event.row) }
scenario "s" for t { given event rang(door: 1) at 5m  given signal heat = 3C  expect never p }`);
  });

  test("a plan: what its sides give, fail with and return", () => {
    check(`module m
service a(n: Int) -> { n: Int } { effect pure  latency <= 1s  fails full }
plan p(n: Int, list: [Int] size 1..9) -> Int {
  fals odd
  ^^^^ error[ORCH0106]
  step all = for one in list {
    step x = a(n: one) else when error == full { fal odd "It is full" }
                                                 ^^^ error[ORCH0106]
    yeld x.n
    ^^^^ error[ORCH0106]
  }
  step = a(n)
       ^ error[ORCH0101]
  whn n > 3 { return 5 }
  ^^^ error[ORCH0106]
  return all.sum + last.n
}
plan q(n: Int) -> Int {
  step x = p(n, list: [n]) else when error == odd { yield 3 }
  step wrong = a("three")
                 ^^^^^^^ error[ORCH3002]
  return x
}`);
  });

  test("an import", () => {
    check(`module m
import std. { Approval, supervisor }
            ^ error[ORCH0101]
human ask(n: Int) -> Approval { ask supervisor  show "\${n}?" }`);
  });
});

describe("what goes on behind something whole", () => {
  test("clauses without a brace before them", () => {
    check(`module m
service a(n: Int) -> { n: Int }
  effect pure
  ^^^^^^ error[ORCH0118] \`effect\` belongs inside braces: a \`{\` is missing before it.
  fails full
}
plan p(n: Int) -> Int {
  step x = a(n) else when error == full { yield { n: 0 } }
  return x.n
}`);
  });

  test("a brace too many in the middle of a plan", () => {
    check(`module m
service a(n: Int) -> { n: Int } { effect pure  latency <= 1s }
plan p(list: [Int] size 1..9) -> Int {
  step all = for one in list {
    step x = a(n: one) } } else {
                           ^^^^ error[ORCH0118]
      yield { n: 0 }
    }
    yield x.n
  }
  return all.sum
}
plan q(n: Int) -> Int { return p("no") }
                               ^ error[ORCH3204]`);
  });

  test("a closing bracket that nothing opened", () => {
    check(`module m
type Box { a: [String], b: Int }
plan p(box: Box) -> Int { return box.b }
scenario "s" for p {
  given box = {
    a: { x: "a" }],
                 ^ error[ORCH0103] This \`]\` closes nothing.
    b: 3,
  }
}`);
  });
});

const programs = fileURLToPath(new URL("../corpus/programs/", import.meta.url));
const files = globSync("**/*.orch", { cwd: programs }).sort();

/** The distance between the tokens that are tried; `LAWS=50` tries fifty times as many. */
const distance = Math.max(1, Math.round(779 / Number(process.env.LAWS ?? 1)));

/** Whatever word or sign is left out or said twice: one error at most, but for very few. */
describe.each(["left out", "twice"])("in programs, a token %s", (how) => {
  test.each(files)("%s", (file) => {
    const text = readFileSync(`${programs}${file}`, "utf8");
    const tokens = [...text.matchAll(/"[^"\n]*"|[\w$€.%]+|[^\s\w]/gu)];
    const slips = tokens.filter((_, index) => index % distance === 13 % distance);
    const told = slips.map(({ 0: token, index }) => {
      const end = index + token.length;
      const slipped = how === "twice" ? `${token} ${token}` : " ".repeat(token.length);
      const wrong = text.slice(0, index) + slipped + text.slice(end);
      const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": wrong }));
      const source = createSourceFile("/m.orch", wrong);
      return diagnostics.map(({ code, span }) => `${token} ${lineAt(source, span.start) + 1} ${code}`);
    });
    const several = told.filter((all) => all.some((one) => / ORCH0/u.test(one)) && all.length > 1);
    expect(several.length, JSON.stringify(several)).toBeLessThanOrEqual(1);
  });
});
