import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import { connected } from "./connected.ts";

const saidBy = ({ content }: CallToolResult): string =>
  content.map((block) => (block.type === "text" ? block.text : "")).join("\n");

interface Structured {
  readonly exit: number;
  readonly result: Record<string, unknown>;
  readonly messages: string;
}
const structured = (result: CallToolResult): Structured => result.structuredContent as unknown as Structured;

test("each tool has a schema of what it takes, and only those that act are not read-only", async () => {
  const { client } = await connected();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "check",
    "plan",
    "explain",
    "verify",
    "simulate",
    "run",
    "status",
    "answer",
  ]);
  expect(
    tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name),
  ).toEqual(["run", "answer"]);
  for (const { inputSchema } of tools) expect(inputSchema).toMatchObject({ additionalProperties: false });
});

test("a mistake comes with its code, place and fixes, and its page can be read", async () => {
  const { client, folder, call } = await connected();
  const path = join(folder, "greet.orch");
  writeFileSync(path, readFileSync(path, "utf8").replace("greet(name, times)", "greet(nam, times)"));
  const { exit, result } = structured(await call("check", { targets: ["greet.orch"] }));
  expect(exit).toBe(1);
  const [found] = result.diagnostics as { code: string; range: { start: { line: number } } }[];
  expect(found).toMatchObject({ range: { start: { line: 10 } }, notes: expect.anything() });
  const { contents } = await client.readResource({ uri: `orch://diagnostics/${found?.code}` });
  expect(contents[0]).toMatchObject({ mimeType: "text/markdown", text: expect.stringContaining("```orch") });
  const broken = await call("plan", { target: "greet.orch" });
  expect(broken.isError).toBe(true);
  expect(saidBy(broken)).toContain("name");
  const explained = structured(await call("explain", { code: found?.code }));
  expect(explained.result).toMatchObject({ code: found?.code, text: expect.stringContaining("```orch") });
});

test("a plan is shown, explained, verified and simulated without anything happening", async () => {
  const { call } = await connected();
  expect(structured(await call("plan", { target: "asks.orch" })).result).toMatchObject({
    plan: "demo.asks.visit",
  });
  expect(structured(await call("explain", { target: "asks.orch", step: "door" })).result).toBeDefined();
  expect(structured(await call("explain", { target: "asks.orch" })).result.nodes).toContain(
    "demo.asks.visit/door",
  );
  const verified = structured(await call("verify", { targets: ["asks.orch"], faults: 1, runs: 5 }));
  expect(verified).toMatchObject({ exit: 0, result: { verdict: expect.any(String) } });
  const none = await call("simulate", { targets: ["asks.orch"] });
  expect([none.isError, saidBy(none)]).toEqual([true, expect.stringContaining("There are no scenarios")]);
  expect(structured(await call("status")).result).toEqual([]);
});

test("a run keeps what it is given from the process list, and is found by status", async () => {
  const { called, call } = await connected();
  const input = { name: "Ada", times: 2 };
  const dry = structured(await call("run", { target: "greet.orch", input, dry_run: true }));
  expect(dry).toMatchObject({
    exit: 0,
    result: { type: "dry-run", user: { id: "agent", roles: [], consents: [] } },
  });
  expect(structured(await call("status")).result).toEqual([]);
  const ran = structured(await call("run", { target: "greet.orch", input }));
  expect(ran).toMatchObject({ exit: 0, result: { status: "completed" } });
  expect(called.flat().join(" ")).not.toContain("Ada");
  const shown = structured(await call("status", { run: String(ran.result.run).slice(0, 6) }));
  expect(shown.result).toMatchObject({ run: ran.result.run, status: "completed" });
});

test("an approval is for whoever has the role, which no input gives", async () => {
  const { folder, call } = await connected();
  const waits = structured(await call("run", { target: "asks.orch", input: { name: "Ada" } }));
  expect(waits.exit).toBe(3);
  const given = { run: waits.result.run, step: "door", answer: { granted: true } };
  const refused = await call("answer", given);
  expect([refused.isError, saidBy(refused)]).toEqual([true, expect.stringContaining("doorkeeper")]);
  const selfMade = await call("answer", { ...given, user: { id: "boss", roles: ["*"] } });
  expect([selfMade.isError, saidBy(selfMade)]).toEqual([
    true,
    expect.stringContaining("`user` is no field here"),
  ]);
  const person = await connected({ id: "ann", roles: ["demo.asks.doorkeeper"], consents: [] }, folder);
  const wrong = await person.call("answer", { ...given, answer: "@/etc/passwd" });
  expect([wrong.isError, saidBy(wrong).includes("root:")]).toEqual([true, false]);
  expect(structured(await person.call("answer", given))).toMatchObject({
    exit: 0,
    result: { status: "completed" },
  });
});

