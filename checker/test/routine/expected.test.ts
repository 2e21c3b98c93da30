import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
import std.people { Approval }
type Mood = happy | sad
role lead
tool feel(n: Int) -> Mood { effect pure  latency <= 1s }
tool cheer(mood: Mood, moods: [Mood] = []) { effect pure  latency <= 1s }
human ask(n: Int) -> Approval { ask lead  show "\${n}?" }
`;

describe("what is wanted reaches", () => {
  test("what an `else` yields in place of a call", () => {
    check(`${head}
plan p(n: Int) -> Mood {
  step m = feel(n) else { yield happy }
  return m
}
plan q(n: Int) -> Bool {
  step go = ask(n) { timeout 2d } else when error == timeout { yield { granted: false } }
  return go.granted
}
plan r(n: Int) -> Mood {
  step m = feel(n) else { yield hapy }
                                ^^^^ error[ORCH3011] \`hapy\` is not a \`Mood\`.
  return m
}`);
  });

  test("a constant text that is an address where the call gives one", () => {
    check(`${head}
type Picture { name: String, at: Url }
service take(n: Int) -> Picture { effect idempotent  latency <= 1s }
service show(at: Url) { effect idempotent  latency <= 1s }
plan p(n: Int) {
  step shot = take(n) else { yield { name: "none", at: "https://example.com/none" } }
  step shown = show(shot.at)
}
plan q(n: Int) {
  step shot = take(n) else { yield { name: "none", at: "nowhere" } }
  step shown = show(shot.at)
                    ^^^^^^^ error[ORCH3010]
}`);
  });

  test("a branch of a race, from the calls beside it", () => {
    check(`${head}
plan p(n: Int) -> Bool {
  step go = first of { ask(n) { timeout 2d }, { wait 3d  yield { granted: false, reason: "too late" } } }
  return go.granted
}
plan q(n: Int) -> Bool {
  step f = first of { late = { wait 3d  yield { granted: false } }, word = ask(n) { timeout 2d } }
  let go = f.word ?? f.late ?? { granted: false }
  return go.granted
}
plan r(n: Int) -> Mood {
  step m = first of { feel(n), { wait 1m  yield sad } }
  return m
}`);
  });

  test("what a round yields, from the value that the rounds began with", () => {
    check(`${head}
plan p(n: Int) -> Mood {
  step first = feel(n)
  step m = for v from first up to 3 until v == happy {
    when n > 3 { yield sad } else { yield happy }
  } else when error == exhausted { yield sad }
  return m
}
type Draft { text: String, note: String?, mood: Mood }
tool write(n: Int) -> Draft { effect pure  latency <= 1s }
plan q(n: Int) -> Draft {
  step draft = write(n)
  step d = for v from draft up to 3 until v.mood == happy {
    yield { text: "\${v.text}!", mood: happy }
  } else { yield { text: "", mood: sad } }
  return d
}`);
  });

  test("what a fold begins with none of, once a round has given it", () => {
    check(`${head}
plan p(n: Int) -> Mood {
  step m = for v from { mood: none, tries: 0 } up to 3 until v.mood is some {
    step now = feel(n)
    yield { mood: now, tries: v.tries + 1 }
  } else { yield { mood: sad, tries: 3 } }
  return m.mood ?? sad
}`);
  });

  test("the value that rounds began with, from what they yield", () => {
    check(`${head}
plan p(n: Int) -> String {
  step m = for v from sad up to 3 until v == happy { step now = feel(n)  yield now } else { yield sad }
  step r = for v from { mood: sad, log: [], tries: 0 } up to 3 until v.tries > 2 {
    step now = feel(v.tries)
    yield { mood: now, log: v.log.concat([now]), tries: v.tries + 1 }
  } else { yield { mood: happy, log: [], tries: 3 } }
  step s = for v from { mood: hapy, tries: 0 } up to 3 until v.tries > 2 {
                              ^^^^ error[ORCH3011] \`hapy\` is not a \`Mood\`.
    step now = feel(v.tries)
    yield { mood: now, tries: v.tries + 1 }
  } else { yield { mood: sad, tries: 3 } }
  return "\${m} \${r.mood} \${s.mood}"
}`);
  });

  test("a value that is named first and handed on below", () => {
    check(`${head}
plan p(n: Int, ns: [Int] size 1..3) -> [Mood] {
  let low = if n > 3 then happy else sad
  step a = cheer(low, moods: all)
  step all = for i in ns { when i > 3 { yield happy } else { yield sad } }
  step m = for v from sad up to 3 until v == happy { yield happy } else { yield sad }
  step b = cheer(mood: m)
  return all
}
plan q(n: Int) -> Approval {
  let no = { granted: false }
  when n > 3 { return no } else { return { ...no, reason: "not now" } }
}
plan r(n: Int) -> { moods: [Mood], one: Mood? } {
  let moods = [happy, sad]
  let one = match n { 1: happy, else: sad }
  return { moods, one }
}`);
  });

  test("what each item becomes, in a list that is wanted", () => {
    check(`${head}
type Row { id: String, mood: Mood, note: String? }
tool file(rows: [Row]) { effect pure  latency <= 1s }
plan p(names: [String] size 1..9) -> [Mood] {
  step a = file(rows: names.map(n => { id: n, mood: happy }))
  step b = file(rows: names.filter(n => n != "").map(n => { id: n, mood: happy, note: n }))
  return names.map(n => if n == "Ann" then happy else sad)
}
plan q(names: [String]) {
  step a = file(rows: names.map(n => { id: n, mod: happy }))
                                              ^^^ error[ORCH3007] \`Row\` has no field \`mod\`.
}`);
  });
});

