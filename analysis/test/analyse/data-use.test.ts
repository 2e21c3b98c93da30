import { dataUse } from "@orchlang/compiler";
import { compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

const base = `module m
event shot(level: Int, sensor: String, who: String @personal)
event call(level: Int, text: String @personal)
signal heat: Float { from a }
signal wind: Float { from b }
signal home: [String] @personal { from c }
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
`;
const used = (body: string) => {
  const compiled = compileText(`${base}${body}`);
  expect(
    compiled.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
  ).toEqual([]);
  return dataUse(compiled.world());
};

describe("what is heard, and who uses it", () => {
  test("a trigger uses what its conditions, its debounce and what it starts with read", () => {
    const { fields } = used(
      `trigger t { on event shot where event.level > 3  debounce 1m by event.sensor  start p(n: 1) }`,
    );
    expect(fields).toEqual([
      {
        consumer: "trigger m.t",
        event: "m.shot",
        uses: ["level", "sensor"],
        unused: [{ name: "who", label: "personal" }],
      },
    ]);
  });

  test("a fusion uses of each what it joins them by and what it gives on", () => {
    const { fields, unusedFields, score } = used(`fusion both(n: Int) {
  join shot as s, call as c
  within 1m
  where s.level == c.level
  emit { n: s.level }
}
trigger t { on event both  start p(n: event.n)  when heat > 3 }
flag windy = wind > 3`);
    expect(fields.map(({ consumer, event, uses }) => [consumer, event, uses])).toEqual([
      ["trigger m.t", "m.both", ["n"]],
      ["fusion m.both", "m.shot", ["level"]],
      ["fusion m.both", "m.call", ["level"]],
    ]);
    expect(unusedFields.map(({ event, name, label }) => `${event} ${name} ${label}`)).toEqual([
      "m.call text personal",
      "m.shot sensor internal",
      "m.shot who personal",
    ]);
    // Eight things are heard: five fields and three signals; three fields and one signal are used by nobody.
    expect(score).toBeCloseTo(1 - 4 / 8);
  });

  test("a plan that waits has what it reads of it; dedupe uses what it goes by; signals by flags, triggers and plans", () => {
    const { fields, unusedFields, unreadSignals } =
      used(`event knock(door: String, hard: Int, by: String) { dedupe 1m by door }
plan waits() {
  step k = wait for event knock where event.hard > 2 within 1h
  when heat > 3 { step a = ring(1) }
}
trigger t { on every 1h  start waits() }`);
    expect(fields).toMatchObject([{ consumer: "plan m.waits", event: "m.knock", uses: ["hard"] }]);
    expect(unusedFields.filter(({ event }) => event === "m.knock").map(({ name }) => name)).toEqual(["by"]);
    expect(unreadSignals).toEqual([
      { name: "m.home", label: "personal" },
      { name: "m.wind", label: "internal" },
    ]);
  });
});
