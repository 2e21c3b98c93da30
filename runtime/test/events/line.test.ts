import type { Json } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { answerIn, ingressRecordOf } from "../../src/events/line.ts";

const read = (line: Json) => ingressRecordOf(line, () => "fresh");
const faultOf = (line: Json) => {
  const record = read(line);
  return "fault" in record ? record.fault : undefined;
};

describe("an ingress record", () => {
  test.each<[Json, object]>([
    [
      { reading: "heat", value: "21.5C" },
      { kind: "reading", id: "fresh", name: "heat", value: "21.5C" },
    ],
    [
      { reading: "heat", value: 1, confidence: "80%" },
      { value: 1, confidence: 0.8 },
    ],
    [
      { reading: "heat", value: 1, confidence: null, at: null, id: 17 },
      { value: 1, id: "17" },
    ],
    [
      { event: "knock", at: 5, from: "bell" },
      { fields: {}, when: 5, source: "bell" },
    ],
    [
      { member: "m1", pool: "mills", at: "2026-01-01T00:00Z", idle: false },
      { member: "m1", pool: "mills" },
    ],
  ])("%j", (line, record) => {
    expect(read(line)).toMatchObject(record);
  });

  test("a value of null says that the source does not know it", () => {
    expect(read({ reading: "heat", value: null })).toEqual({ kind: "reading", id: "fresh", name: "heat" });
  });

  test.each<[Json, RegExp]>([
    [{ reading: "heat" }, /a reading needs its "value"/],
    [{ reading: "heat", vale: 3 }, /"vale" is no field of a reading: the fields are "value"/],
    [{ reading: 7, value: 3 }, /"reading" is a name/],
    [{ reading: "heat", value: 3, confidence: "high" }, /"confidence" is a number from 0 to 1/],
    [{ reading: "heat", value: 3, at: false }, /"at" is a time/],
    [{ reading: "heat", event: "knock" }, /"event" is no field of a reading/],
    [{ event: "knock", feilds: {} }, /"feilds" is no field/],
    [{ event: "knock", fields: "front" }, /"fields" is a record/],
    [{ member: "m1" }, /a member needs its "pool"/],
    [{ member: "m1", pool: "mills", fences: "no" }, /"fences" is true or false/],
    [{ member: "m1", pool: "mills", health: "fine" }, /"health" is "ready", "draining", "degraded"/],
    [{ registry: "r" }, /a registry needs its "pools"/],
    [{ withdrawn: "camera" }, /a consent needs its "user"/],
    [{ user: "bob", roles: ["a", 1] }, /"roles" is a list of texts/],
    [{ answer: "7KQ2" }, /an answer needs the run as a text, its "step" and a "value"/],
    [{ nothing: 1 }, /it has none of/],
    [["reading"], /it is no object/],
  ])("%j is refused", (line, why) => {
    expect(faultOf(line)).toMatch(why);
  });
});

test("an answer names its run and step; nothing else is one", () => {
  expect(answerIn({ answer: "R", step: "go", value: { granted: true } })).toEqual({
    run: "R",
    step: "go",
    value: { granted: true },
  });
  expect(answerIn({ answer: "R", step: "go", value: null })?.value).toBeNull();
  expect(answerIn({ answer: "R", step: "go" })).toBeUndefined();
  expect(answerIn({ answer: 3, step: "go" })).toBeUndefined();
});
