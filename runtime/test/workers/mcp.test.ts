import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Capability } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { InProcess } from "../../src/workers/in-process.ts";
import { configuredServer, filledIn } from "../../src/workers/mcp/servers.ts";
import { McpTools } from "../../src/workers/mcp.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { JobResult } from "../../src/world/world.ts";
import { capability, job, type Shape, start } from "./jobs.ts";
import { newServer } from "./mcp/tools.ts";

const program = fileURLToPath(new URL("./mcp/stdio.ts", import.meta.url));
const overPipes = {
  command: process.execPath,
  args: [program],
  env: { GREETING: variable("MCP_TEST_GREETING") },
};

/** As a text of `orch.json` names one of the environment. */
function variable(name: string): string {
  return `\${${name}}`;
}

/** A project with one server, `tools`, and workers that call it. */
function project(
  settings: object = overPipes,
  environment: NodeJS.ProcessEnv = { MCP_TEST_GREETING: "hello" },
) {
  const root = mkdtempSync(join(tmpdir(), "orch-mcp-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "orch.json"), JSON.stringify({ mcp: { tools: settings } }));
  const book = join(root, "book");
  writeFileSync(book, "");
  const output: HandlerOutput[] = [];
  const tools = new McpTools(environment, (line) => output.push(line));
  const workers = new InProcess(
    nodeClock(),
    {
      load: (place) =>
        place.handler.kind === "mcp" ? tools.load(place, place.handler) : { unusable: "no tool" },
      most: () => 256,
      close: () => tools.close(),
    },
    () => undefined,
  );
  onTestFinished(() => workers.close());
  let places = 0;
  const begin = (tool: string, shape: Shape = {}) => {
    places += 1;
    const place = `${places}`;
    const of: Capability = capability("it", {
      params: { book: schemas.string() },
      result: schemas.record({ book: schemas.string() }),
      ...shape,
    });
    workers.equip({
      [place]: { capability: of, handler: { kind: "mcp", server: "tools", tool }, schemas: {}, root },
    });
    const one = job("it", { book }, { place });
    return { one, result: start(workers, [one])[0] as Promise<JobResult> };
  };
  return {
    root,
    book,
    output,
    workers,
    begin,
    call: (tool: string, shape: Shape = {}) => begin(tool, shape).result,
    lines: () =>
      readFileSync(book, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split(" ")),
  };
}

/** A server over HTTP; `forget` makes it forget its session. */
async function overHttp(): Promise<{ readonly url: string; forget(): Promise<void> }> {
  let transport: StreamableHTTPServerTransport;
  const begin = async (): Promise<void> => {
    transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });
    await newServer().connect(transport as Transport);
  };
  await begin();
  const server = createServer((request, response) => {
    const session = request.headers["mcp-session-id"];
    if (session === undefined || session === transport.sessionId)
      void transport.handleRequest(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, forget: begin };
}

describe.each([
  ["pipes", async () => project()],
  ["HTTP", async () => project({ url: (await overHttp()).url })],
])("a tool over %s", (_, made) => {
  test.each([
    ["structured", { ok: "book" }],
    ["json", { ok: "book" }],
    [
      "plain",
      { failure: { class: "invalid_output", message: expect.stringContaining("no JSON") }, reach: "reached" },
    ],
    ["nothing", { failure: { class: "invalid_output" }, reach: "reached" }],
    [
      "large",
      {
        failure: { class: "invalid_output", message: expect.stringContaining("more than 8388608 bytes") },
        reach: "reached",
      },
    ],
    [
      "refuses",
      { failure: { class: "permanent", name: "bounced", message: "no such box" }, reach: "unknown" },
    ],
    ["breaks", { failure: { class: "permanent", name: "permanent", message: "it broke" }, reach: "unknown" }],
    ["unheard_of", { failure: { class: "permanent" }, reach: "not_reached" }],
  ])("that %s", async (tool, outcome) => {
    const { call, book } = await made();
    const wanted = "ok" in outcome ? { ok: { book } } : outcome;
    expect(await call(tool, { fails: ["bounced"] })).toMatchObject({ outcome: wanted });
  });

  test("is given the key, and told when it is not wanted any more", async () => {
    const { begin, workers, lines } = await made();
    const { one, result } = begin("waits");
    await vi.waitFor(() => expect(lines()).toHaveLength(1));
    workers.abort(one.key, 1);
    expect(await result).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "unknown" } });
    await vi.waitFor(() =>
      expect(lines().map(([, ...rest]) => rest)).toEqual([
        ["waits", one.key],
        ["cancelled", one.key],
      ]),
    );
  });

  test("that gives text gives it as it is, where a String is declared, and nothing where nothing is", async () => {
    const { call } = await made();
    expect(await call("plain", { result: schemas.string() })).toMatchObject({ outcome: { ok: "not JSON" } });
    expect(await call("plain", { result: null })).toMatchObject({ outcome: { ok: null } });
  });
});

