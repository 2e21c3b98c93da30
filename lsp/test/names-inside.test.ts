import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { type OpenText, openText, type Range } from "./editor/text.ts";

/* Names that are known inside of a declaration, and fields of records that have no name. */

const program = `module harbour
type Tug { id: String, online: Bool }
type Ship { name: String, hull: { leaks: Ratio } }
resource tugs: Tug x 3 { at edge }
agent look_at(ship: Ship) -> { dry: Ratio, remarks: { first: String } } { effect pure latency <= 3m }
service tow(tug: String, ship: Ship) -> { berth: Int } {
  effect  idempotent
  latency <= 40m
  undo    tow_out(berth: result.berth)
}
service tow_out(berth: Int) { effect idempotent latency <= 1h }
plan moor(ship: Ship) -> { berth: Int, dry: Ratio } {
  step seen = look_at(ship)
  let said = seen.remarks
  when ship.hull.leaks > 10% { fail "It leaks: \${said.first}" }
  with tug = tugs where tug.online wait 30m for 3h {
    step towed = tow(tug: tug.id, ship)
  } else { fail "no tug" }
  step note = noted(name: ship.name)
  return { berth: towed.berth, dry: seen.dry }
}
private plan noted(name: String) -> String { return "\${name} is in" }
`;

const open: OpenText[] = [];

afterEach(async () => {
  for (const { editor } of open.splice(0)) await editor.close();
});

async function at(mark: string): Promise<OpenText> {
  const text = await openText(program.replace(mark.replace("$0", ""), mark));
  open.push(text);
  return text;
}

test.each([
  ["with tu$0g =", "tug: Tug"],
  ["where tu$0g.online", "tug: Tug"],
  ["tug: tu$0g.id", "tug: Tug"],
  ["type Ship { na$0me", "Ship.name: String"],
  ["{ le$0aks: Ratio }", "leaks: Ratio"],
  ["{ dr$0y: Ratio, remarks", "dry: Ratio"],
])("hovering over %s tells %s", async (mark, words) => {
  const text = await at(mark);
  const found = await text.ask<{ contents: { value: string } } | null>("textDocument/hover");
  expect(found?.contents.value.split("\n")[1]).toBe(words);
});

test.each([
  ["plan noted(na$0me: String)", "A parameter. Its label follows the call."],
  ["${na$0me} is in", "A parameter. Its label follows the call."],
  ["noted(na$0me: ship.name)", "A parameter. Its label follows the call."],
  ["plan moor(sh$0ip: Ship)", "A parameter."],
])("hovering over %s says of its label: %s", async (mark, words) => {
  const text = await at(mark);
  const found = await text.ask<{ contents: { value: string } } | null>("textDocument/hover");
  expect(found?.contents.value).toContain(words);
  expect(found?.contents.value.includes("follows")).toBe(words.includes("follows"));
});

test.each([
  ["where tu$0g.online", "15:7"],
  ["tug: tu$0g.id", "15:7"],
  ["seen.dr$0y }", "4:31"],
  ["seen.rem$0arks", "4:43"],
  ["said.fir$0st", "4:54"],
  ["ship.hull.le$0aks", "2:34"],
  ["result.ber$0th", "5:42"],
  ["towed.ber$0th", "5:42"],
])("from %s one comes to %s", async (mark, place) => {
  const text = await at(mark);
  const found = await text.ask<{ range: Range } | null>("textDocument/definition");
  const { line, character } = found?.range.start ?? {};
  expect(`${line}:${character}`).toBe(place);
});

test.each(["with tu$0g =", "where tu$0g.online", "tug: tu$0g.id"])(
  "what is held is called otherwise wherever it is named, asked at %s",
  async (mark) => {
    const text = await at(mark);
    const { changes } = await text.ask<{ changes: Record<string, { range: Range }[]> }>(
      "textDocument/rename",
      { newName: "boat" },
    );
    const places = (changes[text.uri] ?? []).map(
      ({ range: { start } }) => `${start.line}:${start.character}`,
    );
    expect(places).toEqual(["15:7", "15:24", "16:26"]);
  },
);

