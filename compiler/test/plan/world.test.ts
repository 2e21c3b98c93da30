import { expect, test } from "vitest";
import { compileText } from "../compile-fixture.ts";

/* What is read and what happens: in the plan as far as the plan depends on it, for control whole. */

const source = `//- /m.orch
module m
type Room = hall | kitchen
signal heat(room: Room): Temperature { from probe.heat  fresh 30s  decay 10% per m }
signal motion: Bool { from sensor.hall, sensor.door  fuse any  fresh 2m }
signal unread: Bool { from nowhere }
flag warm(room: Room) = heat(room) > 20C { confidence >= 70%  hold 5m }
flag cosy = warm(hall) and motion
event shot(level: Int) { from ears  dedupe 10s by level }
event call(level: Int) { from phone }
event other(level: Int)
fusion alarm(level: Int) { join shot as a, call as b  within 30s  by a.level  emit { level: a.level } }
tool ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) {
  when cosy { step a = ring(n) }
  step e = wait for event alarm within 1m
}
plan broken_not(n: Int) { step a = ring(n) }
trigger t { on event alarm where event.level > 3  start p(n: event.level) }
trigger each for room in Room { on change heat(room) > 30C for 10s  start p(n: 1) }
`;

test("a plan has the signals and flags that it reads, through flags, and what its fusions are made of", () => {
  const { plan, diagnostics } = compileText(source);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const file = plan("m.p")?.plan;
  expect(Object.keys(file?.signals ?? {})).toEqual(["m.heat", "m.motion"]);
  expect(Object.keys(file?.flags ?? {})).toEqual(["m.cosy", "m.warm"]);
  expect(Object.keys(file?.events ?? {})).toEqual(["m.alarm", "m.call", "m.shot"]);
  expect(file?.signals["m.heat"]).toMatchObject({
    family: [{ name: "room", members: ["hall", "kitchen"] }],
    sources: ["probe.heat"],
    units: { C: { by: 1, plus: 273.15 }, K: { by: 1 } },
  });
  expect(plan("m.broken_not")?.plan).toMatchObject({ signals: {}, flags: {}, events: {} });
});

test("what has no unit of its own is told in those that it is made of", () => {
  const { plan, diagnostics } = compileText(`//- /m.orch
module m
signal wind: Speed { from mast }
signal drop: Acceleration? { from mast }
signal tank: Volume { from gauge }
signal depth: Length { from gauge }
signal drawn: Power { from meter }
plan p() -> Bool { return wind > 1km / 1h and tank > 1meter * 1meter * 1meter and depth > 1cm and drawn > 2W and drop is some }
`);
  expect(diagnostics).toEqual([]);
  const units = (name: string) => plan("m.p")?.plan.signals[name]?.units ?? {};
  const by = (name: string, unit: string) => units(name)[unit]?.by;
  expect(by("m.wind", "km/h")).toBeCloseTo(1 / 3.6, 12);
  expect(by("m.wind", "m/s")).toBe(1);
  expect(by("m.wind", "mi/h")).toBeCloseTo(0.44704, 12);
  expect(units("m.wind")).not.toHaveProperty("m");
  expect(by("m.drop", "m/s^2")).toBe(1);
  expect(by("m.drop", "km/h^2")).toBeCloseTo(1_000 / 3_600 ** 2, 12);
  expect(by("m.tank", "cm^3")).toBeCloseTo(1e-6, 12);
  expect(by("m.depth", "m")).toBe(1);
  expect(Object.keys(units("m.drawn"))).not.toContainEqual(expect.stringContaining("/"));
});

test("a quotient is told in the units of what stands above the line", () => {
  const { plan, diagnostics } = compileText(`//- /m.orch
module m
unit m3: Volume
unit litre: Volume = 0.001 m3
signal main: Flow { from meter }
plan p() -> Bool { return main > 1litre / 1m }
`);
  expect(diagnostics).toEqual([]);
  const units = plan("m.p")?.plan.signals["m.main"]?.units ?? {};
  expect(units["litre/m"]?.by).toBeCloseTo(0.001 / 60, 12);
  expect(units["m3/h"]?.by).toBeCloseTo(1 / 3_600, 12);
  expect(units["m^3/h"]?.by).toBeCloseTo(1 / 3_600, 12);
});

test("a plan may come to where nobody knows, and to where somebody does", () => {
  const { plan, diagnostics } = compileText(`//- /m.orch
module m
signal heat: Float { from probe }
tool call(n: Int) { effect pure  latency <= 1s  cost <= $5 }
tool ring(n: Int) { effect pure  latency <= 1s  cost <= $2 }
plan p() {
  when heat is none { step a = call(1) } else when heat is some { step b = ring(1) }
}
guardrail calm { never call }
`);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toMatchObject([{ code: "ORCH4103" }]);
  expect(plan("m.p")).toBeUndefined();
});

test("control is told of everything, and of one trigger for each member of a family", () => {
  const { world } = compileText(source);
  const told = world();
  expect(told.world.triggers.map(({ name }) => name)).toEqual(["m.t", "m.each(hall)", "m.each(kitchen)"]);
  expect(Object.keys(told.world.signals)).toEqual(["m.heat", "m.motion", "m.unread"]);
  expect(Object.keys(told.world.events)).toEqual(["m.alarm", "m.call", "m.other", "m.shot"]);
  expect(told.world.targets).toEqual({ "m.p": told.plans[0]?.id });
  expect(told.plans.map(({ plan }) => plan.entry)).toEqual(["m.p"]);
  expect(JSON.stringify(told.world)).not.toContain("origin");
});
