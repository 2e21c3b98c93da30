import { joinLabels, labelOf, publicLabel, through } from "@orchlang/checker/labels";
import { flowsTo, type TracedLabel } from "@orchlang/checker/testing";
import type { Confidentiality, Label } from "@orchlang/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const labels: fc.Arbitrary<TracedLabel> = fc.record({
  confidentiality: fc.constantFrom<Confidentiality>("public", "internal", "personal", "secret"),
  integrity: fc.constantFrom("trusted", "untrusted"),
  way: fc.array(
    fc.record({
      says: fc.constantFrom("a", "b"),
      file: fc.constant("f.orch"),
      span: fc.nat(20).map((start) => ({ start, end: start + 1 })),
    }),
    { maxLength: 3 },
  ),
});

const bare = ({ confidentiality, integrity }: Label): Label => ({ confidentiality, integrity });
const joined = (...all: readonly TracedLabel[]): Label => bare(joinLabels(...all));

describe("joining labels", () => {
  test("is the least label above both", () => {
    fc.assert(
      fc.property(labels, labels, labels, (a, b, c) => {
        const both = joined(a, b);
        expect([flowsTo(a, both), flowsTo(b, both)]).toEqual([true, true]);
        if (flowsTo(a, c) && flowsTo(b, c)) expect(flowsTo(both, c)).toBe(true);
      }),
    );
  });

  test("minds neither order nor grouping nor repetition", () => {
    fc.assert(
      fc.property(labels, labels, labels, (a, b, c) => {
        expect(joined(a, b)).toEqual(joined(b, a));
        expect(joined(joinLabels(a, b), c)).toEqual(joined(a, joinLabels(b, c)));
        expect(joined(a, a)).toEqual(bare(a));
        expect(joined(a, publicLabel)).toEqual(bare(a));
        expect(joined()).toEqual(bare(publicLabel));
      }),
    );
  });

  test("keeps the way of the value that raised it", () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const { way } = joinLabels(a, b);
        expect(way.every((step) => a.way.includes(step) || b.way.includes(step))).toBe(true);
      }),
    );
  });
});

describe("flowing", () => {
  test("is an order", () => {
    fc.assert(
      fc.property(labels, labels, labels, (a, b, c) => {
        expect(flowsTo(a, a)).toBe(true);
        if (flowsTo(a, b) && flowsTo(b, c)) expect(flowsTo(a, c)).toBe(true);
        if (flowsTo(a, b) && flowsTo(b, a)) expect(bare(a)).toEqual(bare(b));
      }),
    );
  });

  test("a step further changes no label, and ways stay short", () => {
    fc.assert(
      fc.property(labels, fc.nat(40), (label, steps) => {
        let far = label;
        for (let at = 0; at < steps; at++) {
          far = through(far, { says: "on", file: "f.orch", span: { start: at, end: at + 1 } });
        }
        expect(bare(far)).toEqual(bare(label));
        expect(far.way.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

test("names stand for labels", () => {
  expect(labelOf(["personal", "untrusted"])).toEqual({ confidentiality: "personal", integrity: "untrusted" });
  expect(labelOf(["public", "secret"])).toEqual({ confidentiality: "secret", integrity: "trusted" });
  expect(labelOf([])).toEqual({ confidentiality: "internal", integrity: "trusted" });
  expect(labelOf(["untrusted"], publicLabel)).toEqual({ confidentiality: "public", integrity: "untrusted" });
});
