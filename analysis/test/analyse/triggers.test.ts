import { compile, openSession, triggerMatrix } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { createSourceFile, lineAt } from "@orchlang/language";
import { describe, expect, test } from "vitest";

const head = `module m
role lead
event knock(n: Int) { from door.bell }
event step_heard(n: Int) { from floor.sensor }
event echo(n: Int)
fusion visit(n: Int) { join knock, step_heard  within 10s  emit { n: knock.n } }
signal warm: Bool { from stove.main  fresh 1h }
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
service next_job() -> Int { effect idempotent  latency <= 1s  fails empty }
human review(n: Int) -> Bool { ask lead  show "?"  latency <= 1h }
goal rung(n: Int) {}
plan p(n: Int) -> Int {
  step a = ring(n)
  return a
}
plan q(n: Int) { step a = p(n) }
`;

function compiled(body: string) {
  const path = "/m.orch";
  return compile({ files: [path], root: "/" }, memoryHost({ [path]: head + body }));
}

/** `line code message` of each, lines counted from the body's first. */
function told(body: string, what: "diagnostics" | "hints"): readonly string[] {
  const source = createSourceFile("/m.orch", head + body);
  const result = compiled(body);
  const found = what === "hints" ? result.hints() : result.diagnostics;
  const first = head.split("\n").length - 1;
  return found.map(
    ({ code, span, message }) => `${lineAt(source, span.start) + 1 - first} ${code} ${message}`,
  );
}

describe("triggers that start each other for ever", () => {
  test.each([
    [
      "itself",
      "trigger t { on completed p  start p(n: result) }",
      "1 ORCH4601 `t` starts `p` again whenever it completes, for ever.",
    ],
    [
      "itself among others, however it overlaps",
      'trigger t {\n  on request "x"\n  on completed q\n  start q(n: 1)\n  overlap skip\n}',
      "1 ORCH4601 `t` starts `q` again whenever it completes, for ever.",
    ],
    [
      "two in a circle",
      "trigger s { on completed q  start p(n: 1) }\ntrigger t { on completed p  start q(n: 1) }",
      "1 ORCH4601 `s` and `t` start each other again, for ever.",
    ],
    [
      "a family, once",
      "type Room = hall | attic\ntrigger t for room in Room { on completed q  start q(n: 1) }",
      "2 ORCH4601 `t` starts `q` again whenever it completes, for ever.",
    ],
  ])("%s", (_, body, error) => {
    expect(told(body, "diagnostics")).toEqual([error]);
    expect(told(body, "hints").filter((hint) => hint.includes("ORCH4602"))).toEqual([]);
  });

  test.each([
    ["a condition", "trigger t { on completed p  when result < 9  start p(n: result) }"],
    ["a time of quiet", "trigger t { on completed p  debounce 1m  start p(n: 1) }"],
    ["a limit", "trigger t { on completed p  throttle 2 per 1h  start p(n: 1) }"],
    ["only after failures", "trigger t { on failed p  start p(n: 1) }"],
    [
      "what may be unknown",
      "plan w(b: Bool) { step a = ring(n: if b then 1 else 2) }\ntrigger t { on completed w  start w(b: warm) }",
    ],
    [
      "a failure that has a name",
      "plan w() { step a = next_job() }\ntrigger t { on completed w  start w() }",
    ],
    [
      "a failure in what is called",
      "plan w() { step a = next_job() }\nplan v() { step a = w() }\ntrigger t { on completed v  start v() }",
    ],
    [
      "`fail`",
      'plan w(n: Int) { when n > 3 { fail "enough" }\n step a = ring(n) }\ntrigger t { on completed w  start w(n: 1) }',
    ],
    [
      "a failure that is handled",
      "plan w() { step a = next_job() else ring(n: 1) }\ntrigger t { on completed w  start w() }",
    ],
    ["a person", "plan w(n: Int) { step a = review(n) }\ntrigger t { on completed w  start w(n: 1) }"],
    ["a policy", "policy calm { on ring  limit 5 per 1h }\ntrigger t { on completed p  start p(n: 1) }"],
    [
      "a goal",
      "plan w(n: Int) achieves rung { step a = ring(n) }\ntrigger t { on completed rung  start rung(n: 1) }",
    ],
  ])("may end by %s, and is a hint", (_, body) => {
    expect(told(body, "diagnostics")).toEqual([]);
    expect(told(body, "hints").join()).toMatch(/ORCH4602 The plan that `t` starts can fire it again\.$/u);
  });

  test("is no second mistake where the trigger has one", () => {
    const body = "trigger t { on completed p  when resul < 3  start p(n: 1) }";
    expect(told(body, "diagnostics").map((each) => each.slice(0, 10))).toEqual(["1 ORCH3201"]);
    expect(told(body, "hints")).toEqual([]);
  });
});

