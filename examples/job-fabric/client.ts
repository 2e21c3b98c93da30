import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { outFolder } from "./world.ts";

/** `orch serve` over the fabric, as a process of its own, and requests to it. */

const orch = fileURLToPath(new URL("../../cli/bin/orch.js", import.meta.url));
const program = fileURLToPath(new URL("./fabric.orch", import.meta.url));

export interface Place {
  /** A file or `postgres://…`. */
  readonly store: string;
  /** More options of `orch serve`, such as `--join`. */
  readonly options?: readonly string[];
}

/** The response to a request. */
export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}

export interface Fabric {
  readonly address: string;
  get<T>(path: string): Promise<Reply<T>>;
  post<T>(path: string, body: unknown, key?: string): Promise<Reply<T>>;
  /** As a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

let count = 0;

export async function serve({ store, options = [] }: Place): Promise<Fabric> {
  const tokenFile = join(outFolder(), "admin-token");
  const command = ["serve", program, "--port", "0", "--store", store, "--token-file", tokenFile, ...options];
  const environment = Object.entries(process.env).filter(([name]) => name !== "NODE_OPTIONS");
  const child = spawn(process.execPath, [orch, ...command], {
    env: { ...Object.fromEntries(environment), ORCH_EXAMPLE_OUT: outFolder() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = await listening(child);
  const token = /Bearer (\S+)/u.exec(readFileSync(tokenFile, "utf8"))?.[1] ?? "";
  const ask = async <T>(method: string, path: string, body?: unknown, key?: string): Promise<Reply<T>> => {
    const answer = await fetch(`${address}/api/orchestration${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "POST"
          ? { "idempotency-key": key ?? `fabric-${process.pid}-${Date.now()}-${count++}` }
          : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text) as T };
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill(signal);
    await ended;
  };
  return {
    address,
    get: (path) => ask("GET", path),
    post: (path, body, key) => ask("POST", path, body, key),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** Its address, once it listens; what it says on standard error if it ends before. */
async function listening(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("its output is not piped");
  let said = "";
  stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return await new Promise((resolve, reject) => {
    child.on("close", (status) => reject(new Error(`orch serve ended with ${status}: ${said}`)));
    createInterface({ input: stdout }).on("line", (line) => {
      const address = /^serving at (\S+)/u.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}
