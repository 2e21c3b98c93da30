/** Guardrails whose conditions ask what is true now: read at the gate, and what is not known counts as so (rule 35). */
import { type SimulatedRun, simulate } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled, planOf } from "./program.ts";

const head = `module farm.spraying
type House = north | south
signal warmth(house: House): Temperature { from thermometers()  fresh 5m }
signal sun: Ratio { from roof()  fresh 5m }
flag hot(house: House) = warmth(house) > 30C { hold 1m }
flag bright = sun > 60%
tool look(house: House) -> Bool { effect pure  latency <= 1s }
service spray(house: House) -> Bool { effect idempotent  latency <= 10s }
`;
const twice = `plan p(house: House) {
  step one = spray(house)
  step two = spray(house) { after one }
}`;
const sometimes = `plan p(house: House) {
  when house == north { step seen = look(house) }
  step one = spray(house) { after seen }
}`;
const once = "plan p(house: House) { step one = spray(house) }";

function played(rule: string, plan: string, readings: Readonly<Record<string, number>>): SimulatedRun {
  const text = `${head}guardrail g { ${rule} }\n${plan}`;
  const { flags, signals = {} } = compiled(text).context("farm.spraying.p") ?? { flags: [] };
  expect(Object.keys(signals)).toContain("farm.spraying.warmth(south)");
  return simulate(planOf(text, "farm.spraying.p"), { input: { house: "south" }, flags, readings });
}

const warmth = (kelvin: number) => ({ "farm.spraying.warmth(south)": kelvin });

describe("a guardrail asks what is true now", () => {
  test.each([
    ["never spray when hot(args.house)", once, warmth(290), "completed"],
    ["never spray when hot(args.house)", once, warmth(310), "denied"],
    ["never spray when hot(args.house)", once, { "farm.spraying.warmth(north)": 290 }, "denied"],
    ["never spray when bright", once, { "farm.spraying.sun": 0.1 }, "completed"],
    ["never spray when bright", once, {}, "denied"],
    ["look before spray when bright", sometimes, { "farm.spraying.sun": 0.1 }, "completed"],
    ["look before spray when bright", sometimes, { "farm.spraying.sun": 0.9 }, "denied"],
    ["at most 1 spray when bright", twice, { "farm.spraying.sun": 0.1 }, "completed"],
    ["at most 1 spray when bright", twice, { "farm.spraying.sun": 0.9 }, "denied"],
  ] as const)("%s, %#", (rule, plan, readings, expected) => {
    const { outcome } = played(rule, plan, readings).state.closed ?? {};
    expect(outcome?.failure?.class ?? outcome?.status).toBe(expected);
  });
});
