import { afterEach, expect, test } from "vitest";
import { type OpenText, openText } from "./editor/text.ts";

let opened: OpenText | undefined;

afterEach(async () => {
  await opened?.editor.close();
  opened = undefined;
});

interface Hint {
  readonly position: { readonly line: number; readonly character: number };
  readonly label: string;
}

const program = `module lab

type Note { id: String, text: String }
type Person { name: String @personal }

agent draft(topic: String) -> Note { effect pure  latency <= 1m  cost <= $0.02 }
tool person(id: String) -> Person { effect pure  latency <= 1s  clearance personal }
tool send(note: Note, to: Person) -> Bool { effect idempotent  latency <= 1s  clearance personal }

plan tell(topic: String) -> Bool {
  step note = draft(topic) { retry 1 }
  let  key  = note.id
  step who  = person(id: key)
  step sent = send(note, to: who)
  return sent
}
`;

/** The text with its hints between « and ». */
async function hinted(text: string, lines?: readonly [number, number]): Promise<string> {
  opened = await openText(text);
  const [from, to] = lines ?? [0, text.split("\n").length];
  const range = { start: { line: from, character: 0 }, end: { line: to, character: 0 } };
  const hints = await opened.ask<Hint[]>("textDocument/inlayHint", { range });
  const rows = text.split("\n");
  // The last first, so that what stands before stays where it is.
  const last = hints.toReversed().sort((a, b) => b.position.character - a.position.character);
  for (const { position, label } of last) {
    const row = rows[position.line] ?? "";
    rows[position.line] = `${row.slice(0, position.character)}«${label}»${row.slice(position.character)}`;
  }
  return rows.join("\n");
}

test("steps show what they wait for, what they cost at worst and what they carry; names show their types", async () => {
  const text = await hinted(program);
  expect(text.slice(text.indexOf("plan tell"))).toBe(`plan tell(topic: String) -> Bool {
  step note«@untrusted» = draft(topic) { retry 1 }«≤ $0.04»
  let  key«: String»«@untrusted»  = note.id
  step who«@personal»  = person(id: key)«waits for note»
  step sent = send(note, to: who)«waits for note, who»
  return sent
}
`);
});

test("only the lines that are asked for are answered", async () => {
  const text = await hinted(program, [10, 11]);
  expect(text.match(/«[^»]*»/gu)).toEqual(["«@untrusted»", "«≤ $0.04»", "«: String»", "«@untrusted»"]);
});

test("with a mistake in the plan its types stay", async () => {
  expect(await hinted(program.replace("to: who", "to: whom"))).toContain("key«: String»");
});

test("capabilities show the clauses that they have from defaults", async () => {
  const text = await hinted(`module lab

defaults tool { effect idempotent  latency <= 30s
  clearance personal }

tool send(to: String) { latency <= 1s }
tool look()
service other() { effect pure }
`);
  expect(
    text.slice(text.indexOf("tool send")),
  ).toBe(`tool send(to: String) { latency <= 1s }«effect idempotent  clearance personal»
tool look()«effect idempotent  latency <= 30s  clearance personal»
service other() { effect pure }
`);
  const hover = await opened?.ask<{ contents: { value: string } }>("textDocument/hover", {
    position: { line: 5, character: 6 },
  });
  expect(hover?.contents.value).toContain("With `defaults tool`: `effect idempotent`, `clearance personal`.");
});
