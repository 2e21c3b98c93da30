import { createHash } from "node:crypto";
import { planId } from "@orchlang/plan";
import { sha256Hex } from "@orchlang/plan/json";
import fc from "fast-check";
import { expect, test } from "vitest";
import { samplePlan } from "../sample-plan.ts";

test("the empty text, by FIPS 180-4", () => {
  expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("agrees with the platform's own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(createHash("sha256").update(text).digest("hex"));
      expect(sha256Hex(new TextEncoder().encode(text))).toBe(sha256Hex(text));
    }),
  );
});

test("a plan's id holds what decides and not how it is laid out (rule 54)", () => {
  const turned = Object.fromEntries(Object.entries(samplePlan).toReversed()) as unknown as typeof samplePlan;
  expect(planId(turned)).toBe(planId(samplePlan));
  expect(planId({ ...samplePlan, entry: "m.sender" })).not.toBe(planId(samplePlan));
  expect(planId(samplePlan)).toMatch(/^sha256:[0-9a-f]{64}$/);
});
