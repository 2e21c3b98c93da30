import { compile, openSession } from "@orchlang/compiler";
import { compileText, memoryHost } from "@orchlang/compiler/testing";
import type { Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isImpossible, spellOf } from "../../src/triggers/never-fires.ts";

const read = (name: string): Expression => ({ op: "read", from: "context", name });
const constant = (value: Json): Expression => ({ op: "constant", value });
const call = (fn: string, ...args: readonly Expression[]): Expression => ({ op: "call", fn, args });

/* Values on both sides of all that is compared with, and what nobody knows. */
const numbers = [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4];
const colours = ["red", "blue", "green"];
type World = Readonly<Record<string, Json | undefined>>;
const known: readonly World[] = numbers.flatMap((a) =>
  numbers.flatMap((b) =>
    colours.flatMap((c) => [true, false].map((d): World => ({ "m.a": a, "m.b": b, "m.c": c, "m.d": d }))),
  ),
);
const worlds: readonly World[] = [
  ...known,
  ...known
    .filter((_, at) => at % 7 === 0)
    .map((one, at) => ({ ...one, [["m.a", "m.b", "m.c", "m.d"][at % 4] ?? ""]: undefined })),
];

function holds(condition: Expression, world: World): boolean {
  const found = evaluate(condition, {
    read: ({ name }) => {
      const value = world[name];
      return value === undefined ? { unknown: [name] } : { value };
    },
  });
  return "value" in found && found.value === true;
}

const bound = fc.constantFrom(0, 1, 2, 3);
const number = fc.constantFrom("m.a", "m.b").map(read);
const relation = fc
  .constantFrom("less", "lessOrEqual", "greater", "greaterOrEqual")
  .map((word) => `number.${word}`);
const equality = fc.constantFrom("any.equal", "any.notEqual");

/** Of one value each, compared with what is known. */
const simple: fc.Arbitrary<Expression> = fc.oneof(
  fc.tuple(relation, number, bound).map(([fn, of, than]) => call(fn, of, constant(than))),
  fc.tuple(relation, bound, number).map(([fn, than, of]) => call(fn, constant(than), of)),
  fc.tuple(equality, number, bound).map(([fn, of, than]) => call(fn, of, constant(than))),
  fc.tuple(fc.constantFrom(...colours)).map(([colour]) => call("any.equal", read("m.c"), constant(colour))),
  fc.constant(read("m.d")),
  fc.constant<Expression>({ op: "not", of: read("m.d") }),
);

const { any } = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    simple,
    fc.tuple(relation, number, number).map(([fn, one, other]) => call(fn, one, other)),
    number.map((of): Expression => ({ op: "isNone", of, orUnknown: true })),
    fc
      .tuple(number, bound, bound)
      .map(([of, from, to]) => call("range.contains", of, constant(from), constant(to))),
    tie("any").map((of): Expression => ({ op: "not", of })),
    fc.array(tie("any"), { minLength: 2, maxLength: 4 }).map((items): Expression => ({ op: "and", items })),
    fc.array(tie("any"), { minLength: 2, maxLength: 3 }).map((items): Expression => ({ op: "or", items })),
  ),
}));