test.each(["{ dr$0y: Ratio, remarks", "seen.dr$0y }", "{ le$0aks: Ratio }", "ship.hull.le$0aks"])(
  "a field whose record has no name is not renamed by halves: %s",
  async (mark) => {
    const text = await at(mark);
    for (const method of ["prepareRename", "rename"])
      await expect(text.ask(`textDocument/${method}`, { newName: "other" })).rejects.toThrow(
        "a record without a name",
      );
  },
);

const hierarchy = `module harbour
import std.people { Approval }
tool tow(n: Int) -> Int { effect pure latency <= 1m }
goal moor(n: Int) -> Int { intent "moor \${n}" }
plan alone(n: Int) -> Int achieves moor { step t = tow(n)  return t }
plan helped(n: Int) -> Int achieves moor { step t = tow(n)  return t }
plan fleet(n: Int) -> Int { step one = moor(n)  return one }
guardrail towed { tow at most 3 per run }
policy calm { on tow  record args.n }
trigger daily { on schedule "0 7 * * 1"  start fleet(n: 1) }
`;

async function calls(text: OpenText, way: "incoming" | "outgoing"): Promise<readonly string[]> {
  const [item] = await text.ask<object[]>("textDocument/prepareCallHierarchy");
  const found = await text.editor.connection.sendRequest<
    { from?: { name: string }; to?: { name: string }; fromRanges: unknown[] }[]
  >(`callHierarchy/${way}Calls`, { item });
  expect(found.every(({ fromRanges }) => fromRanges.length > 0)).toBe(true);
  return found.map(({ from, to }) => (from ?? to)?.name ?? "?");
}

test.each([
  ["goal mo$0or", ["fleet"], ["alone", "helped"]],
  ["plan alo$0ne", ["moor"], ["tow"]],
  ["plan fle$0et", ["daily"], ["moor"]],
  // Rules say something of what they name, and call nothing.
  ["tool to$0w", ["alone", "helped"], []],
  ["trigger dai$0ly", [], ["fleet"]],
])("a goal calls its plans, and a rule nothing: %s", async (mark, incoming, outgoing) => {
  const text = await openText(hierarchy.replace(mark.replace("$0", ""), mark));
  open.push(text);
  expect(await calls(text, "incoming")).toEqual(incoming);
  expect(await calls(text, "outgoing")).toEqual(outgoing);
});

test("what the standard library declares is found where it is written, and nothing is wrong there", async () => {
  const text = await openText(hierarchy.replace("{ Approval }", "{ Appro$0val }"));
  open.push(text);
  const found = await text.ask<{ uri: string; range: Range }>("textDocument/definition");
  expect(found.uri).toMatch(/^file:.*std\/people\.orch$/u);
  const { editor } = text;
  const written = readFileSync(new URL(found.uri), "utf8");
  expect(written.split("\n")[found.range.start.line]).toContain("type Approval");
  const told = editor.told(found.uri);
  editor.open(found.uri, written);
  expect((await told).diagnostics).toEqual([]);
  const position = { ...found.range.start, character: found.range.start.character + 1 };
  const hover = await editor.connection.sendRequest("textDocument/hover", {
    textDocument: { uri: found.uri },
    position,
  });
  expect(JSON.stringify(hover)).toContain("granted: Bool");
});

test("from a type one comes to itself, and what fills another is folded once", async () => {
  const text = await at("tow(tug: String, ship: Sh$0ip)");
  const type = await text.ask<{ range: Range }>("textDocument/typeDefinition");
  expect(type.range.start).toEqual({ line: 2, character: 5 });
  const folds = await text.ask<{ startLine: number; endLine: number }[]>("textDocument/foldingRange");
  expect(folds.map(({ startLine, endLine }) => `${startLine}-${endLine}`)).toEqual(["5-8", "11-19", "15-16"]);
});
