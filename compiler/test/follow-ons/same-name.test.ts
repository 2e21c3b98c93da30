import { describe, expect, test } from "vitest";
import { check, compileText, onlyDiagnostic } from "../compile-fixture.ts";

/* What is declared under another name, or nowhere, is one mistake however often it is used. */

const tool = "tool look(n: Int) -> { seen: Int } { effect pure  latency <= 1s }";

describe("a name that leads nowhere is told at its first place", () => {
  test("a step, a type, a capability, a field", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step a = look(n)
  let twice = looked.seen * 2
              ^^^^^^ error[ORCH3201]
  return looked.seen + twice + a.seen
}`);
    check(`module m
tool a(box: Box) -> Box { effect pure  latency <= 1s }
            ^^^ error[ORCH3001]
tool b(boxes: [Box] size 0..9) -> Int { effect pure  latency <= 1s }`);
    check(`module m
${tool}
policy some { on lok  deny when args.n > 3 because "no" }
                 ^^^ error[ORCH2005]
plan p(n: Int) -> Int {
  step a = lok(n)
  step b = look(n)
  return a.sen + b.sen
                   ^^^ error[ORCH3006]
}`);
  });

  test("with the others beside it, and one fix for all", () => {
    const uses = ["a", "b", "c", "d", "e"].map((name) => `  step ${name} = lok(n)\n`).join("");
    const told = onlyDiagnostic(`module m\n${tool}\nplan p(n: Int) {\n${uses}  step f = look(n)\n}`);
    expect(told.labels.map(({ message }) => message)).toEqual(["and here", "and here", "and here"]);
    expect(told.notes.at(-1)).toBe("It stands in 1 more place.");
    expect(told.fixes.map(({ title, edits }) => [title, edits.length])).toEqual([["Write `look`", 5]]);
  });

  test("another name, and another mistake with the same, is told as well", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step a = lok(n)
           ^^^ error[ORCH2005]
  step b = luck(n)
           ^^^^ error[ORCH2005]
  step c = look(lok)
                ^^^ error[ORCH3201]
  return 1
}`);
    const files = (text: string): string => `module ${text}\n${tool}\nplan p(n: Int) { step a = lok(n) }\n`;
    const { diagnostics } = compileText(`//- /a.orch\n${files("a")}//- /b.orch\n${files("b")}`);
    expect(diagnostics.map(({ file }) => file)).toEqual(["/a.orch", "/b.orch"]);
  });
});

describe("a misspelt declaration is told where it stands", () => {
  test("if several places use what it was meant for", () => {
    check(`module m
type Parcle { of: Int }
     ^^^^^^ error[ORCH2010] \`Parcle\` is used nowhere, but \`Parcel\` is, and nothing is called that.
tool weigh(box: Parcel) -> Parcel { effect pure  latency <= 1s }
tool lift(box: Parcel) -> Int { effect pure  latency <= 1s }`);
    check(`module m
${tool}
flag nigth = now.time in 22:00..06:00
     ^^^^^ error[ORCH2010]
plan p(nmae: String, count: Int) -> Int {
       ^^^^ error[ORCH2010]
  step seeen = look(count)
       ^^^^^ error[ORCH2010]
  when night { wait 5m }
  step a = look(seen.seen)
  when night { wait 5m }
  return a.seen + seen.seen + name.size
}
plan q(count: Int) -> Int {
  step a = p(name: "n", count: count)
  return a
}`);
  });

  test("but not where it is used, where one place uses the other, or where it is not declared here", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step loked = look(n)
  step other = look(n)
  let twice = oter.seen + loked.seen
              ^^^^ error[ORCH3201]
  let more = looked.seen + 1
             ^^^^^^ error[ORCH3201]
  return looked.seen + twice + more
}
plan q(items: [Int] size 1..9) -> Int {
  let a = items.frist
                ^^^^^ error[ORCH3006]
  let b = items.frist
  return items.first
}`);
  });
});
