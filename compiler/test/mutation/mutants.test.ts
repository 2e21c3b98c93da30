import { createSourceFile, parse } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { mutantsOf } from "../../src/mutation/mutants.ts";
import { ownTexts } from "../texts.ts";

const head = `module shop.parcels
service reserve(item: String, aisle: String) -> { id: String } { effect idempotent  undo release(item) }
service release(item: String) { effect idempotent }
service ship(item: String, to: String) { effect once }
`;

/** What is made of a plan's text: the changed lines, each with what it says. */
function mutantsIn(text: string): readonly string[] {
  const source = createSourceFile("m.orch", head + text);
  const before = source.text.split("\n");
  return mutantsOf(source)
    .filter(({ line }) => line > head.split("\n").length - 1)
    .map(({ operator, says, text: after }) => {
      const lines = after.split("\n").filter((line) => !before.includes(line));
      return `${operator}: ${says} | ${lines.map((line) => line.trim()).join(" / ")}`;
    });
}

describe("mutants of a statement", () => {
  test("a guard holds always, or never", () => {
    expect(
      mutantsIn(`plan p(item: String, many: Int) {
  when many > 3 {
    step sent = ship(item, to: "x")
  }
}`),
    ).toMatchInlineSnapshot(`
      [
        "guard: do what \`when many > 3\` guards in any case |  / ",
        "guard: never do what \`when many > 3\` guards | ",
        "threshold: compare by \`>=\` in \`many > 3\` | when many >= 3 {",
        "threshold: compare with \`6\` in \`many > 3\` | when many > 6 {",
        "step: drop the step \`sent\` | ",
      ]
    `);
  });

  test("an alternative stays where its condition never holds", () => {
    expect(
      mutantsIn(`plan p(item: String, far: Bool) {
  when far { step a = ship(item, to: "x") } else { step b = ship(item, to: "y") }
}`),
    ).toMatchInlineSnapshot(`
      [
        "guard: do what \`when far\` guards in any case | step a = ship(item, to: "x")",
        "guard: never do what \`when far\` guards | step b = ship(item, to: "y")",
        "step: drop the step \`a\` | when far {  } else { step b = ship(item, to: "y") }",
        "step: drop the step \`b\` | when far { step a = ship(item, to: "x") } else {  }",
      ]
    `);
  });

  test("a member of an enum is another, but not in an arm, nor where a parameter has its name", () => {
    const found = mutantsIn(`type Side = left | right
service turn(side: Side) { effect once  undo turn_back(side: left) }
service turn_back(side: Side) { effect idempotent }
plan p(side: Side, right: Bool) {
  when side == left { step a = turn(side: left) }
  match side { left { step b = turn(side) } else { } }
  when right { step c = turn(side: right) }
}`);
    expect(found.filter((each) => each.startsWith("member"))).toMatchInlineSnapshot(`
      [
        "member: write \`right\` in place of \`left\` | service turn(side: Side) { effect once  undo turn_back(side: right) }",
        "member: write \`right\` in place of \`left\` | when side == right { step a = turn(side: left) }",
        "member: write \`right\` in place of \`left\` | when side == left { step a = turn(side: right) }",
      ]
    `);
  });

  test("orders, retries, handlers, steps and waits", () => {
    expect(
      mutantsIn(`plan p(item: String, to: String) {
  step held = reserve(item, aisle: to) { retry 2 }
  wait 5m
  step sent = ship(item, to) { after held } else { step again = ship(item, to) }
  finally { step free = release(item) }
}`),
    ).toMatchInlineSnapshot(`
      [
        "step: drop the step \`held\` |  / step sent = ship(item, to)  else { step again = ship(item, to) }",
        "argument: exchange two arguments of \`reserve\` | step held = reserve(to, aisle: item) { retry 2 }",
        "argument: give \`to\` to \`reserve\` in place of \`item\` | step held = reserve(to, aisle: to) { retry 2 }",
        "argument: give \`item\` to \`reserve\` in place of \`to\` | step held = reserve(item, aisle: item) { retry 2 }",
        "repetition: drop \`retry 2\` | step held = reserve(item, aisle: to)",
        "repetition: retry 4 in place of 2 | step held = reserve(item, aisle: to) { retry 4 }",
        "step: drop \`wait 5m\` | ",
        "step: drop the step \`sent\` | ",
        "argument: exchange two arguments of \`ship\` | step sent = ship(to, item) { after held } else { step again = ship(item, to) }",
        "argument: give \`to\` to \`ship\` in place of \`item\` | step sent = ship(to, to) { after held } else { step again = ship(item, to) }",
        "argument: give \`item\` to \`ship\` in place of \`to\` | step sent = ship(item, item) { after held } else { step again = ship(item, to) }",
        "order: drop the order of \`sent\` after \`held\` | step sent = ship(item, to)  else { step again = ship(item, to) }",
        "compensation: drop the error handler | step sent = ship(item, to) { after held }",
        "step: drop the step \`again\` | step sent = ship(item, to) { after held } else {  }",
        "argument: exchange two arguments of \`ship\` | step sent = ship(item, to) { after held } else { step again = ship(to, item) }",
        "argument: give \`to\` to \`ship\` in place of \`item\` | step sent = ship(item, to) { after held } else { step again = ship(to, to) }",
        "argument: give \`item\` to \`ship\` in place of \`to\` | step sent = ship(item, to) { after held } else { step again = ship(item, item) }",
        "compensation: drop \`finally\` of \`p\` | ",
        "step: drop the step \`free\` | finally {  }",
        "argument: give \`to\` to \`release\` in place of \`item\` | finally { step free = release(to) }",
      ]
    `);
  });

  test("a conjunct, a boundary, a share", () => {
    expect(
      mutantsIn(`plan p(item: String, sure: Ratio, open: Bool) {
  let fine = sure >= 80% and not open
  when fine { wait 5m }
}`),
    ).toMatchInlineSnapshot(`
      [
        "guard: drop \`not open\` from the condition | let fine = sure >= 80%",
        "threshold: compare by \`>\` in \`sure >= 80%\` | let fine = sure > 80% and not open",
        "threshold: compare with \`40%\` in \`sure >= 80%\` | let fine = sure >= 40% and not open",
        "guard: drop \`sure >= 80%\` from the condition | let fine = not open",
        "guard: drop \`not\` | let fine = sure >= 80% and open",
        "guard: do what \`when fine\` guards in any case | wait 5m",
        "guard: never do what \`when fine\` guards | ",
        "step: drop \`wait 5m\` | when fine {  }",
      ]
    `);
  });
});

