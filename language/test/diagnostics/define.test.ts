import { expect, expectTypeOf, test } from "vitest";
import { syntaxCatalogue } from "../../src/catalogue.ts";
import { collectCatalogue, defineDiagnostic } from "../../src/diagnostics/define.ts";

const place = { file: "f", span: { start: 1, end: 2 } };

const lost = defineDiagnostic<{ what: string; count: number }>({
  code: "ORCH0900",
  severity: "warning",
  title: "Lost",
  message: ({ what }) => `\`${what}\` is lost.`,
  label: "here",
  notes: [({ count }) => `It was there ${count} times.`],
  help: "look again",
});

test("a definition makes diagnostics of its parameters", () => {
  expect(lost.at(place, { what: "key", count: 2 })).toEqual({
    code: "ORCH0900",
    severity: "warning",
    message: "`key` is lost.",
    ...place,
    label: "here",
    labels: [],
    notes: ["It was there 2 times."],
    help: "look again",
    fixes: [],
  });
});

test("details add to a definition or take its place", () => {
  const details = { label: "there", notes: ["And again."], help: "buy another" };
  const found = lost.at(place, { what: "key", count: 2 }, details);
  expect([found.label, found.notes, found.help]).toEqual([
    "there",
    ["It was there 2 times.", "And again."],
    "buy another",
  ]);
});

test("parameters are those that the definition names", () => {
  expectTypeOf<Parameters<typeof lost.at>[1]>().toEqualTypeOf<{ what: string; count: number }>();
});

test("a catalogue is sorted by code and refuses a code given twice", () => {
  const other = defineDiagnostic({ code: "ORCH0800", severity: "error", title: "O", message: "O." });
  expect([...collectCatalogue({ lost }, { other }).keys()]).toEqual(["ORCH0800", "ORCH0900"]);
  expect(() => collectCatalogue({ lost, again: lost })).toThrow("ORCH0900");
});

test("the codes of syntax begin with 0, and each has a title", () => {
  expect(syntaxCatalogue.size).toBeGreaterThan(30);
  for (const [code, { title, severity }] of syntaxCatalogue) {
    expect(code).toMatch(/^ORCH0\d{3}$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    const severities: Readonly<Record<string, string>> = { ORCH0015: "warning", ORCH0199: "info" };
    expect(severity).toBe(severities[code] ?? "error");
  }
});