describe("triggers that can set each other off", () => {
  test.each([
    [
      "by an event",
      "plan w(n: Int) { emit knock(n) }\ntrigger t { on event knock where event.n > 3  start w(n: 1) }",
      "2 ORCH4602 The plan that `t` starts can fire it again.",
    ],
    [
      "by an event of a plan that is called",
      "plan w(n: Int) { emit knock(n) }\nplan v(n: Int) { step a = w(n) }\ntrigger t { on event knock  start v(n: 1) }",
      "3 ORCH4602 The plan that `t` starts can fire it again.",
    ],
    [
      "by an event of a plan of a goal",
      "plan w(n: Int) achieves rung { emit knock(n) }\nplan v(n: Int) { step a = rung(n) }\ntrigger t { on event knock  start v(n: 1) }",
      "3 ORCH4602 The plan that `t` starts can fire it again.",
    ],
    [
      "by a part of a fusion",
      "plan w(n: Int) { emit knock(n) }\ntrigger t { on event visit  start w(n: 1) }",
      "2 ORCH4602 The plan that `t` starts can fire it again.",
    ],
    [
      "in a circle",
      "plan w(n: Int) { emit knock(n) }\ntrigger s { on event knock  start q(n: 1) }\ntrigger t { on completed q  start w(n: 1) }",
      "2 ORCH4602 `s` and `t` can set each other off in a circle.",
    ],
  ])("%s", (_, body, hint) => {
    expect(told(body, "diagnostics")).toEqual([]);
    expect(told(body, "hints")).toEqual([hint]);
    const { circles } = triggerMatrix(compiled(body).world(), 0);
    expect(circles).toHaveLength(1);
  });

  test("nothing of one that leads on", () => {
    const body =
      "plan w(n: Int) { emit echo(n) }\ntrigger s { on event knock  start w(n: 1) }\ntrigger t { on event echo  start q(n: 1) }";
    expect(told(body, "hints")).toEqual([]);
  });
});

describe("triggers that never fire", () => {
  test("an event that nothing brings about", () => {
    const body =
      "fusion both(n: Int) { join echo, knock  within 10s  emit { n: knock.n } }\ntrigger s { on event echo  start q(n: 1) }\ntrigger t { on event both  start q(n: 1) }";
    expect(told(body, "hints")).toEqual([
      "2 ORCH4603 `s` listens to `echo`, which nothing emits and which has no `from`.",
      "3 ORCH4603 `t` listens to `both`, which joins what nothing emits and what has no `from`.",
    ]);
  });

  test("not where any plan emits it, started or not", () => {
    const body = "plan w(n: Int) { when n > 3 { emit echo(n) } }\ntrigger s { on event echo  start q(n: 1) }";
    expect(told(body, "hints")).toEqual([]);
  });

  test("runs that no trigger starts, a call being none", () => {
    const body =
      'trigger s { on event knock  start q(n: 1) }\ntrigger t { on cancelled q  on failed p  start q(n: 2)  when run.id != "" }';
    expect(told(body, "hints").filter((hint) => hint.includes("ORCH4604"))).toEqual([
      "2 ORCH4604 `t` listens to `failed p`, and no trigger starts `p`.",
    ]);
  });

  test.each([
    ["when", "trigger t { on event knock  when 1 > 2  start q(n: 1) }"],
    ["where", "trigger t { on event knock where 1 > 2  start q(n: 1) }"],
    ["change", "trigger t { on change 1 > 2  start q(n: 1) }"],
    [
      "a range",
      "event hit(level: Int in 1..5) { from wall.sensor }\ntrigger t { on event hit where event.level > 7  start q(n: 1) }",
    ],
  ])("a condition that never holds: %s", (_, body) => {
    expect(told(body, "diagnostics").map((each) => each.slice(2, 10))).toEqual(["ORCH3726"]);
  });

  test("but of a family each member is another", () => {
    const body =
      "type Room = hall | attic\ntrigger t for room in Room { on event knock  when room == attic  start q(n: 1) }";
    expect(told(body, "diagnostics")).toEqual([]);
  });
});

