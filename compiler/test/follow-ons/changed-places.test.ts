import { describe, expect, test } from "vitest";
import { check, compileText, onlyDiagnostic } from "../compile-fixture.ts";

/* Words that have changed places, and forms that other languages have: one mistake each, be its uses many. */

const tool = "tool t(n: Int) -> Int { effect pure  latency <= 1s }";

describe("two words that have changed places", () => {
  test("at the head of a declaration", () => {
    check(`module m
clerk role trust secret
^^^^^ error[ORCH0105]
human look(n: Int) -> Bool { ask clerk  show "\${n}?" }`);
    check(`module m
std import .people { Approval }
^^^ error[ORCH0105]
role clerk
human look(n: Int) -> Approval { ask clerk  show "\${n}?" }`);
    check(`module m
service countthings ( : [String]) -> Int { effect pure  latency <= 1s }
                      ^ error[ORCH0101]
plan p(things: [String]) -> Int {
  step a = count(things)
  return a
}`);
  });

  test("over the end of a line", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step a = t(n) { retry 2 when
                          ^^^^ error[ORCH0119]
  } a > 3 {
    fail "no"
  }
  return a
}`);
    check(`module m
role clerk
human look(n: Int) -> Bool {
  ask show
  clerk "\${n}?"
  ^^^^^ error[ORCH0106]
}
tool u(n: Int) -> Int {
  effect latency
         ^^^^^^^ error[ORCH0101]
  pure <= 1s
}`);
  });

  test("do not hide a mistake of the next line", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step a = t(nn)
             ^^ error[ORCH3201]
  step b t(n)
         ^ error[ORCH0101]
  return a
}`);
  });
});

describe("a unit", () => {
  test("whose declaration cannot be read is not missed where it is used", () => {
    check(`module m
unit ell Length = 1.1m
         ^^^^^^ error[ORCH0101] Expected \`:\` here, but found \`Length\`.
plan p() -> Length { return 3ell + 2ell }`);
    check(`module m
unit ell: Length 1.1m
                 ^^^^ error[ORCH0101] Expected \`=\` here, but found \`1.1m\`.
plan p() -> Length { return 3ell + 2ell }`);
    check(`module m
unit ell = 1.1m
         ^ error[ORCH0101] Expected \`:\` and what it measures here, but found \`=\`.
plan p() -> Length { return 3ell + 2ell }`);
  });

  test("that no declaration is for is still told", () => {
    check(`module m
unit ell Length = 1.1m
         ^^^^^^ error[ORCH0101]
plan p() -> Length { return 3ell + 2els }
                                    ^^^ error[ORCH3104]`);
  });
});

describe("a module in braces", () => {
  const text = `module m {
  ${tool}
  plan p(n: Int) -> Int {
    step a = t(n)
    return a
  }
}
`;

  test("is told, and read as if they were not there", () => {
    check(text.replace("{\n", "{\n         ^ error[ORCH0101]\n"));
    check(text.replaceAll("\n  ", "\n").replace("{\n", "{\n         ^ error[ORCH0101]\n"));
    check(
      text
        .replace("{\n", "{\n         ^ error[ORCH0101]\n")
        .replace("return a", "return b\n           ^ error[ORCH3201]"),
    );
  });

  test("is mended by its fix", () => {
    const [fix] = onlyDiagnostic(text).fixes;
    const edits = fix?.edits.toSorted((one, other) => other.span.start - one.span.start) ?? [];
    let mended = text;
    for (const { span, newText } of edits)
      mended = mended.slice(0, span.start) + newText + mended.slice(span.end);
    expect(compileText(mended).diagnostics).toEqual([]);
  });

  test("that nobody closes is one mistake too", () => {
    check(text.replace("{\n", "{\n         ^ error[ORCH0101]\n").replace(/\}\n$/u, ""));
  });
});

test("a text of several lines in quotes for one", () => {
  check(`module m
role clerk
human look(n: Int) -> Bool {
  ask clerk
  show "Please look at \${n},
       ^^^^^^^^^^^^^^^^^^^^^ error[ORCH0002]
        and say whether it is right"
}
human see(n: Int) -> Bool {
  ask clerk
  show "Is it
       ^^^^^^ error[ORCH0002]

        \${n ?? "nothing"}?"
}
human hear(n: Int) -> Bool {
  ask clerk
  show "Is it \${n}?
       ^^^^^^^^^^^^ error[ORCH0002]
}`);
});
