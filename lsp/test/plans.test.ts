import { afterEach, expect, test } from "vitest";
import { type Editor, openEditor } from "./editor/editor.ts";

const uri = "untitled:main.orch";
const program = `module lab

tool wash(n: Int) -> Int { effect pure  latency <= 1m  cost <= $0.10 }

guardrail cheap { cost <= $1 }

plan clean(n: Int) -> Int {
  step w = wash(n)
  return w
}

scenario "it goes well" for clean {
  given   n = 3
  answer  wash with 4
  expect  completed
  expect  result == 4
}

scenario "it does not" for clean {
  given   n = 3
  answer  wash with 4
  expect  result == 5
}
`;

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

async function asked<Answer>(method: string, params: object): Promise<Answer> {
  editor = await openEditor();
  editor.open(uri, program);
  return editor.connection.sendRequest(method, params);
}

test("above a plan stands what it comes to at worst, and how many of its rules are proved", async () => {
  const lenses = await asked<{ command?: { title: string; command: string } }[]>("textDocument/codeLens", {
    textDocument: { uri },
  });
  const resolved = await editor.connection.sendRequest<{ command: { title: string } }>(
    "codeLens/resolve",
    lenses[0] ?? {},
  );
  expect(resolved.command.title).toBe("cost ≤ $0.20 · 2 m · 1/1 rules proved");
  // One that says all already is asked of by some clients, too.
  expect(await editor.connection.sendRequest("codeLens/resolve", lenses[1] ?? {})).toEqual(lenses[1]);
  expect(lenses.slice(1).map(({ command }) => command?.title)).toEqual([
    "Preview",
    "Verify",
    "Run",
    "Play",
    "Watch",
    "Play",
    "Watch",
  ]);
});

test("above a scenario stands what came of it when it was last played, and whether that may have changed", async () => {
  const titles = async (): Promise<readonly string[]> => {
    const lenses = await editor.connection.sendRequest<{ command?: { title: string } }[]>(
      "textDocument/codeLens",
      { textDocument: { uri } },
    );
    return lenses.flatMap(({ command }) => command?.title ?? []).slice(3);
  };
  await asked("orch/play", { uri, title: "it does not" });
  expect(await titles()).toEqual(["Play", "Watch", "✗ failed", "Play", "Watch"]);
  await editor.connection.sendRequest("orch/play", { uri, title: "it goes well" });
  // What else is opened changes nothing of it.
  editor.open("untitled:other.orch", "module other\n");
  expect(await titles()).toEqual(["✓ passed", "Play", "Watch", "✗ failed", "Play", "Watch"]);
  await editor.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `${program}\n` }],
  });
  const stale = (said: string): string => `${said}, before the last change`;
  expect(await titles()).toEqual([stale("✓ passed"), "Play", "Watch", stale("✗ failed"), "Play", "Watch"]);
});

test("a preview is a page with an anchor for each step, which leads back to the text", async () => {
  const found = await asked<{
    name: string;
    page: string;
    places: Record<string, { range: { start: { line: number } } }>;
  }>("orch/preview", { uri });
  expect(found.name).toBe("lab.clean");
  const [anchor, place] = Object.entries(found.places)[0] ?? [];
  expect(found.page).toContain(`href="#${anchor}"`);
  expect(place?.range.start.line).toBe(7);
});

test("with a mistake in the plan there is no page, and its plans are still listed", async () => {
  editor = await openEditor();
  editor.open(uri, program.replace("return w", "return v"));
  const found = await editor.connection.sendRequest<{ page?: string; plans: unknown[] }>("orch/preview", {
    uri,
  });
  expect(found.page).toBeUndefined();
  expect(found.plans).toHaveLength(1);
});

test("scenarios are played; what is not as expected is told where it is written", async () => {
  const good = await asked<{ status: string; unmet: unknown[] }>("orch/play", { uri, title: "it goes well" });
  expect(good).toMatchObject({ status: "passed", unmet: [] });
  const bad = await editor.connection.sendRequest<{ status: string; unmet: { range: { start: object } }[] }>(
    "orch/play",
    { uri, title: "it does not" },
  );
  expect(bad.status).toBe("failed");
  expect(bad.unmet.map(({ range }) => range.start)).toEqual([{ line: 21, character: 2 }]);
});

test("a scenario is told moment by moment, each at the step of the picture that it is about", async () => {
  const found = await asked<{
    page: string;
    moments: { at: number; anchor: string; state: string; says: string }[];
  }>("orch/story", { uri, title: "it goes well" });
  expect(found.moments.map(({ says }) => says)).toEqual([
    "0 s  w begins",
    "1 m  w is done",
    "1 m  return is completed",
  ]);
  const last = new Map(found.moments.map(({ anchor, state }) => [anchor, state]));
  expect([...last.values()]).toEqual(["done", "done"]);
  for (const { anchor } of found.moments) expect(found.page).toContain(`id="${anchor}"`);
});

test("of what a plan asks people it is told what comes of the answer", async () => {
  editor = await openEditor();
  const asking = `module lab
role boss
human sure(n: Int) -> { granted: Bool } { ask boss  show "May \${n} go?" }
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
policy careful { on wash  require approval by boss within 2h }
plan clean(n: Int) -> Int {
  step ok = sure(n) { timeout 1d }
  when ok.granted { step w = wash(n)  return w } else { fail "not now" }
}
`;
  editor.open(uri, asking);
  const found = await editor.connection.sendRequest("orch/questions", { uri, name: "lab.clean" });
  expect(found).toEqual({
    answers: {
      "lab.clean/ok": {
        leads: [
          { when: "when ok.granted", does: ["`w` calls wash, a tool"] },
          { when: "otherwise", does: ['the plan ends: fail "not now"'] },
        ],
        without: "the plan fails",
      },
    },
    approvals: {
      "lab.clean/w": [
        {
          policy: "careful",
          within: "2 h",
          leads: [
            { when: "granted", does: ["`w` calls wash, a tool"] },
            { when: "otherwise", does: ["`w` is denied: the plan fails"] },
          ],
        },
      ],
    },
  });
});

test("what is otherwise than in another text leads to where it is written now; what is gone to nowhere", async () => {
  const earlier = program.replace("step w = wash(n)", "step w = wash(n) { retry 1 }\n  step v = wash(w)");
  const found = await asked<{ page: string; places: Record<string, { range: unknown }> }>("orch/difference", {
    uri,
    name: "lab.clean",
    earlier,
  });
  expect(found.page).toContain('id="change-2"');
  const range = { start: { line: 7, character: 2 }, end: { line: 7, character: 18 } };
  expect(Object.values(found.places)).toEqual([{ uri, range }]);
  const [anchor] = Object.keys(found.places);
  expect(found.page).toContain(`href="#${anchor}"`);
});

test("a plan is shown beside what it was in another text", async () => {
  const earlier = program.replace("cost <= $0.10", "cost <= $0.05");
  const found = await asked<{ page: string }>("orch/difference", { uri, name: "lab.clean", earlier });
  expect(found.page).toContain("$0.05");
  const none = await editor.connection.sendRequest<{ because: string }>("orch/difference", {
    uri,
    name: "lab.clean",
    earlier: "module lab\n",
  });
  expect(none.because).toContain("no such plan");
});
