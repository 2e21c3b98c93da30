import { afterEach, expect, test } from "vitest";
import { type OpenText, openText, type Range } from "./editor/text.ts";

/* Tagged unions: their cases are members, the fields of the cases are fields. */

const program = `module harbour
type Reply = dock { berth: Int, note: String? } | wait { until: Instant } | leave
tool ask(name: String) -> Reply { effect pure latency <= 3m }
tool tell(text: String) { effect idempotent latency <= 3s }
plan moor(name: String) -> Reply {
  step reply = ask(name)
  when reply is leave { return leave }
  match reply {
    dock as given { step a = tell(text: "berth \${given.berth}") }
    wait { step b = tell(text: "until \${reply.until}") }
    leave { step c = tell(text: "bye") }
  }
  return dock(berth: 3)
}
`;

const open: OpenText[] = [];

afterEach(async () => {
  for (const { editor } of open.splice(0)) await editor.close();
});

async function at(mark: string, text = program): Promise<OpenText> {
  const found = await openText(text.replace(mark.replace("$0", ""), mark));
  open.push(found);
  return found;
}

test.each([
  ["return le$0ave }", "1:76"],
  ["reply is le$0ave", "1:76"],
  ["do$0ck as given", "1:13"],
  ["return do$0ck(berth: 3)", "1:13"],
  ["dock(ber$0th: 3)", "1:20"],
  ["given.ber$0th", "1:20"],
  ["reply.unt$0il", "1:57"],
])("from %s one comes to %s", async (mark, place) => {
  const text = await at(mark);
  const found = await text.ask<{ range: Range } | null>("textDocument/definition");
  const { line, character } = found?.range.start ?? {};
  expect(`${line}:${character}`).toBe(place);
});

test.each([
  ["plan p(r: Reply) -> Bool {\n  return r is $0\n}", ["dock", "wait", "leave"]],
  ["plan p() -> Reply {\n  return $0\n}", ["dock", "wait", "leave"]],
  ["plan p() {\n  let r = Reply.$0\n}", ["dock", "wait", "leave"]],
  ["plan p(r: Reply) {\n  match r {\n    dock { }\n    $0\n  }\n}", ["wait", "leave"]],
  ["plan p(r: Reply) {\n  when r is dock {\n    let b = r.$0\n  }\n}", ["case", "berth", "note"]],
])("in %s there are %s", async (rest, wanted) => {
  const text = await openText(program + rest);
  open.push(text);
  const { items } = await text.ask<{ items: { label: string }[] }>("textDocument/completion");
  for (const label of wanted) expect(items.map((item) => item.label)).toContain(label);
});

test("fields of other cases are not offered", async () => {
  const text = await openText(`${program}plan p(r: Reply) {\n  when r is dock {\n    let b = r.$0\n  }\n}`);
  open.push(text);
  const { items } = await text.ask<{ items: { label: string }[] }>("textDocument/completion");
  expect(items.map(({ label }) => label)).not.toContain("until");
});

test("a case is renamed wherever it stands", async () => {
  const text = await at("| le$0ave");
  const { changes } = await text.ask<{ changes: Record<string, { newText: string }[]> }>(
    "textDocument/rename",
    { newName: "go_away" },
  );
  expect(Object.values(changes).flat()).toHaveLength(4);
});
