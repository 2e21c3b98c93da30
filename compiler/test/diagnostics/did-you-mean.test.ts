import { describe, expect, test } from "vitest";
import { tell } from "./example.ts";

/* For every kind of name that can be misspelt: the one that was meant, at its place, and its change. */

const shop = `module shop
import std.people { supervisor }

type Item { name: String, price: Money, note: String? }
type Theme = modern | classic
unit crate: Load
tool price(sku: String, count: Int) -> Money { effect pure  latency <= 1s  fails unknown_sku }
service post(text: String) { effect idempotent  latency <= 1s }
human approve(text: String) -> Bool { ask supervisor  show "Send it?"  latency <= 1d }
plan quote(sku: String, theme: Theme, item: Item, names: [String], texts: [Item] size 0..9) -> Money {
  step amount = price(sku, count: 1)
  return amount
}
`;

const inPlan = (line: string): string =>
  `${shop}plan other(sku: String, theme: Theme, item: Item, names: [String]) -> Money {\n  step amount = price(sku, count: 1)\n  ${line}\n  return amount\n}\n`;
const atTop = (text: string): string => `${shop}${text}\n`;
const inProject = (json: string): string => `//- /orch.json\n${json}\n//- /shop.orch\n${shop}`;

const slips: readonly (readonly [what: string, text: string, wrong: string, meant: string])[] = [
  ["a value", inPlan("let x = amuont"), "amuont", "amount"],
  ["a value of another language", inPlan("let x = item.note ?? null"), "null", "none"],
  ["a type", atTop("type Box { x: Strng }"), "Strng", "String"],
  ["a declared type", atTop("type Box { x: Itme }"), "Itme", "Item"],
  ["a type of another language", atTop("type Box { x: integer }"), "integer", "Int"],
  ["a capability", inPlan("step x = pirce(sku, count: 1)"), "pirce", "price"],
  ["an argument", inPlan("step x = price(sku, cuont: 1)"), "cuont", "count"],
  ["a field", inPlan("let x = item.prise"), "prise", "price"],
  ["a field of a literal", inPlan('let x = if true then { nam: "a", price: $1 } else item'), "nam", "name"],
  ["a function", inPlan("let x = names.revrese"), "revrese", "reverse"],
  ["a function of another language", inPlan("let x = names.length"), "length", "size"],
  ["an enum's member", inPlan("let x = theme == moderm"), "moderm", "modern"],
  ["a member in a pattern", inPlan("let x = match theme { clasic: 1, else: 2 }"), "clasic", "classic"],
  [
    "a failure",
    inPlan("step x = price(sku, count: 1) else when error == unknwon_sku { yield $1 }"),
    "unknwon_sku",
    "unknown_sku",
  ],
  ["a unit", inPlan("let x = 3crtae"), "crtae", "crate"],
  ["a unit by its meaning", inPlan("let x = 3kilojoule"), "kilojoule", "kJ"],
  ["a step", inPlan("step x = price(sku, count: 1) { after amuont }"), "amuont", "amount"],
  ["a module", atTop("").replace("std.people", "std.poeple"), "std.poeple", "std.people"],
  [
    "an imported name",
    atTop("").replace("supervisor }", "suprevisor }").replace("ask supervisor", "ask x"),
    "suprevisor",
    "supervisor",
  ],
  ["a role", atTop("").replace("ask supervisor", "ask suprevisor"), "suprevisor", "supervisor"],
  ["a label", atTop("type Box { x: String @persnal }"), "persnal", "personal"],
  ["a tier", inPlan("step x = price(sku, count: 1) { at cluod }"), "cluod", "cloud"],
  ["a priority", inPlan("step x = price(sku, count: 1) { priority hihg }"), "hihg", "high"],
  [
    "a time zone",
    atTop(
      'trigger t { on schedule "0 7 * * *" in "Europe/Berln"  start tick() }\nplan tick() { step p = post("a") }',
    ),
    '"Europe/Berln"',
    "Europe/Berlin",
  ],
  ["a declaration", atTop("tol f() { effect pure }"), "tol", "tool"],
  ["a clause", atTop("tool f() { efect pure }"), "efect", "effect"],
  ["a statement", inPlan("retrun amount"), "retrun", "return"],
  ["an option", inPlan("step x = price(sku, count: 1) { timeot 1s }"), "timeot", "timeout"],
  [
    "a policy's argument",
    atTop('policy p { on post  deny when args.txet == "" because "no" }'),
    "txet",
    "text",
  ],
  [
    "a scenario's parameter",
    atTop('scenario "s" for quote {\n  given  skku = "a"\n  expect completed\n}'),
    "skku",
    "sku",
  ],
  [
    "a scenario's step",
    atTop('scenario "s" for quote {\n  fault crash during amuont\n  expect completed\n}'),
    "amuont",
    "amount",
  ],
  ["a key of the project file", inProject('{ "rots": ["."] }'), '"rots"', "roots"],
  ["a word of the project file", inProject('{ "engine": "clowd" }'), '"clowd"', "cloud"],
  ["a zone of the project file", inProject('{ "zone": "Europe/Berln" }'), '"Europe/Berln"', "Europe/Berlin"],
];

describe("did you mean", () => {
  test.each(slips)("%s", (_, text, wrong, meant) => {
    const { diagnostics, sourceOf } = tell(text);
    const asked = diagnostics.find(({ label }) => label?.startsWith("did you mean"));
    expect(diagnostics.map(({ message, label }) => [message, label])).toContainEqual([
      expect.any(String),
      `did you mean \`${meant}\`?`,
    ]);
    expect(sourceOf(asked?.file ?? "")?.text.slice(asked?.span.start, asked?.span.end)).toBe(wrong);
    expect(asked?.fixes[0]?.edits[0]?.newText).toContain(meant);
    expect(asked?.fixes[0]?.safe).toBe(false);
  });

  test.each(slips)(
    "%s, where nothing is near, is not guessed, and never is the word itself",
    (_, text, wrong) => {
      const bare = wrong.replaceAll('"', "");
      const { diagnostics } = tell(text.replace(bare, "qzxwvk"));
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const { label } of diagnostics) expect(label ?? "").not.toMatch(/did you mean/u);
      for (const { label } of tell(text).diagnostics) expect(label ?? "").not.toContain(`\`${bare}\``);
    },
  );
});