test("a secret of a run is in no answer", async () => {
  const { folder, call } = await connected({ id: "ann", roles: ["gate.clerk"], consents: [] });
  writeFileSync(
    join(folder, "gate.orch"),
    `module gate

role clerk trust secret
human sign(text: String @secret) -> { granted: Bool } { ask clerk  show "\${text}?" }
plan p(text: String @secret) -> Bool {
  step signed = sign(text) { timeout 1d }
  return signed.granted
}
`,
  );
  const waits = await call("run", { target: "gate.orch", input: { text: "tangerine-4711" } });
  const { run } = structured(waits).result;
  const answers = [
    waits,
    await call("status"),
    await call("status", { run }),
    await call("answer", { run, step: "signed", answer: { granted: "tangerine-4711" } }),
    await call("answer", { run, step: "signed", answer: { granted: true } }),
  ];
  expect(answers.map(({ isError }) => isError)).toEqual([false, false, false, true, false]);
  expect(JSON.stringify(answers)).not.toContain("tangerine");
  expect(JSON.stringify(answers)).toContain("‹secret›");
});

test.each([
  ["check", { targets: "greet.orch" }, "a list was expected"],
  ["check", { targets: ["--fix"] }, "`--fix` cannot be read"],
  ["plan", {}, "`target` is missing"],
  ["plan", { target: 7 }, "text was expected"],
  ["plan", { target: "../greet.orch" }, "outside of the project's folder"],
  ["plan", { target: "/etc/passwd" }, "outside of the project's folder"],
  ["plan", { target: "out/secret.orch" }, "outside of the project's folder"],
  ["plan", { target: "x".repeat(5_000) }, "4000 characters"],
  ["verify", { faults: -1 }, "faults"],
  ["verify", { fault: 1 }, "`fault` is no field here; known are `targets`"],
  ["explain", {}, "either `code` or `target`"],
  ["explain", { code: "ORCH9999" }, "No diagnostic has the code"],
  ["run", { target: "greet.orch", input: "@/etc/passwd" }, "a record was expected"],
  ["run", { target: "greet.orch", input: { name: 7 } }, "name"],
  ["status", { run: "--store=/tmp/x" }, "There is no journal at `.orch"],
])("%s refuses case %#", async (name, given, says) => {
  const { folder, call } = await connected();
  symlinkSync("/tmp", join(folder, "out"));
  const result = await call(name, given);
  expect(result.isError).toBe(true);
  expect(saidBy(result)).toContain(says);
});

test.each([
  ["plan", { target: "desk.orch\0" }, "target"],
  ["check", { targets: ["desk.orch", "a\0b"] }, "targets"],
  ["status", { run: "\0" }, "run"],
])(
  "a text that no command line can hold is an answer of %s, not a fault of the server",
  async (tool, given, field) => {
    const { call } = await connected();
    const answer = await call(tool, given);
    expect([answer.isError, saidBy(answer)]).toEqual([
      true,
      `\`${field}\` has a NUL character, which no command takes.`,
    ]);
  },
);

test("an unknown tool or page is an error that names what there is", async () => {
  const { client, call } = await connected();
  await expect(call("chek")).rejects.toThrow("Did you mean `check`?");
  await expect(client.readResource({ uri: "orch://diagnostics/../../x" })).rejects.toThrow("is not a page");
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(
    expect.arrayContaining(["orch://guide/agents", "orch://language/steps", "orch://diagnostics/ORCH2001"]),
  );
});

test("a run is a task that its run is, asks for input, and is cancelled as a run", async () => {
  const { client, call } = await connected();
  const { tasks } = client.experimental;
  const stream = tasks.callToolStream(
    { name: "run", arguments: { target: "asks.orch", input: { name: "Ada" } } },
    undefined,
    { task: {} },
  );
  const { value: first } = await stream.next();
  expect(first).toMatchObject({ type: "taskCreated", task: { status: "input_required" } });
  const { taskId } = (first as { task: { taskId: string } }).task;
  expect(structured(await call("status", { run: taskId })).result).toMatchObject({ status: "waiting" });
  expect((await tasks.listTasks()).tasks.map((task) => task.taskId)).toEqual([taskId]);
  expect(await tasks.cancelTask(taskId)).toMatchObject({ status: "cancelled" });
  expect(structured(await call("status", { run: taskId })).result).toMatchObject({ status: "cancelled" });
  await expect(tasks.getTask("nothing")).rejects.toThrow("nothing");
  await stream.return();
});
