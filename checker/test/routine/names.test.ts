import { check, compileText, onlyDiagnostic } from "@orchlang/compiler/testing";
import { decodePlanFile, encodePlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { outline } from "./outline.ts";

const calls = `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
tool text(n: Int) -> String { effect pure  latency <= 1s }
service do(n: Int) { effect idempotent  latency <= 1s }
`;

describe("names in a plan", () => {
  test("steps are in scope above them and around their block", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  let sum = a + b
  step a = t(n)
  sequence {
    step b = t(a)
    sequence { step c = do(b) }
  }
  return sum
}`),
    ).toBe(`
root
  let sum: Int reads a b
  call a: Int
  call b: Int reads a sequence 1
  call c reads b sequence 1
  return return@1 reads sum
`);
  });

  test("what a condition says of a signal holds only when it is asked", () => {
    check(`module m
signal cars: Int { from loop  fresh 1m }
tool count() -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  when cars > 3 {
    step few = wait until cars <= 3 within 1h
    when cars > 2 { step a = count() { after few } }
  }
  when n > 3 {
    when n <= 3 { step b = count() }
         ^^^^^^ error[ORCH3726]
  }
  return n
}`);
  });

  test("of a round are told as such wherever else they are written", () => {
    const told = (body: string) => {
      const { message, help } = onlyDiagnostic(`${calls}plan p(n: Int) -> Int { ${body} }`);
      return `${message} ${help}`;
    };
    expect(told("step all = for x in [1] up to 1 { step inner = t(x)  yield inner }  return inner")).toBe(
      "There is no `inner` here. Only yielded values leave a round: `all` is the list of them.",
    );
    expect(
      told("step r = for v from n up to 3 until next > 5 { step next = t(v)  yield next }  return r"),
    ).toBe(
      "There is no `next` here. `until` asks about `v`, which is what the round before has yielded: yield what it needs to know.",
    );
    expect(told("step r = for v from n up to 3 { step next = t(v)  yield next }  return v")).toBe(
      "There is no `v` here. Only yielded values leave a round: `r` is the last yielded value.",
    );
    expect(
      told("step r = first of { for x in [1] up to 1 { step i = t(x)  yield i }, wait 1s }  return i"),
    ).toBe("There is no `i` here. Only yielded values leave a round.");
  });

  test("of members without their enum are told once in a list", () => {
    check(`module m
type Room = bath | hall
tool t(r: Room) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> [Int] {
  step all = for room in [bath, hall] up to 2 { step a = t(room)  yield a }
                          ^^^^ error[ORCH3201]
  return all
}`);
  });

  test("of the run are its fields", () => {
    check(`module m
tool t(s: String, d: Duration) -> Int { effect pure  latency <= 1s }
plan p() -> Int { step a = t(s: run.id, d: run.elapsed)  return a }
plan q() -> String { let x = run  return x.id }
                             ^^^ error[ORCH3204] \`run\` is what a plan knows of its run, not a value.
plan r() -> String { return run.ids }
                                ^^^ error[ORCH3006]
plan s(run: String) -> Int { return run.size }
trigger u { on schedule "0 20 * * *"  when run.id == ""  start v() }
                                           ^^^ error[ORCH3201]
plan v() { emit w(at: run.started) }
event w(at: Instant)`);
  });

  test("of two enums with the same members are two names", () => {
    const said = (other: string) =>
      onlyDiagnostic(`module m
type Order { method: card | cash }
${other}
plan p(o: Order) -> Int { step a = pay(o.method)  return a }`);
    expect(said("tool pay(method: card | cash) -> Int { effect pure  latency <= 1s }")).toMatchObject({
      code: "ORCH3002",
      notes: ["The two have the same members, but each list that is written out is an enum of its own."],
      help: "Give it a name, `type … = card | cash`, and write that name in both places.",
    });
    expect(
      said(
        "type Method = card | cash | barter\ntool pay(method: Method) -> Int { effect pure  latency <= 1s }",
      ),
    ).toMatchObject({ help: "Write `Method` where the other is declared." });
  });

  test("where no enum is asked for, a member has its enum before it", () => {
    check(`module m
type Colour = blue | green
tool paint(c: Colour) -> Int { effect pure  latency <= 1s }
plan p(c: Colour) -> Int {
  let next = match c { blue: Colour.green, green: Colour.blue }
  step a = paint(next)
  return a
}
plan q(c: Colour) -> Bool {
  let bad  = Colour.red
                    ^^^ error[ORCH3011]
  let bare = green
             ^^^^^ error[ORCH3201]
  return c == bad or c == bare
}`);
  });

  test("what a side that ends the plan gives may be given again below it, not above", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 5 { step a = t(1)  return a }
  when n < 4 {
    when n > 3 or n == 1 { step a = t(2)  fail "no" }
  }
  step a = t(3)
  return a + 1
}
plan q(n: Int) -> Int {
  step a = t(3)
  when n > 5 { step a = t(1)  return a }
                    ^ error[ORCH3705]
  return a
}
plan r(n: Int) -> Int {
  step b = t(3) else { step a = text(1)  fail "no" }
  step a = t(3)
       ^ error[ORCH3705]
  return a + b
}`);
  });

  test("a name given on every side is one value after them", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  when n > 3 { step a = t(1) } else when n > 2 { step a = t(2) } else { step a = t(3) }
  return a
}`),
    ).toBe(`
root
  branch when@1
    when@1/then
      call a: Int
    when@1/then2
      call a.2: Int
    when@1/else
      call a.3: Int
  join a.joined: Int reads a a.2 a.3
  return return@1 reads a.joined
`);
  });

  test("what the sides of an inner choice give is made one value once, and seen around the outer one", () => {
    const text = `${calls}
plan p(n: Int) -> Int {
  fails small
  when n > 3 {
    when n > 5 { step a = t(1) } else { step a = t(2) }
  } else { fail small "\${n}" }
  return a
}`;
    expect(outline(text)).toBe(`
root
  branch when@1
    when@1/then
      branch when@2
        when@2/then
          call a: Int
        when@2/else
          call a.2: Int
      join a.joined: Int reads a a.2
    when@1/else
      fail fail@1
  return return@1 reads a.joined
`);
    const compiled = compileText(text);
    const plan = compiled.plan("m.p");
    if (plan === undefined) throw new Error("there is a plan");
    expect(decodePlanFile(encodePlanFile(plan.plan, plan.about))).toHaveProperty("ok");
  });

  test("sides of an inner choice that differ are told where the name is used around the outer one", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 3 {
    when n > 5 { step a = t(1) } else { step a = text(2) }
                      ^ error[ORCH3720]
  } else { step a = t(3) }
  return a
}
plan q(n: Int) -> Int {
  fails odd
  when n > 3 {
    when n > 5 { step a = t(1) } else { step a = text(2) }
    fail odd "so"
  } else { step a = t(3) }
  return a
}`);
  });

  test("what only some sides give may be missing", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 3 { step a = t(1) } else when n > 2 { step a = t(2) }
  return a
         ^ error[ORCH3003] \`a\` may be missing here: it is given on one side of the \`when\` only (line 7).
}`);
  });

  test("… unless the other sides have ended the plan", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  fails small
  when n > 3 { step a = t(1) } else { when n > 2 { return 0 } else { fail small "\${n}" } }
  step b = t(a)
  return b
}`),
    ).toBe(`
