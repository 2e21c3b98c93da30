import { expect, test } from "vitest";
import { check, compileText } from "../compile-fixture.ts";

/* What cannot be read is one mistake, and what hangs on it is not told of as well. */

const head = `module m
role clerk
type Colour = red | green
type Lamp { id: String }
tool show(colour: Colour) -> Lamp { effect pure  latency <= 1s }
`;

test("a step that is given the member of its own name", () => {
  check(`${head}plan p() -> String {
  step red = show(colour: red)
  return red.id
}`);
});

test("a member of the enum that is wanted, where a step of its name gives something else", () => {
  check(`${head}plan p(green: String) -> String {
  step red = show(colour: green)
                          ^^^^^ error[ORCH3002]
  step b = show(colour: red)
  return red.id
}`);
});

test("a name that has grown together with its parameters", () => {
  const text = head
    .replace("show(colour", "showcolour")
    .concat("plan p() -> String {\n  step a = show(colour: red)\n  return a.id\n}\n");
  expect(compileText(text).diagnostics.map(({ code }) => code)).toEqual(["ORCH0101"]);
});

test("a declaration whose word is missing", () => {
  check(`module m
clerk
^^^^^ error[ORCH0105]
type Order { id: String }
human look(order: Order) -> { yes: Bool } { ask clerk  show "\${order.id}" }`);
});

test("a clause of a capability, and what a scenario says of it", () => {
  check(`${head}tool dim(n: Int) -> Int { effect pure  cost $1  latency <= 1s }
                                            ^^ error[ORCH0101]
plan p() -> Int {
  step a = dim(1)
  return a
}
scenario "s" for p { fault crash during dim  expect completed }`);
});

test("a policy that does not say of what", () => {
  check(`${head}policy q {
  on
  ^^ error[ORCH0119]
  deny when args.colour == green and not args.lit because "too bright"
}
plan p() { step a = show(colour: red) }`);
});

test("an opening brace, and the brace and handler that it would have closed", () => {
  check(`${head}tool look(n: Int) -> Int { effect pure  latency <= 1s  fails dark }
plan p() -> Int {
  step seen = for last from { n: 0 } up to 3 until last.n > 2
                                                            ^ error[ORCH0119]
    step a = look(last.n)
    yield { n: a }
  } else when error == exhausted {
    yield { n: 0 }
  }
  return seen.n
}`);
});

test("a handler without its else", () => {
  check(`${head}tool look(n: Int) -> Int { effect pure  latency <= 1s  fails dark }
plan p() -> Int {
  step a = look(1) { retry 2 } when error == dark {
                               ^^^^ error[ORCH0101]
    yield 0
  }
  return a
}`);
});
