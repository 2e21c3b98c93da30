import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RunCommand } from "../../src/mcp/call.ts";
import { createMcpServer } from "../../src/mcp/server.ts";
import { orch, start, workFolder } from "../orch.ts";

/* A client that writes its messages itself, as no library of the protocol would. */

interface Reply {
  readonly id?: unknown;
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: { readonly code: number; readonly message: string };
}

interface Raw {
  readonly child: ChildProcess;
  write(bytes: string | Buffer): void;
  /** Sends a request, and waits for what has its id. */
  ask(method: string, params?: unknown): Promise<Reply>;
}

let ids = 0;
const request = (method: string, params?: unknown) => ({
  jsonrpc: "2.0",
  id: ++ids,
  method,
  ...(params === undefined ? {} : { params }),
});
const hello = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "raw", version: "1" },
};

async function served(folder: string): Promise<Raw> {
  const child = start(["mcp", folder], { stdin: "pipe" });
  onTestFinished(() => void child.kill());
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("no pipes");
  child.stderr?.resume();
  // A server that gives up may close it in the middle of a message.
  stdin.on("error", () => undefined);
  const waiting = new Map<unknown, (reply: Reply) => void>();
  createInterface({ input: stdout }).on("line", (line) => {
    const reply = JSON.parse(line) as Reply;
    waiting.get(reply.id)?.(reply);
  });
  const write = (bytes: string | Buffer): void => void stdin.write(bytes);
  const ask = (method: string, params?: unknown): Promise<Reply> => {
    const one = request(method, params);
    return new Promise((resolve) => {
      waiting.set(one.id, resolve);
      write(`${JSON.stringify(one)}\n`);
    });
  };
  expect(await ask("initialize", hello)).toMatchObject({ result: { serverInfo: { name: "orch" } } });
  write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return { child, write, ask };
}

test("lines that are no message are dropped, and requests that are wrong get an error; the server goes on", async () => {
  const { write, ask, child } = await served(workFolder());
  const lines: readonly (string | Buffer)[] = [
    "no JSON",
    '{"jsonrpc":"2.0"',
    "[]",
    "null",
    "7",
    "",
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":7}',
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":999}}',
    '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"run","arguments":{"target":"greet.orch"}}}',
    Buffer.from([0xff, 0xfe, 0x00]),
    `${"[".repeat(100_000)}`,
  ];
  for (const line of lines) write(Buffer.concat([Buffer.from(line), Buffer.from("\n")]));
  expect(await ask("no/such/method")).toMatchObject({ error: { code: -32601 } });
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ["tools/call", undefined, '"params"'],
    ["tools/call", { name: 7 }, '"name"'],
    ["tools/call", { name: "constructor" }, "There is no tool"],
    ["tools/call", { name: "check", arguments: [] }, '"arguments"'],
    ["tools/call", { name: "check", arguments: {}, task: {} }, "is no task"],
    ["resources/read", { uri: "file:///etc/passwd" }, "is not a page"],
    ["resources/read", {}, "params.uri: "],
    ["tasks/get", { taskId: "../../x" }, "There is no journal"],
    ["tasks/get", {}, "params.taskId: "],
    ["initialize", {}, "params.protocolVersion: "],
  ];
  for (const [method, params, says] of wrong) {
    const { error } = await ask(method, params);
    expect(error, `${method} ${JSON.stringify(params)}`).toMatchObject({ code: -32602 });
    expect(error?.message).toContain(says);
  }
  expect(await ask("ping")).toMatchObject({ result: {} });
  // The notification that looked like a call has started nothing.
  expect(await ask("tools/call", { name: "status", arguments: {} })).toMatchObject({
    result: { structuredContent: { result: [] } },
  });
  child.stdin?.end();
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});

test("a message that is too long ends neither the project's runs nor the next session", async () => {
  const folder = workFolder();
  const { write, child } = await served(folder);
  const ended = once(child, "exit");
  write("x".repeat(9 * 1024 * 1024));
  child.stdin?.end();
  await ended;
  const next = await served(folder);
  expect(await next.ask("ping")).toMatchObject({ result: {} });
});

test("a cancelled request ends the command that only reads, and is not answered; one that acts goes on", async () => {
  const folder = workFolder();
  const under: { readonly name: string; readonly signal: AbortSignal | undefined }[] = [];
  const go = Promise.withResolvers<void>();
  const run: RunCommand = async ([name = ""], signal) => {
    under.push({ name, signal });
    await Promise.race([go.promise, signal === undefined ? go.promise : once(signal, "abort")]);
    return { code: 0, stdout: "{}\n", stderr: "" };
  };
  const server = createMcpServer({
    folder,
    store: undefined,
    runsIn: `${folder}/.orch/journal.db`,
    user: "{}",
    run,
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  const replies: unknown[] = [];
  here.onmessage = (message) => replies.push("id" in message ? message.id : undefined);
  await Promise.all([server.connect(there), here.start()]);
  onTestFinished(() => server.close());
  const sent = async (name: string, given: object): Promise<number> => {
    const one = request("tools/call", { name, arguments: given });
    await here.send(one as never);
    await vi.waitFor(() => expect(under.at(-1)?.name).toBe(name));
    return one.id;
  };
  const read = await sent("verify", {});
  const acts = await sent("run", { target: "greet.orch" });
  for (const requestId of [read, acts])
    await here.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } });
  expect(under.map(({ signal }) => signal?.aborted)).toEqual([true, undefined]);
  go.resolve();
  const last = request("ping");
  await here.send(last as never);
  await vi.waitFor(() => expect(replies).toContain(last.id));
  expect(replies).not.toContain(read);
  expect(replies).not.toContain(acts);
});

test("a task outlives the server that started it, SIGKILL included, and ends once its question is answered", async () => {
  const folder = workFolder();
  const first = await served(folder);
  const begun = await first.ask("tools/call", {
    name: "run",
    arguments: { target: "asks.orch", input: { name: "Ada" }, request: "once" },
    task: { ttl: 1 },
  });
  const { task } = begun.result as { readonly task: { readonly taskId: string } };
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const second = await served(folder);
  const again = await second.ask("tools/call", {
    name: "run",
    arguments: { target: "asks.orch", input: { name: "Ada" }, request: "once" },
    task: {},
  });
  // The same request is the same run.
  expect(again.result).toMatchObject({ task: { taskId: task.taskId } });
  const { taskId } = task;
  await expect
    .poll(() => second.ask("tasks/get", { taskId }))
    .toMatchObject({ result: { status: "input_required" } });
  const result = second.ask("tasks/result", { taskId });
  const user = JSON.stringify({ id: "ann", roles: ["demo.asks.doorkeeper"], consents: [] });
  const answered = await orch(["answer", taskId, "door", '{"granted":true}', "--user", user], {
    cwd: folder,
  });
  expect(answered.stderr + answered.stdout).toContain("completed");
  expect(await result).toMatchObject({ result: { structuredContent: { result: { status: "completed" } } } });
  expect(await second.ask("tasks/get", { taskId })).toMatchObject({ result: { status: "completed" } });
  // What is over can't be cancelled.
  expect(await second.ask("tasks/cancel", { taskId })).toHaveProperty("error");
});
