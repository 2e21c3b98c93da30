import { createHash } from "node:crypto";
import type { Json, Plan, PlanFault } from "@orchlang/plan";
import { decodePlanFile, encodePlanFile, planFaultLines } from "@orchlang/plan";
import { checkCertificates } from "@orchlang/plan/certificate";
import { canonical, sha256Hex } from "@orchlang/plan/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleAbout, sampleCertificates, samplePlan } from "../sample-plan.ts";

const text = encodePlanFile(samplePlan, sampleAbout);

test("what was encoded is decoded, whichever way the bytes are hashed", () => {
  const document = JSON.parse(text);
  expect(decodePlanFile(text)).toEqual({ ok: document });
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  expect(decodePlanFile(text, { sha256 })).toEqual({ ok: document });
  expect(document.plan).toEqual(samplePlan);
  expect(document.about).toEqual(sampleAbout);
});

test("certificates stand beside the plan, and leave its id as it is", () => {
  const shown = encodePlanFile(samplePlan, sampleAbout, sampleCertificates);
  expect(decodePlanFile(shown)).toEqual({ ok: { ...JSON.parse(text), certificates: sampleCertificates } });
  expect(shown).toBe(`${canonical(JSON.parse(shown))}\n`);
  const broken = { ...sampleCertificates, of: { o1: { kind: "believe me" } } };
  expect(decodePlanFile(JSON.stringify({ ...JSON.parse(shown), certificates: broken }))).toMatchObject({
    fault: { kind: "malformed" },
  });
});

test("certificates of another form are read with the plan, and rejected as outdated by the checker", () => {
  const certificates = { o1: { kind: "dominator", before: {} } };
  const old = decodePlanFile(JSON.stringify({ ...JSON.parse(text), certificates }));
  if (!("ok" in old)) throw new Error("it is not read");
  const proved = old.ok.plan.obligations.filter(({ verdict }) => verdict === "proved");
  expect(checkCertificates(old.ok)).toEqual({
    verified: [],
    missing: [],
    rejected: proved.map(({ id }) => ({
      ok: false,
      obligation: id,
      node: id,
      because: "its certificates are outdated: compile the plan again with --certificate",
    })),
  });
});

test("the file is canonical, with a newline at its end", () => {
  expect(text).toBe(`${canonical(JSON.parse(text))}\n`);
});

test("bytes are read as text is, whatever their characters", () => {
  const plain = encodePlanFile(samplePlan, { ...sampleAbout, docs: {} });
  for (const each of [text, plain, JSON.stringify(JSON.parse(text)), text.slice(0, 500)]) {
    expect(decodePlanFile(new TextEncoder().encode(each))).toEqual(decodePlanFile(each));
  }
  expect(decodePlanFile(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({ fault: { kind: "not text" } });
  expect(decodePlanFile(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b))).toMatchObject({
    fault: { kind: "not json" },
  });
});

test("a file laid out otherwise is the same plan", () => {
  const laidOut = JSON.stringify(JSON.parse(text), null, 2);
  expect(decodePlanFile(laidOut)).toEqual(decodePlanFile(text));
});

test("a look-alike of the plan within `about` does not mislead the hash", () => {
  const id = "sha256:".padEnd(71, "0");
  const about = { ...sampleAbout, docs: { format: "orch.plan/1", id, plan: "x" } };
  expect(decodePlanFile(encodePlanFile(samplePlan, about))).toHaveProperty("ok.about.docs.plan", "x");
});

describe("bad files get a fault of their kind", () => {
  test.each([
    ["", "cut short"],
    [" \n", "cut short"],
    ["{", "cut short"],
    [text.slice(0, 1_000), "cut short"],
    [text.slice(0, -2), "cut short"],
    ["hello", "not json"],
    ["\ufeff{}", "not json"],
    [`${text}x`, "not json"],
    ["[]", "not a plan"],
    ["null", "not a plan"],
    ["{}", "not a plan"],
    ['{"format":"orch.journal/1"}', "not a plan"],
    [text.replace("orch.plan/1", "orch.plan/2"), "newer format"],
    [text.replace("Look at this", "Look at that"), "altered"],
    [text.replace(/sha256:[0-9a-f]{4}/, "sha256:0000"), "altered"],
    ['{"format":"orch.plan/1"}', "malformed"],
    ['{"format":"orch.plan/1","id":"sha256:0","plan":{}}', "altered"],
    [resealed((plan) => ({ ...plan, semantics: 2 })), "newer semantics"],
    [resealed((plan) => ({ ...plan, extra: 1 })), "malformed"],
    [resealed((plan) => ({ ...plan, entry: "nobody" })), "dangling"],
  ])("%#", (broken, kind) => {
    const fault = faultOf(broken);
    expect(fault.kind).toBe(kind);
    expect(planFaultLines(fault).length).toBeGreaterThan(1);
  });
});

test("a mistake in the JSON is placed by line and column", () => {
  expect(faultOf('{\n  "a": 1,\n  "b": tru\n}')).toEqual({
    kind: "not json",
    line: 3,
    column: 8,
    says: "`t` can't stand here",
  });
});

test("every cut of the file is told as cut, none is accepted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length - 2 }), (length) => {
      expect(faultOf(text.slice(0, length)).kind).toBe("cut short");
    }),
  );
});