describe("a server that is started", () => {
  test("is started once for all calls, with what it was configured with, and ended at the end", async () => {
    const { call, lines, workers, output } = project();
    const results = await Promise.all([call("json"), call("structured"), call("environment")]);
    expect(results[2]).toMatchObject({ outcome: { ok: { book: "hello" } } });
    const [pid] = new Set(lines().map(([process]) => Number(process)));
    expect(new Set(lines().map(([process]) => process)).size).toBe(1);
    await vi.waitFor(() => expect(output).toEqual([{ by: "stderr", text: "[mcp tools] ready" }]));
    await workers.close();
    await vi.waitFor(() => expect(() => process.kill(pid!, 0)).toThrow("ESRCH"));
  });

  test("and dies: nobody knows what was done, and the next call starts it again", async () => {
    const { call, lines } = project();
    const lost = { failure: { class: "transient" }, reach: "unknown" };
    expect(await call("dies")).toMatchObject({ outcome: lost });
    expect(await call("json")).toMatchObject({ outcome: { ok: {} } });
    expect(new Set(lines().map(([process]) => process)).size).toBe(2);
  });

  test.each([
    ["is not there", { command: "./no-such-program" }, "permanent", "ENOENT"],
    ["ends before it says hello", { command: process.execPath, args: ["-e", ""] }, "transient", "closed"],
    [
      "wants a variable that is not set",
      { ...overPipes, env: { A: variable("NOT_SET") } },
      "permanent",
      "NOT_SET",
    ],
  ])("and %s was not reached", async (_, settings, kind, why) => {
    const { call } = project(settings);
    expect(await call("json")).toMatchObject({
      outcome: { failure: { class: kind, message: expect.stringContaining(why) }, reach: "not_reached" },
    });
  });

  test("and never says hello is given up with the attempt", async () => {
    const { begin, workers } = project({ command: process.execPath, args: ["-e", "process.stdin.resume()"] });
    const { one, result } = begin("json");
    await Promise.resolve();
    workers.abort(one.key, 1);
    expect(await result).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "not_reached" } });
  });
});

describe("a server over HTTP", () => {
  test("that has forgotten the session did nothing, and is greeted anew by the next call", async () => {
    const server = await overHttp();
    const { call } = project({ url: server.url });
    expect(await call("json")).toMatchObject({ outcome: { ok: {} } });
    await server.forget();
    expect(await call("json")).toMatchObject({
      outcome: { failure: { class: "transient" }, reach: "not_reached" },
    });
    expect(await call("json")).toMatchObject({ outcome: { ok: {} } });
  });

  test("that nobody listens at was not reached", async () => {
    const { call } = project({ url: "http://127.0.0.1:1/mcp" });
    expect(await call("json")).toMatchObject({
      outcome: {
        failure: {
          class: "transient",
          message: expect.stringMatching(/: fetch failed: .*(bad port|ECONNREFUSED)/u),
        },
        reach: "not_reached",
      },
    });
  });
});

describe("the configuration", () => {
  test("is the innermost around the program", () => {
    const { root } = project();
    expect(configuredServer(join(root, "a", "b"), "tools")).toEqual({ settings: overPipes, folder: root });
    const path = join(root, "orch.json");
    expect(configuredServer(root, "tool")).toEqual({
      missing: `\`mcp\` in ${path} does not have it; there is tools`,
    });
    expect(configuredServer(root, "toString")).toHaveProperty("missing");
  });

  test.each([
    [{}],
    ["node"],
    [{ command: "" }],
    [{ command: "a", args: [1] }],
    [{ url: "nowhere" }],
    [{ url: "http://a", headers: { b: 1 } }],
  ])("cannot be %j", (settings) => {
    const { root } = project(settings as object);
    expect(configuredServer(root, "tools")).toEqual({ missing: expect.stringContaining("has to be") });
  });

  test("has variables of the environment in any text", () => {
    const settings = {
      url: `https://${variable("HOST")}/mcp`,
      headers: { authorization: `Bearer ${variable("TOKEN")}` },
    };
    expect(filledIn(settings, { HOST: "a.example", TOKEN: "$1 \"'" })).toEqual({
      ok: { url: "https://a.example/mcp", headers: { authorization: "Bearer $1 \"'" } },
    });
    expect(filledIn(settings, { HOST: "a.example" })).toEqual({ unset: "TOKEN" });
  });
});

describe("a server that writes without end", () => {
  const floods = fileURLToPath(new URL("./mcp/floods.ts", import.meta.url));
  const flooding = (how: string) => ({ command: process.execPath, args: [floods, how] });

  test.each(["stdout", "stdout-lines", "stderr", "stderr-lines"])(
    "on %s takes no memory of ours",
    async (how) => {
      const { begin, workers } = project(flooding(how));
      const before = process.memoryUsage.rss();
      let most = 0;
      const clock = nodeClock();
      const look = (): void => {
        most = Math.max(most, process.memoryUsage.rss() - before);
        forget = clock.wake(clock.now() + 10, look);
      };
      let forget = clock.wake(clock.now(), look);
      const { one, result } = begin("echo");
      const late = clock.wake(clock.now() + 2_000, () => workers.abort(one.key, 1));
      expect(await result).toMatchObject({ outcome: { failure: {} } });
      late();
      forget();
      expect(most / 2 ** 20).toBeLessThan(300);
    },
  );
});
