import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

const pools = `module m
type Van { id: String }
resource vans: Van x 2 { at edge  lease 2h }
resource docks: Van x 1 { at edge  lease 2h }
resource cranes: Van x 1 { at edge  lease 2h  overflow hired }
resource hired: Van x 1 { at edge  lease 2h }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
`;

/** Codes of holds that can block each other, with the words that say which. */
function blocked(text: string): readonly string[] {
  const found = look(`${pools}${text}`).all;
  return found
    .filter(({ code }) => code !== "ORCH4501")
    .map(
      ({ code, message }) => `${code} ${[...message.matchAll(/`(\w+)`/g)].map(([, name]) => name).join(" ")}`,
    );
}

const take = (pool: string, inside: string, name = `in_${pool}`): string =>
  `with ${name} = ${pool} wait 1m for 30m { ${inside} }`;
const step = (name: string): string => `step ${name} = t(1)`;

describe("holds that can block each other (rule 33)", () => {
  test.each([
    ["one order", `plan a() { ${take("vans", take("docks", step("x")))} }`, []],
    [
      "both orders",
      `plan a() { ${take("vans", take("docks", step("x")))} }
plan b() { ${take("docks", take("vans", step("x")))} }`,
      ["ORCH4403 vans docks"],
    ],
    [
      "a circle of three",
      `plan a() { ${take("vans", take("docks", step("x")))} }
plan b() { ${take("docks", take("cranes", step("x")))} }
plan c() { ${take("cranes", take("vans", step("x")))} }`,
      ["ORCH4403 vans docks cranes"],
    ],
    [
      "through a plan that is called",
      `plan inner() -> Int { ${take("vans", step("x"))}  return 1 }
plan a() { ${take("vans", take("docks", step("x")))} }
plan b() { ${take("docks", "step y = inner()")} }`,
      ["ORCH4403 vans docks"],
    ],
    [
      "through `using`",
      `plan a() { ${take("vans", "step x = t(1) using docks")} }
plan b() { ${take("docks", take("vans", step("x")))} }`,
      ["ORCH4403 vans docks"],
    ],
    [
      "through a pool that another overflows into",
      `plan a() { ${take("cranes", take("docks", step("x")))} }
plan b() { ${take("docks", take("hired", step("x")))} }`,
      ["ORCH4403 cranes docks"],
    ],
    [
      "by what a step inside waits for",
      `plan a() { ${take("vans", "step x = t(n: y)")}  ${take("docks", step("y"))} }
plan b() { ${take("docks", take("vans", step("x")))} }`,
      ["ORCH4403 vans docks"],
    ],
    [
      "both orders, but never together: one run at a time, one after the other",
      `plan a() { overlap queue  sequence { ${take("vans", take("docks", step("x")), "v")}  ${take("docks", take("vans", step("y")), "d")} } }`,
      [],
    ],
    [
      "what a step inside waits for needs the very member",
      `plan a() { overlap queue  ${take("vans", take("docks", step("x")), "v")}  ${take("docks", take("vans", "step y = t(n: x)"), "d")} }`,
      ["ORCH4405 docks"],
    ],
    [
      "both orders behind one door",
      `plan a() { ${take("hired", take("vans", take("docks", step("x"))))} }
plan b() { ${take("hired", take("docks", take("vans", step("x"))))} }`,
      [],
    ],
    [
      "the same pool again",
      `plan a() { ${take("vans", take("vans", step("x"), "other"), "one")} }`,
      ["ORCH4405 vans"],
    ],
    [
      "the same pool again, and enough for the only run",
      `plan a() { overlap skip  ${take("vans", take("vans", step("x"), "other"), "one")} }`,
      [],
    ],
    [
      "the same pool again in rounds side by side",
      `plan a(ns: [Int]) { overlap skip
  step all = for n in ns up to 9 { ${take("vans", take("vans", step("x"), "other"), "one")} } }`,
      ["ORCH4405 vans"],
    ],
    [
      "what an `else` takes is taken without it",
      `plan a() { ${take("vans", step("x"))} else { ${take("docks", step("y"))} } }
plan b() { ${take("docks", take("vans", step("x")))} }`,
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(blocked(text)).toEqual(expected);
  });
});

test("members kept for more urgent runs are not there for others", () => {
  const text = (priority: string) => `module m
type Van { id: String }
resource vans: Van x 3 { at edge  reserve 2 for priority high }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p() { priority ${priority}  with v = vans count 2 wait 1m for 1h { step a = t(1) } }`;
  expect(look(text("normal")).all.map(({ code }) => code)).toEqual(["ORCH4401"]);
  expect(look(text("high")).all.map(({ code }) => code)).toEqual([]);
});

test("what is held, how much of it, and for how long, is listed", () => {
  const looked = look(`module m
role lead
type Van { id: String }
resource vans: Van x 2 { at edge  overflow hired }
resource hired: Van x 3 { at edge }
tool t(n: Int) -> Int { effect pure  latency <= 10m }
human sign(n: Int) -> Bool { ask lead  show "?" }
plan p() {
  with one = vans wait 1m for 1h { step a = t(1) { retry 2 } }
  with two = vans count 3 wait 1m for 1h { step b = sign(1) { timeout 2h } }
}`);
  const evidence = looked.verdicts("m.p")?.evidence ?? {};
  const verdicts = looked.verdicts("m.p")?.obligations.map(({ id, verdict }) => `${id}: ${verdict}`);
  expect(verdicts).toEqual(
    expect.arrayContaining(["demand m.vans: proved", "held m.p/with@1: proved", "held m.p/with@2: checked"]),
  );
  expect(evidence["demand m.vans"]).toBe("one run holds at most 4 at once, of 5 (with hired)");
  expect(evidence["held m.p/with@1"]).toBe(
    "what is done takes 30 m 3 s at most, and it is held for 1 h; held through the pauses between tries of a",
  );
  expect(evidence["held m.p/with@2"]).toBe(
    "what is done takes 2 h at most, and it is held for 1 h: what is not done by then fails as resource_lost; held while a person is waited for at b",
  );
});

test("pools that can't be read are not told of again where they are taken", () => {
  const broken = `module m
resource booths { members b1, b2 }
resource desks { members d1, d2 }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p() { with booth = booths for 1h { with desk = desks for 30m { step x = t(1) } } }`;
  expect(look(broken).all.map(({ code }) => code)).toEqual(["ORCH0106", "ORCH0106"]);
});