test("a session tells of triggers as they change what the compiler tells", () => {
  const texts = [
    "trigger t { on completed p  start p(n: result) }\n",
    "trigger t { on completed p  when result < 3  start p(n: result) }\n",
    "trigger t { on completed q  start p(n: 1) }\ntrigger u { on completed p  start q(n: 1) }\n",
    "trigger t { on completed p  start p(n: nothing) }\n",
    "trigger t { on completed p  start p(n: 1) }\npolicy calm { on ring  limit 5 per 1h }\n",
    "trigger t { on completed w  start w() }\nplan w() { step a = ring(n: 1) }\n",
    "trigger t { on completed w  start w() }\nplan w() { step a = next_job() }\n",
    "trigger t { on event knock where 1 > 2  start q(n: 1) }\n",
  ];
  const session = openSession({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": head }));
  const tell = (): readonly string[] => session.diagnostics("/m.orch").map(({ code }) => code);
  const seen = [...texts, ...texts.toReversed()].map((body) => {
    const end = session.text("/m.orch")?.length ?? 0;
    session.change("/m.orch", { start: head.length, end, text: body });
    expect(session.isLive).toBe(true);
    expect(session.diagnostics("/m.orch")).toEqual(compiled(body).diagnostics);
    return tell();
  });
  expect(seen.flat().filter((code) => code === "ORCH4601")).toHaveLength(6);
});

test("a quantity that is made of others is told as it is written", () => {
  const { world } = compiled(`signal wind: Speed { from mast  fresh 1h }
trigger a { on change wind > 60km / 1h  start p(n: 1) }
trigger b { on change wind * 2 > 60km / 1h + 5 meters / 1s  start p(n: 1) }
trigger c { on change wind / (60km / 1h) > 2  start p(n: 1) }
trigger d { on change wind > 60km per h  start p(n: 1) }`);
  const { triggers } = triggerMatrix(world(), 0);
  expect(triggers.map(({ on }) => on[0])).toEqual([
    "change wind > 60km / 1h",
    "change wind * 2 > 60km / 1h + 5 meters / 1s",
    "change wind / (60km / 1h) > 2",
    "change wind > 60km / 1h",
  ]);
});

test("by what the units that are kept differ is no part of what is told", () => {
  const { world } = compiled(`signal pull: Power { from meter  fresh 1h }
signal went: Length { from mast  fresh 1h }
signal spent: Money<USD> { from till  fresh 1h }
signal lasted: Duration { from clock  fresh 1h }
trigger a { on change pull * 1h > 2kWh  start p(n: 1) }
trigger b { on change went / lasted > 30km / 1h  start p(n: 1) }
trigger c { on change went < 30km / 1h * lasted  start p(n: 1) }
trigger d { on change spent / lasted > $3 per h  start p(n: 1) }
trigger e { on change lasted * ($3 per h) > spent  start p(n: 1) }
trigger f { on change lasted / 1_000 > 3s  start p(n: 1) }`);
  const { triggers } = triggerMatrix(world(), 0);
  expect(triggers.map(({ on }) => on[0])).toEqual([
    "change pull * 1h > 2kWh",
    "change went / lasted > 30km / 1h",
    "change went < 30km / 1h * lasted",
    "change spent / lasted > $3 / 1h",
    "change $3 / 1h * lasted > spent",
    "change lasted / 1000 > 3s",
  ]);
});