root
  branch when@1
    when@1/then
      call a: Int
    when@1/else
      branch when@2
        when@2/then
          return return@1
        when@2/else
          fail fail@1
  call b: Int reads a
  return return@2 reads b
`);
  });

  test("a side does not see what another gives", () => {
    check(`${calls}
plan p(n: Int) {
  when n > 3 { step a = t(1) } else { step b = do(a) }
                                                  ^ error[ORCH3003] \`a\` may be missing here: it is given on another side.
}`);
  });

  test("sides may keep values of different types to themselves", () => {
    check(`${calls}
plan p(n: Int) -> String {
  when n > 3 {
    step a = t(1)
    return "\${a}"
  } else {
    step a = text(1)
    return a
  }
}`);
  });

  test("… and may not where they are used together", () => {
    check(`${calls}
plan p(n: Int) -> String {
  when n > 3 { step a = t(1) } else { step a = text(1) }
                    ^ error[ORCH3720] \`a\` is an \`Int\` on one side, and a \`String\` on the other: after them it would be neither.
  return "\${a}"
}`);
  });

  test("a loop keeps the names of its rounds", () => {
    check(`${calls}
plan p(ns: [Int] size 1..3) -> Int {
  step r = for n in ns { step a = t(n)  yield a }
  return a + r.size
         ^ error[ORCH3201] There is no \`a\` here.
}`);
  });

  test("a round may give a name that the plan gives", () => {
    expect(
      outline(`${calls}
plan p(ns: [Int] size 1..3) -> Int {
  step a = t(1)
  step r = for n in ns { step a = t(n)  yield a }
  return a + r.size
}`),
    ).toBe(`
root
  call a: Int
  loop r: [Int] size 1..3
    r/round
      call a.2: Int
      yield yield@1 reads a.2
  return return@1 reads a r
`);
  });

  test("two names at once are a mistake, whatever lies between", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 3 { step a = t(1) }
  when n > 4 { step a = t(2) }
                    ^ error[ORCH3705] \`a\` is declared twice, and both can exist at once.
  return 1
}`);
  });

  test("a step may not be called like a parameter", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 3 { step n = t(1) }
                    ^ error[ORCH3706] \`n\` is a parameter of the plan already.
  return 1
}`);
  });

  test("what leads back to itself is told by the order of steps alone", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  let a = b + n
      ^ error[ORCH4001]
  let b = a + 1
  return b
}`);
  });
});

describe("what is known below a check", () => {
  test("the rest of a block is under the condition that did not end it", () => {
    check(`${calls}
type R { a: Int?, b: Int? }
tool r(n: Int) -> R { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step x = r(n)
  when x.a is none { return 0 }
  when x.b is some { step d = do(x.a + x.b) } else { fail "none" }
  return x.a + x.b
}`);
  });

  test("but not what stands above it", () => {
    check(`${calls}
type R { a: Int? }
tool r(n: Int) -> R { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step x = r(n)
  step y = do(x.a)
              ^^^ error[ORCH3003]
  when x.a is none { return 0 }
  return x.a
}`);
  });

  test("else of a chain knows that what is above did not hold", () => {
    check(`${calls}
type R { a: Int?, b: Int? }
tool r(n: Int) -> R { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step x = r(n)
  when x.a is none { return 0 } else when x.b is none { return x.a } else { return x.a + x.b }
}`);
  });

  test("very many checks in one block stay quick, and are not all remembered", () => {
    const checks = Array.from({ length: 600 }, (_, i) => `  when n == ${i} { return ${i} }`).join("\n");
    check(`${calls}
plan p(n: Int) -> Int {
${checks}
  return n
}`);
  });
});
