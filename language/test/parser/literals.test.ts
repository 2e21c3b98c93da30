import { describe, expect, test } from "vitest";
import type { Node } from "../../src/ast/node.ts";
import { read, readValue } from "../show.ts";

/** A literal without its spans and text. */
function parts(text: string): object {
  const { value, errors } = readValue(text);
  expect(errors).toEqual([]);
  const { span, raw, unitSpan, ...rest } = value as Node & { raw?: string; unitSpan?: object };
  expect(raw ?? text).toBe(text);
  expect(span.end - span.start).toBe(text.length);
  return rest;
}

describe("literals keep their parts", () => {
  test.each([
    ["12", { kind: "number", number: "12", integer: true }],
    ["1_000_000", { kind: "number", number: "1000000", integer: true }],
    ["3.50", { kind: "number", number: "3.50", integer: false }],
    ["5m", { kind: "quantity", number: "5", unit: "m" }],
    ["1.2kWh", { kind: "quantity", number: "1.2", unit: "kWh" }],
    ["4_000tokens", { kind: "quantity", number: "4000", unit: "tokens" }],
    ["4_000 tokens", { kind: "quantity", number: "4000", unit: "tokens" }],
    ["500  meters", { kind: "quantity", number: "500", unit: "meters" }],
    ["2m2", { kind: "quantity", number: "2", unit: "m2" }],
    ["5µs", { kind: "quantity", number: "5", unit: "µs" }],
    ["$0.05", { kind: "money", amount: "0.05", currency: "USD" }],
    ["$2_500", { kind: "money", amount: "2500", currency: "USD" }],
    ["€2", { kind: "money", amount: "2", currency: "EUR" }],
    ["£1.50", { kind: "money", amount: "1.50", currency: "GBP" }],
    ["12.50EUR", { kind: "money", amount: "12.50", currency: "EUR" }],
    ["5RPM", { kind: "quantity", number: "5", unit: "RPM" }],
    ["80%", { kind: "ratio", percent: "80" }],
    ["2.5%", { kind: "ratio", percent: "2.5" }],
    ["2026-12-01", { kind: "date", year: 2026, month: 12, day: 1 }],
    ["2024-02-29", { kind: "date", year: 2024, month: 2, day: 29 }],
    ["22:00", { kind: "time", hour: 22, minute: 0 }],
    ["2026-12-01T10:00Z", { kind: "instant", epochMs: Date.UTC(2026, 11, 1, 10) }],
    ["2026-12-01T10:00+02:00", { kind: "instant", epochMs: Date.UTC(2026, 11, 1, 8) }],
    ["2026-12-01T10:00:07.250-05:30", { kind: "instant", epochMs: Date.UTC(2026, 11, 1, 15, 30, 7, 250) }],
    ["true", { kind: "boolean", value: true }],
    ["none", { kind: "none" }],
  ])("%s", (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  test("a unit apart from its number stands on its line", () => {
    const { file, diagnostics } = read("module m\nagent t() {\n  uses Scale x 2\n  tokens <= 5 tokens\n}");
    expect(diagnostics).toEqual([]);
    const [only] = file.declarations;
    expect(only?.kind === "capability" && only.clauses.map((clause) => clause.kind)).toEqual([
      "usesClause",
      "bound",
    ]);
  });

  test.each([
    ["1..10", "range"],
    ["22:00..07:00", "range"],
    ["20C..23C", "range"],
    ["2026-12-01 - 7d", "binary"],
    ["10-12", "binary"],
  ])("%s is two literals", (text, kind) => {
    expect(readValue(text).value.kind).toBe(kind);
  });
});

describe("literals that mean nothing are told", () => {
  test.each([
    ["1h30m", "`1h30m` names two units: a quantity has one."],
    ["1e5", "`1e5` is not a number here: there are no exponents."],
    ["$5k", "`k` can't follow the amount `$5`."],
    ["2026-02-30", "There is no day `2026-02-30`."],
    ["2023-02-29", "There is no day `2023-02-29`."],
    ["25:00", "There is no time `25:00`."],
    ["2026-12-01T10:61Z", "There is no time `10:61Z`."],
    ["2026-12-01T10:00", "`2026-12-01T10:00` is ambiguous: it has no offset from UTC."],
    ['"a \\q b"', "`\\q` means nothing in a string."],
    ["$ 5", "`$` needs an amount directly after it: `$0.05`."],
  ])("%s", (text, message) => {
    expect(readValue(text).errors).toEqual([message]);
  });
});