describe("mutants of declarations", () => {
  test("triggers, events and policies", () => {
    expect(
      mutantsIn(`event gone(item: String, many: Int) { from shelf  dedupe 1h by item }
plan p(item: String) { step sent = ship(item, to: "x") }
trigger t { on event gone where event.many > 3  start p(item: event.item)  overlap skip by event.item  throttle 3 per 1h }
policy calm { on ship  deny when args.to == "x" because "no" }`),
    ).toMatchInlineSnapshot(`
      [
        "repetition: drop \`dedupe 1h by item\` | event gone(item: String, many: Int) { from shelf   }",
        "repetition: drop \`by item\` | event gone(item: String, many: Int) { from shelf  dedupe 1h  }",
        "step: drop the step \`sent\` | plan p(item: String) {  }",
        "guard: drop \`where event.many > 3\` | trigger t { on event gone   start p(item: event.item)  overlap skip by event.item  throttle 3 per 1h }",
        "threshold: compare by \`>=\` in \`event.many > 3\` | trigger t { on event gone where event.many >= 3  start p(item: event.item)  overlap skip by event.item  throttle 3 per 1h }",
        "threshold: compare with \`6\` in \`event.many > 3\` | trigger t { on event gone where event.many > 6  start p(item: event.item)  overlap skip by event.item  throttle 3 per 1h }",
        "repetition: drop \`overlap skip by event.item\` | trigger t { on event gone where event.many > 3  start p(item: event.item)    throttle 3 per 1h }",
        "repetition: drop \`by event.item\` | trigger t { on event gone where event.many > 3  start p(item: event.item)  overlap skip   throttle 3 per 1h }",
        "repetition: drop \`throttle 3 per 1h\` | trigger t { on event gone where event.many > 3  start p(item: event.item)  overlap skip by event.item   }",
        "guard: drop \`deny when args.to == "x" because "no"\` | policy calm { on ship   }",
        "threshold: compare by \`!=\` in \`args.to == "x"\` | policy calm { on ship  deny when args.to != "x" because "no" }",
      ]
    `);
  });

  test("what a program states is left alone", () => {
    expect(
      mutantsIn(`plan p(item: String) { step sent = ship(item, to: "x") }
guardrail g { at most 2 ship }
scenario "s" for p { given item = "a"  expect ship once }`),
    ).toEqual(["step: drop the step `sent` | plan p(item: String) {  }"]);
  });
});

test("each mutant reads as a program, and is another text", () => {
  let count = 0;
  for (const text of ownTexts()) {
    const source = createSourceFile("m.orch", text);
    for (const mutant of mutantsOf(source)) {
      count += 1;
      const { diagnostics } = parse(createSourceFile("m.orch", mutant.text));
      expect(
        diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
        `${mutant.says}\n${mutant.text}`,
      ).toEqual([]);
      expect(mutant.text).not.toBe(text);
    }
  }
  expect(count).toBeGreaterThan(1_000);
});
