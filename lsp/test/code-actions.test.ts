import { afterEach, expect, test } from "vitest";
import { type OpenText, openText, type Range } from "./editor/text.ts";

let opened: OpenText | undefined;

afterEach(async () => {
  await opened?.editor.close();
  opened = undefined;
});

/** The text with what an action writes, none where it is not offered. */
async function acted(fixture: string, title: string): Promise<string | undefined> {
  const text = await openText(fixture);
  opened = text;
  const at = text.position(fixture.indexOf("$0"));
  const actions = await text.ask<
    { title: string; edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]
  >("textDocument/codeAction", { range: { start: at, end: at }, context: { diagnostics: [] } });
  const [edit] = actions.find((one) => one.title === title)?.edit.changes[text.uri] ?? [];
  if (edit === undefined) return undefined;
  const lines = text.text.split("\n");
  const offset = ({ line, character }: Range["start"]): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, character);
  return (
    text.text.slice(0, offset(edit.range.start)) + edit.newText + text.text.slice(offset(edit.range.end))
  );
}

const match = (cases: string): string => `module lab
type State = raw | clean | lost
tool wash() { effect pure  latency <= 1m }
plan p(s: State) {
  match s {${cases}
  }
}
`;

test.each([
  ["\n    ra$0w { }", "\n    raw { }\n    clean { }\n    lost { }"],
  ["\n    ra$0w | clean { step w = wash() }", "\n    raw | clean { step w = wash() }\n    lost { }"],
  ["\n    raw$0 { }\n    clean | lost { }", undefined],
  ["\n    raw$0 { }\n    else { }", undefined],
])("where the cases are %j they become %j", async (before, after) => {
  expect(await acted(match(before), "Add the missing cases")).toBe(after && match(after));
});

const importing = (imports: string): string => `module lab\n\n${imports}\n\nplan p() { }$0\n`;

test.each([
  [
    "import std.people { supervisor, Approval as Yes }\nimport std.home { set_lights, LightGroup }",
    "import std.home { LightGroup, set_lights }\nimport std.people { Approval as Yes, supervisor }",
  ],
  ["import std.home { LightGroup, set_lights }", undefined],
  ["import std.people { supervisor }\n// the house\nimport std.home { set_lights }", undefined],
])("imports %j become %j", async (before, after) => {
  const found = await acted(importing(before), "Organise the imports");
  expect(found).toBe(after && importing(after).replace("$0", ""));
});
