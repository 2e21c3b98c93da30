import { afterEach, describe, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";

/* Completion in the `${…}` of a text while it is typed: its bracket and its quote may still be missing. */

const head = `module lab
type Sample = { id: String, weight: Float? }
role chemist
tool wash(sample: Sample, note: String) -> Sample { effect pure  latency <= 1m }
`;

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

/** The labels offered behind every letter that is typed into a program, between what stands before and after. */
async function typed(before: string, letters: string, after: string): Promise<readonly string[][]> {
  editor = await openEditor();
  const uri = "untitled:main.orch";
  editor.open(uri, head + before + after);
  const lines = (head + before).split("\n");
  const line = lines.length - 1;
  let character = lines.at(-1)?.length ?? 0;
  let version = 1;
  const offered: string[][] = [];
  for (const letter of letters) {
    const position = { line, character };
    version += 1;
    character += 1;
    void editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: letter }],
    });
    const answer = await editor.connection.sendRequest<{ items: { label: string; sortText: string }[] }>(
      "textDocument/completion",
      { textDocument: { uri }, position: { line, character } },
    );
    const items = answer.items.toSorted((a, b) => a.sortText.localeCompare(b.sortText));
    offered.push(items.map(({ label }) => label));
  }
  return offered;
}

const places = [
  ["an argument", 'plan p(s: Sample) {\n  step w = wash(s, note: "for ', ")\n}\n"],
  ["a failure", 'plan p(s: Sample) {\n  fail "no ', "\n}\n"],
  ["a `let`", 'plan p(s: Sample) {\n  let n = "of ', "\n  step w = wash(s, note: n)\n}\n"],
  ["a record", 'plan p(s: Sample) -> { a: String } {\n  return { a: "of ', " }\n}\n"],
  ["a prompt", 'llm judge(s: Sample) -> { ok: Bool } {\n  prompt "Judge ', "\n}\n"],
  ["a long prompt", 'llm judge(s: Sample) -> { ok: Bool } {\n  prompt """\n    Judge ', "\n}\n"],
  ["a question", 'human look(s: Sample) {\n  ask  chemist\n  show "Look at ', "\n}\n"],
  ["an address", 'service get(s: Sample) -> { ok: Bool } {\n  run http get "https://lab.example/', "\n}\n"],
] as const;

describe.each(places)("in %s", (_, before, after) => {
  const quote = before.includes('"""') ? '"""' : '"';

  test.each([
    ["with its bracket and quote", `}${quote}`],
    ["without its bracket", quote],
    ["without its bracket and quote", ""],
    ["with words behind it", ` today${quote}`],
  ])("%s", async (_, close) => {
    const offered = await typed(before, "${s.i", close + after);
    const [dollar, brace, name, dot, field] = offered;
    expect(dollar).toEqual([]);
    expect(brace).toContain("s");
    expect(name).toContain("s");
    expect(dot).toEqual(expect.arrayContaining(["id", "weight"]));
    expect(field?.[0]).toBe("id");
  });
});

test("a text itself, before and behind an interpolation, completes nothing", async () => {
  const offered = await typed('plan p(s: Sample) {\n  let n = "a', " s ${s} s", '"\n}\n');
  expect(offered.map((labels) => labels.length > 0)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
});