describe("what is meant is not insisted on", () => {
  test("where a wider value is handed on, or another", () => {
    check(`${head}
plan p(n: Int) -> String {
  step m = feel(n) else { yield "none" }
  step k = feel(n) else { yield 5 }
                          ^^^^^^^ error[ORCH3721]
  let size = if n > 3 then "big" else "small"
  return "\${size} \${m}"
}
plan q(n: Int) -> Int {
  step r = for v from { sum: 0 } up to 3 until v.sum > 9 { yield { sum: v.sum + n, last: n } } else { yield { sum: 9 } }
  return r.sum
}`);
  });

  test("where nothing wants it, a bare name is unknown", () => {
    check(`${head}
plan p(n: Int) {
  let mood = happy
             ^^^^^ error[ORCH3201] There is no \`happy\` here.
  step r = for v from { mood: none } up to 3 { yield { mood: happi } }
                                                             ^^^^^ error[ORCH3201]
}`);
  });
});

describe("a handler knows which failure it was asked for", () => {
  const calls = `${head}tool t(n: Int) -> Int { effect pure  latency <= 1s  fails empty | broken }
`;

  test("so that what a loop had last is there once it is known to have given up", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step r = for v from n up to 3 until v > 9 { step x = t(v)  yield x } else when error == exhausted { yield error.last }
  return r
}
plan q(n: Int) -> Int {
  step r = for v from n up to 3 until v > 9 { step x = t(v)  yield x } else { yield error.last }
  return r
         ^ error[ORCH3003]
}
plan s(n: Int) -> Int {
  step r = for v from n up to 3 until v > 9 { step x = t(v)  yield x } else {
    let last = if error is exhausted then error.last else 0
    yield last
  }
  return r
}`);
  });

  test("and which are left for those behind it", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step a = t(n) else when error == empty { yield 0 } else when error == empty { yield 1 }
                                                                        ^^^^^ error[ORCH3222]
  return a
}
plan q(n: Int) -> Int {
  step a = t(n) else when error in [empty, broken] { yield 0 } else when error == timeout { yield 1 }
  return a
}
plan caller(n: Int) -> Int {
  step a = q(n) else when error == broken { yield 0 }
                                   ^^^^^^ error[ORCH3222] \`broken\` can't happen here.
  return a
}`);
  });
});
