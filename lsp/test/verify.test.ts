import { spawn } from "node:child_process";
import { afterEach, expect, test, vi } from "vitest";
import {
  CancellationTokenSource,
  createProtocolConnection,
  LSPErrorCodes,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageserver/node";
import type { Requests } from "../src/requests.ts";
import { type Editor, openEditor } from "./editor/editor.ts";

const uri = "untitled:main.orch";

type Progress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
type Found = NonNullable<Requests["orch/verify"]["gets"]>;

let editor: Editor;

afterEach(async () => {
  await editor.close();
});

/** Of so many steps beside each other, with tries: to go through it all takes very long. */
const large = `module mill
service grind(n: Int) -> Int { effect idempotent  latency <= 5m  undo sweep(n) }
service sweep(n: Int) { effect idempotent  latency <= 5m }
plan mill(n: Int) -> Int {
${Array.from({ length: 24 }, (_, at) => `  step s${at} = grind(n + ${at}) { retry 3 }`).join("\n")}
  return s0
}
`;

/** A search that does not end by itself soon; `began` as soon as it has told how far it has come. */
function searchLong() {
  editor.open(uri, large);
  const cancel = new CancellationTokenSource();
  const told: Progress[] = [];
  const began = new Promise<void>((resolve) => {
    editor.connection.onNotification("$/progress", ({ value }: { value: Progress }) => {
      told.push(value);
      if (value.kind === "report") resolve();
    });
  });
  const asked = { uri, name: "mill.mill", workDoneToken: "search" };
  const answered = editor.connection.sendRequest<Found>("orch/verify", asked, cancel.token).then(
    (found) => found,
    (error: unknown) => {
      if (error instanceof ResponseError) return error.code;
      throw error;
    },
  );
  return { answered, began, cancel, told };
}

test("a search tells how far it has come, keeps nobody waiting, and ends when it is not wanted any more", async () => {
  editor = await openEditor();
  const { answered, began, cancel, told } = searchLong();
  await began;
  const position = { line: 1, character: 9 };
  const hover = await editor.connection.sendRequest<object | null>("textDocument/hover", {
    textDocument: { uri },
    position,
  });
  expect(JSON.stringify(hover)).toContain("grind");
  expect(told.map(({ kind }) => kind)).not.toContain("end");
  cancel.cancel();
  expect(await answered).toBe(LSPErrorCodes.RequestCancelled);
  await editor.connection.sendRequest("orch/plans", { uri });
  expect(told[0]).toMatchObject({ kind: "begin", cancellable: true });
  expect(told[1]).toMatchObject({ kind: "report", message: expect.stringMatching(/^[\d,]+ runs$/u) });
  expect(told.at(-1)).toEqual({ kind: "end" });
});

test("who searches the same plan once more has no use for the search before", async () => {
  editor = await openEditor();
  const first = searchLong();
  await first.began;
  const second = searchLong();
  expect(await first.answered).toBe(LSPErrorCodes.RequestCancelled);
  second.cancel.cancel();
  expect(await second.answered).toBe(LSPErrorCodes.RequestCancelled);
});

test("an editor that goes away in the middle of a search leaves no process behind", async () => {
  editor = await openEditor();
  const server = spawn(
    process.execPath,
    [
      "--conditions=orch-source",
      "--input-type=module",
      "-e",
      `import { serveProcess } from ${JSON.stringify(new URL("../src/server.ts", import.meta.url).href)};
       await serveProcess();`,
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const ended = new Promise((resolve) => server.once("close", resolve));
  let complaints = "";
  server.stderr.on("data", (bytes: Buffer) => {
    complaints += bytes.toString();
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const began = new Promise((resolve) => connection.onNotification("$/progress", resolve));
  await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  const textDocument = { uri, languageId: "orch", version: 1, text: large };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const asked = { uri, name: "mill.mill", workDoneToken: "search" };
  const answered = vi.fn();
  connection.sendRequest("orch/verify", asked).then(answered, () => undefined);
  await began;
  server.stdin.end();
  await ended;
  expect(complaints).toBe("");
  expect(answered).not.toHaveBeenCalled();
  connection.dispose();
});

test("of a plan that is not there, or has a mistake, nothing is searched", async () => {
  editor = await openEditor();
  editor.open(uri, large.replace("return s0", "return t0"));
  for (const name of ["mill.mill", "mill.none"])
    expect(await editor.connection.sendRequest("orch/verify", { uri, name })).toBeNull();
});

test("a run that breaks what has to hold is found, told in the picture, and written as a scenario", async () => {
  editor = await openEditor();
  const unsafe = `module tea
service boil(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 5m }
service fetch(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 30m  undo send_back(litres) }
service send_back(litres: Int) { effect idempotent  latency <= 5m }
plan tea(litres: Int) -> { warm: Bool } {
  step water = boil(litres) { timeout 5m } else fetch(litres)
  return { warm: water.warm }
}
`;
  editor.open(uri, unsafe);
  const answer = await editor.connection.sendRequest<Found>("orch/verify", { uri, name: "tea.tea" });
  expect(answer.found[0]).toMatchObject({ faults: 1 });
  expect(answer.found[0]?.moments.map(({ says }) => says)).toEqual(
    expect.arrayContaining(["0 s  water begins", "5 m  water is broken off: its time is over"]),
  );
  for (const { says, scenario, moments } of answer.found) {
    expect(says).toMatch(/\.$/u);
    expect(scenario).toContain("for tea {");
    for (const { anchor } of moments) expect(answer.page).toContain(`id="${anchor}"`);
  }
  expect(answer.reach).toMatch(/^\d+ runs/u);
});

test("of a plan that nothing breaks it is told how far was looked", async () => {
  editor = await openEditor();
  editor.open(
    uri,
    `module lab
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
plan clean(n: Int) -> Int {
  step w = wash(n)
  return w
}
`,
  );
  const answer = await editor.connection.sendRequest<Found>("orch/verify", { uri, name: "lab.clean" });
  expect(answer.found).toEqual([]);
  expect(answer.reach).toMatch(/every way, with up to 2 faults$/u);
});