describe("what can never hold", () => {
  test("holds in no world, whatever it is made of", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (items) => {
        const condition: Expression = { op: "and", items };
        if (!isImpossible(condition)) return;
        refused++;
        expect(worlds.filter((world) => holds(condition, world))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test("is found of comparisons of single values: whatever else is taken has a world in which it holds", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(simple, { minLength: 1, maxLength: 5 }), (items) => {
        const condition: Expression = { op: "and", items };
        if (isImpossible(condition)) return;
        taken++;
        expect(known.some((world) => holds(condition, world))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe("what goes by the clock", () => {
  const zone = "Europe/Vienna";
  const part = (fn: string): Expression => call(fn, read("now"), constant(zone));
  const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const [hours, minutes] = [Math.floor(quarter / 4), (quarter % 4) * 15];
    return constant(`${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}:00`);
  });
  const condition = fc.oneof(
    fc.tuple(time, time).map(([from, to]) => call("time.between", part("instant.time"), from, to)),
    fc.nat({ max: 23 }).map((hour) => call("any.equal", part("instant.hour"), constant(hour))),
    fc
      .constantFrom("2026-10-24", "2026-10-25")
      .map((day) => call("any.equal", part("instant.date"), constant(day))),
  );

  test("lasts no longer than is computed, also where clocks are put back", () => {
    const start = Date.parse("2026-10-23T20:00Z");
    const step = 5 * 60_000;
    fc.assert(
      fc.property(condition, (asked) => {
        let [longest, since] = [0, Number.NaN];
        for (let at = start; at < start + 60 * 3_600_000; at += step) {
          const found = evaluate(asked, { read: () => ({ value: formatInstant(at) }) });
          if (!("value" in found) || found.value !== true) since = Number.NaN;
          else {
            since = Number.isNaN(since) ? at : since;
            longest = Math.max(longest, at - since);
          }
        }
        expect(longest).toBeGreaterThan(0);
        expect(longest).toBeLessThanOrEqual(spellOf(asked));
        expect(spellOf(asked)).toBeLessThanOrEqual(longest + 2 * 3_600_000);
      }),
      { numRuns: 40 },
    );
  });
});

const head = `module m
type Bed = a | b
signal x: Float { from s  fresh 1h }
signal lit: Bool { from s  fresh 1h }
signal damp(bed: Bed): Float { from s  fresh 1h }
event e(n: Int, hot: Bool) { from s }
service t() { effect idempotent  latency <= 1m }
plan p() { step a = t() }
flag hot = x > 30
flag cold = x < 20
flag chill = x < 20 { hold 5m }
`;

describe("is told", () => {
  test.each([
    ["of a flag that contradicts itself", "flag f = lit and not lit", ["error ORCH4605"]],
    ["of one that leaves no number", "flag f = x > 5 and x <= 5", ["error ORCH4605"]],
    [
      "of one beyond what its signal can be",
      "signal y: Int in 0..5 { from s  fresh 1h }\nflag f = y > 7",
      ["error ORCH3726"],
    ],
    [
      "of one that is always so, as a warning",
      "signal y: Int in 0..5 { from s  fresh 1h }\nflag f = y < 7",
      ["warning ORCH3727"],
    ],
    ["not of a switch", "flag f = false", []],
    [
      "of a family where it is so of all",
      "flag f(bed: Bed) = damp(bed) > 3 and damp(bed) < 2",
      ["error ORCH4605"],
    ],
    ["and not where it is so of one", "flag f(bed: Bed) = damp(bed) > 3 and damp(a) < 2", []],
    [
      "of what joins nothing",
      "fusion f(n: Int) { join e as u, e as v  within 1m  where u.hot and not u.hot  emit { n: 1 } }",
      ["error ORCH4605"],
    ],
    ["of flags that exclude each other, as a warning", "flag f = hot and cold", ["warning ORCH4606"]],
    ["and not where one of them is held", "flag f = hot and chill", []],
    [
      "of a trigger's source and its condition",
      "trigger g { on event e where event.hot  when not event.hot  start p() }",
      ["error ORCH4605"],
    ],
    [
      "but not where another source lets it start",
      "trigger g { on event e where event.hot  on event e where event.n > 3  when not event.hot  start p() }",
      [],
    ],
    [
      "of what has changed and is no more, as a warning",
      "trigger g { on change x > 30  when x < 20  start p() }",
      ["warning ORCH4606"],
    ],
    [
      "of what the clock cuts short",
      "trigger g { on change now.time in 05:00..05:10 for 3h  start p() }",
      ["error ORCH4605"],
    ],
    [
      "also through a flag, as a warning",
      "flag dawn = now.hour == 5\ntrigger g { on change dawn for 3h  start p() }",
      ["warning ORCH4606"],
    ],
    ["and not of a whole night", "trigger g { on change now.time in 22:00..06:00 for 3h  start p() }", []],
  ])("%s", (_, text, told) => {
    const { diagnostics } = compileText(`//- /m.orch\n${head}${text}\n`);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(told);
  });
});

test("an open session tells the same, however the text changes", () => {
  const texts = [
    "flag f = hot and cold",
    "flag f = hot",
    "flag f = lit and not lit",
    "trigger g { on change hot  when cold  start p() }",
    "trigger g { on event e where event.hot  when not event.hot  start p() }",
    "fusion f(n: Int) { join e as u, e as v  within 1m  where u.hot and not u.hot  emit { n: 1 } }",
    "fusion f(n: Int) { join g as u, e as v  within 1m  emit { n: 1 } }\nfusion g(n: Int) { join f as u, e as v  within 1m  emit { n: 1 } }",
    "",
  ];
  const path = "/m.orch";
  const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: head }));
  for (const text of [...texts, ...texts.toReversed()]) {
    session.change(path, { start: head.length, end: session.text(path)?.length ?? 0, text });
    const whole = compile({ files: [path], root: "/" }, memoryHost({ [path]: head + text }));
    expect(session.diagnostics(path)).toEqual(whole.diagnostics);
    expect(whole.diagnostics.length > 0).toBe(text !== "" && text !== "flag f = hot");
  }
});