test("no change of one character goes unnoticed or crashes", () => {
  fc.assert(
    fc.property(fc.nat(text.length - 2), fc.constantFrom("x", '"', "{", "0", " ", "\\"), (at, char) => {
      if (text[at] === char) return;
      const changed = text.slice(0, at) + char + text.slice(at + 1);
      const decoded = decodePlanFile(changed);
      if ("ok" in decoded) expect(canonical(decoded.ok.plan as unknown as Json)).toBe(planText(text));
      else expect(planFaultLines(decoded.fault).join("\n")).not.toContain("undefined");
    }),
    { numRuns: 300 },
  );
});

test("a sealed plan of any JSON at all is a fault, not a crash", () => {
  fc.assert(
    fc.property(fc.object({ withNullPrototype: false }), (nonsense) => {
      const fault = faultOf(sealed(JSON.parse(JSON.stringify(nonsense))));
      expect(["malformed", "newer semantics"]).toContain(fault.kind);
    }),
  );
});

test.each([
  ["Look at this", "/plan/capabilities/m.review/human/show/value"],
  ["it is night", "/plan/policies/0/verdicts/0/because"],
])("a plan that canonical JSON can't hold is refused with its place: %s", (words, path) => {
  const plan = canonical(samplePlan as unknown as Json).replace(words, "\\ud800");
  const file = `{"about":${canonical(sampleAbout as unknown as Json)},"format":"orch.plan/1","id":"sha256:${sha256Hex(plan)}","plan":${plan}}\n`;
  expect(faultOf(file)).toMatchObject({
    kind: "malformed",
    faults: [{ path }],
  });
});

test("a number beyond all numbers in a constant is refused", () => {
  const plan = canonical(samplePlan as unknown as Json).replace("1800000", "1e999");
  const file = `{"about":${canonical(sampleAbout as unknown as Json)},"format":"orch.plan/1","id":"sha256:${sha256Hex(plan)}","plan":${plan}}\n`;
  expect(faultOf(file)).toMatchObject({
    kind: "malformed",
    faults: [{ path: "/plan/routines/m.main/timeout/value" }],
  });
});

test("a plan nested without end is refused", () => {
  let expression: Json = { op: "constant", value: 1 };
  for (let depth = 0; depth < 20_000; depth++) expression = { op: "not", of: expression };
  let deep = '{"op":"constant","value":1}';
  for (let depth = 0; depth < 20_000; depth++) deep = `{"of":${deep},"op":"not"}`;
  const plan = canonical(samplePlan as unknown as Json).replace('{"op":"constant","value":1800000}', deep);
  const file = `{"about":${canonical(sampleAbout as unknown as Json)},"format":"orch.plan/1","id":"sha256:${sha256Hex(plan)}","plan":${plan}}\n`;
  expect(faultOf(file)).toMatchObject({ kind: "malformed" });
  expect(planFaultLines(faultOf(file)).join()).toContain("deep");
});

function planText(file: string): string {
  return canonical(JSON.parse(file).plan);
}

function sealed(plan: Json): string {
  const about = canonical(sampleAbout as unknown as Json);
  const inside = canonical(plan);
  return `{"about":${about},"format":"orch.plan/1","id":"sha256:${sha256Hex(inside)}","plan":${inside}}\n`;
}

function resealed(change: (plan: Plan) => object): string {
  return sealed(change(samplePlan) as unknown as Json);
}

function faultOf(file: string): PlanFault {
  const decoded = decodePlanFile(file);
  if ("fault" in decoded) return decoded.fault;
  throw new Error("it was accepted");
}
