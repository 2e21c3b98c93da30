import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@orchlang/runtime/testing";
import { afterAll, expect, onTestFinished, vi } from "vitest";
import { start } from "../orch.ts";

/* A server and workers elsewhere, as real processes in a folder of the test's own. */

const program = `module fab
type Node { id: String }
resource edge_a: Node { at edge  latency 5ms  cost $1.00 per h  lease 1h  overflow cloud_b }
resource cloud_b: Node { at cloud  latency 60ms  cost $0.40 per h  lease 1h }
service crunch(n: Int, node: String) -> { at: String, by: String } {
  effect idempotent  latency <= 120s  run module "./h.mjs#crunch"
}
service ship(n: Int) -> { by: String } {
  effect once  irreversible because "gone"  latency <= 120s  run module "./h.mjs#ship"
}
plan cheap(n: Int) -> String {
  with node = edge_a at cost, latency wait 10m for 10m { step done = crunch(n: n, node: node.id) }
  return done.at
}
plan near(n: Int) -> String {
  with node = edge_a at latency, cost wait 10m for 10m { step done = crunch(n: n, node: node.id) }
  return done.at
}
plan job(n: Int) -> String {
  with node = edge_a wait 10m for 10m { step done = crunch(n: n, node: node.id) }
  return done.by
}
plan once(n: Int) -> String {
  step done = ship(n: n) using edge_a wait 10m { timeout 2m }
  return done.by
}
`;

const handlers = `import { appendFileSync, existsSync } from "node:fs";
const called = async (line) => {
  appendFileSync("calls", line + "\\n");
  while (existsSync("hold")) await new Promise((resolve) => setTimeout(resolve, 20));
};
export async function crunch({ n, node }, { key, log }) {
  log("secret is " + process.env.OWN_SECRET);
  await called([n, "crunch", process.env.WORKER ?? "server", key].join(" "));
  return { at: node, by: process.env.WORKER ?? "server" };
}
export async function ship({ n }, { key }) {
  await called([n, "ship", process.env.WORKER ?? "server", key].join(" "));
  return { by: process.env.WORKER ?? "server" };
}
`;

export const wait = { timeout: 60_000, interval: 20 };

export interface WorkerView {
  readonly worker: string;
  readonly state: string;
  readonly standing: string;
  readonly why?: string;
  readonly offers: readonly { readonly pool: string; readonly unfit?: string }[];
  readonly jobs: readonly { readonly run: string; readonly sent: boolean }[];
}

export interface Fabric {
  readonly cwd: string;
  /** The server's port, the same after each start. */
  port(): number;
  ask(path: string, body?: object): Promise<Record<string, unknown>>;
  /** Starts a run; the answer is its id. */
  run(workflow: string, n: number): Promise<string>;
  /** The value of a run that completes. */
  value(run: string): Promise<unknown>;
  workers(): Promise<readonly WorkerView[]>;
  worker(name: string, until: (view: WorkerView | undefined) => boolean): Promise<void>;
  work(name: string, more?: Working): ChildProcess;
  /** Calls with this number, as `crunch WORKER KEY`. */
  calls(n: number): readonly string[];
  /** So many have been made with it. */
  called(n: number, count: number): Promise<void>;
  hold(): void;
  release(): void;
  token(request: object): Promise<string>;
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Lines of the server's log. */
  log(): string;
}

export interface Working {
  readonly pools?: string;
  readonly port?: number;
  readonly args?: readonly string[];
  readonly token?: string;
  readonly cwd?: string;
}

