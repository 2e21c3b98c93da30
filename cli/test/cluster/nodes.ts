import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FaultyProxy, freePort, proxyTo } from "@orchlang/runtime/testing";

const binary = fileURLToPath(new URL("../../bin/orch.js", import.meta.url));
const clockShim = new URL("./clock-shim.mjs", import.meta.url).href;

/** Effects are lines of a file outside of the journal: `add KEY PID`. */
const program = `module works
role keeper
service add(n: Int) { effect idempotent  latency <= 60s  run module "./effects.mjs#add" }
service pay(n: Int) { effect once  latency <= 60s  run module "./effects.mjs#pay" }
service linger(n: Int) -> { pid: Int } { effect idempotent  latency <= 60s  run module "./effects.mjs#linger" }
service fly(n: Int) -> { pid: Int } { effect once  latency <= 60s  run module "./effects.mjs#fly" }
human opens(n: Int) -> { granted: Bool } { ask keeper  show "Let \${n} in?" }
plan job(n: Int) { step a = add(n) { retry 20 backoff 50ms..1s }  wait 300ms  step b = pay(n) }
plan quick(n: Int) { step a = add(n) { retry 20 backoff 50ms..1s } }
plan stay(n: Int) -> Int { step a = linger(n)  return a.pid }
plan leave(n: Int) -> Int { step a = fly(n)  return a.pid }
plan gate(n: Int) -> Bool { step go = opens(n) { timeout 12h }  return go.granted }
`;
const handlers = `import { appendFileSync, existsSync } from "node:fs";
const note = (what) => ({ n }, { key }) => { appendFileSync("effects", what + " " + key + " " + process.pid + "\\n"); return null; };
export const add = note("add");
export const pay = note("pay");
/** Until the file \`hold\` is gone. */
const held = (what) => async ({ n }, { key, log }) => {
  log(what + " " + n);
  appendFileSync("calls", what + " " + n + " " + process.pid + " " + key + "\\n");
  while (existsSync("hold")) await new Promise((resolve) => setTimeout(resolve, 20));
  return { pid: process.pid };
};
export const linger = held("linger");
export const fly = held("fly");
`;

/** A folder with the program, for all nodes of a machine. */
function worksFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-cluster-"));
  writeFileSync(join(folder, "orch.json"), "{}");
  writeFileSync(join(folder, "works.orch"), program);
  writeFileSync(join(folder, "effects.mjs"), handlers);
  writeFileSync(join(folder, "effects"), "");
  mkdirSync(join(folder, ".orch"));
  return folder;
}

export interface NodeOptions {
  readonly folder: string;
  /** Faults of the database itself. */
  readonly url: string;
  readonly leaseMs: number;
  /** More options of `orch serve`. */
  readonly args?: readonly string[];
}

/** A node of the tests: a process of its own, that reaches the database through a proxy of its own. */
export class Node {
  readonly proxy: FaultyProxy;
  readonly port: number;
  readonly #options: NodeOptions;
  #child: ChildProcess | undefined;
  #said = "";
  errors = "";
  isStopped = false;

  private constructor(options: NodeOptions, proxy: FaultyProxy, port: number) {
    this.#options = options;
    this.proxy = proxy;
    this.port = port;
  }

  static async start(options: NodeOptions): Promise<Node> {
    const node = new Node(options, await proxyTo(options.url), await freePort());
    node.begin();
    return node;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isUp(): boolean {
    return this.#child !== undefined && !this.isStopped;
  }

  /** Times that it has led since it was started. */
  get led(): number {
    return this.#said.split('"role":"leader"').length - 1;
  }

  /** Starts its process, unless it runs. */
  begin(): void {
    if (this.#child !== undefined) return;
    const { folder, url, leaseMs, args = [] } = this.#options;
    const through = this.proxy.through(url);
    shareKey(folder, url, through);
    this.#said = "";
    const child = spawn(
      process.execPath,
      [
        "--import",
        clockShim,
        binary,
        "serve",
        "works.orch",
        "--join",
        "--store",
        through,
        "--lease",
        `${leaseMs}ms`,
        "--port",
        `${this.port}`,
        "--token-file",
        ".orch/admin-token",
        "--format",
        "json",
        ...args,
      ],
      { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#child = child;
    this.isStopped = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-20_000);
    });
    child.on("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
  }

  /** Ends with its process gone. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, "exit");
    child.kill(signal);
    if (this.isStopped) child.kill("SIGCONT");
    await ended;
    this.isStopped = false;
  }

  freeze(): void {
    this.#child?.kill("SIGSTOP");
    this.isStopped = true;
  }

  wake(): void {
    this.#child?.kill("SIGCONT");
    this.isStopped = false;
  }

  stepClock(): void {
    this.#child?.kill("SIGUSR2");
  }

  /** Whether it is ready and as what; undefined: it says nothing. */
  async ready(): Promise<{ readonly ready: boolean; readonly role?: string } | undefined> {
    try {
      const response = await fetch(`${this.address}/ready`, { signal: AbortSignal.timeout(5_000) });
      return (await response.json()) as { readonly ready: boolean; readonly role?: string };
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await this.proxy.close();
  }
}

/** Each node has the database under an address of its own, and so a name of its own for the key. */
function shareKey(folder: string, url: string, through: string): void {
  const from = join(folder, ".orch", "key");
  const to = join(folder, ".orch", `postgres-${nameOf(through)}-key`);
  const made = readdirSync(join(folder, ".orch")).find((name) => /^postgres-\w+-key$/u.test(name));
  if (!existsSync(from) && made !== undefined) copyFileSync(join(folder, ".orch", made), from);
  if (existsSync(from) && !existsSync(to)) copyFileSync(from, to);
  void url;
}

function nameOf(store: string): string {
  return createHash("sha256").update(new URL(store).href).digest("hex").slice(0, 12);
}

/** Several nodes on one database. */
export class Cluster {
  readonly nodes: Node[] = [];
  readonly options: NodeOptions;

  constructor(url: string, leaseMs: number, args: readonly string[] = []) {
    this.options = { folder: worksFolder(), url, leaseMs, args };
  }

  get folder(): string {
    return this.options.folder;
  }

  /** The first node leads once this is done, and the others stand by. */
  async start(count: number): Promise<void> {
    this.nodes.push(await Node.start(this.options));
    await this.leader();
    while (this.nodes.length < count) this.nodes.push(await Node.start(this.options));
    await until(
      "all stand by",
      async () => (await this.roles()).filter((role) => role !== undefined).length >= count,
    );
  }

  async roles(): Promise<readonly (string | undefined)[]> {
    return await Promise.all(
      this.nodes.map(async (node) => {
        const found = await node.ready();
        return found?.ready === true ? found.role : undefined;
      }),
    );
  }

  /** The node that says it leads; waits for one. */
  async leader(): Promise<Node> {
    let found: Node | undefined;
    await until("somebody leads", async () => {
      const roles = await this.roles();
      found = this.nodes[roles.indexOf("leader")];
      return found !== undefined;
    });
    if (found === undefined) throw new Error("nobody leads");
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const untilMs = 500_000;

/** Waits for something that is looked at again and again; throws where it does not come about. */
export async function until(
  what: string,
  is: () => Promise<boolean> | boolean,
  withinMs = untilMs,
): Promise<number> {
  const begun = performance.now();
  while (!(await is())) {
    if (performance.now() - begun > withinMs) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return performance.now() - begun;
}