/** For all tests of a file. */
export async function fabric(leaseSeconds: number): Promise<Fabric> {
  const cwd = mkdtempSync(join(tmpdir(), "orch-fabric-"));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, "fab.orch"), program);
  writeFileSync(join(cwd, "h.mjs"), handlers);
  writeFileSync(
    join(cwd, "server.json"),
    JSON.stringify({ workers: { pools: ["edge_a", "cloud_b"], leaseSeconds } }),
  );
  const port = await freePort();
  let header = "";
  let server: ChildProcess | undefined;
  let log = "";
  const startServer = async (): Promise<void> => {
    const args = [
      "serve",
      "fab.orch",
      "--port",
      String(port),
      "--settings",
      "server.json",
      "--format",
      "json",
    ];
    const child = start(args, { cwd });
    server = child;
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    await vi.waitFor(() => expect(printed, log).toContain("\n"), wait);
    const { tokenFile } = JSON.parse(printed) as { readonly tokenFile: string };
    header = readFileSync(join(cwd, tokenFile), "utf8").trim().replace("Authorization: ", "");
  };
  await startServer();
  afterAll(() => void server?.kill("SIGKILL"));
  let keys = 0;
  const ask: Fabric["ask"] = async (path, body) => {
    keys += 1;
    const headers = {
      authorization: header,
      "content-type": "application/json",
      "idempotency-key": `k${keys}`,
    };
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}/api/orchestration${path}`, { headers, ...sent });
    return (await response.json()) as Record<string, unknown>;
  };
  const token: Fabric["token"] = async (request) => String((await ask("/tokens", request)).token);
  const whole = { name: "w", role: "worker", user: "w", pools: ["edge_a", "cloud_b"] };
  writeFileSync(join(cwd, "w.token"), await token(whole), { mode: 0o600 });
  const workers: Fabric["workers"] = async () => (await ask("/workers")).workers as readonly WorkerView[];
  const calls = (n: number): readonly string[] =>
    existsSync(join(cwd, "calls"))
      ? readFileSync(join(cwd, "calls"), "utf8")
          .split("\n")
          .filter((line) => line.startsWith(`${n} `))
          .map((line) => line.slice(`${n} `.length))
      : [];
  return {
    cwd,
    port: () => port,
    ask,
    token,
    workers,
    calls,
    log: () => log,
    run: async (workflow, n) =>
      String((await ask("/workflow/execute", { workflow_name: workflow, input: { n } })).run),
    value: (run) =>
      vi.waitFor(async () => {
        const found = await ask(`/runs/${run}`);
        expect([found.status, found.failure]).toEqual(["completed", undefined]);
        return found.value;
      }, wait),
    worker: (name, until) =>
      vi.waitFor(async () => {
        const found = (await workers()).find((one) => one.worker === name);
        expect(until(found), JSON.stringify(found)).toBe(true);
      }, wait),
    called: (n, count) => vi.waitFor(() => expect(calls(n)).toHaveLength(count), wait),
    hold: () => writeFileSync(join(cwd, "hold"), ""),
    release: () => rmSync(join(cwd, "hold"), { force: true }),
    work: (
      name,
      { pools = "edge_a", port: at = port, args = [], token: file = "w.token", cwd: there = cwd } = {},
    ) => {
      const server = `http://127.0.0.1:${at}`;
      const options = ["--pools", pools, "--server", server, "--token-file", join(cwd, file), "--name", name];
      const env = { WORKER: name, OWN_SECRET: `of ${name}` };
      const child = start(["work", "fab.orch", ...options, "--threads", "1", ...args], { cwd: there, env });
      child.stdout?.resume();
      child.stderr?.resume();
      // Its places leave their pools, and are given to no run of the next test.
      onTestFinished(async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      });
      return child;
    },
    killServer: async () => {
      const ended = server === undefined ? undefined : once(server, "exit");
      server?.kill("SIGKILL");
      await ended;
    },
    startServer,
  };
}

/** A TCP proxy whose connections can be cut, and held so that nothing passes. */
export async function proxy(port: () => number): Promise<{
  readonly port: number;
  /** Ends all connections; those that come are ended too, until `mend`. */
  cut(): void;
  /** Nothing passes any more, and no end of it is heard of. */
  stall(): void;
  mend(): void;
}> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(port(), "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      isCut = true;
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
    stall: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
    mend: () => {
      isCut = false;
    },
  };
}
