import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, vi } from "vitest";

/* An `orch serve` that is killed and started again. Its clients send again what got no response, under the same key. */

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** An answer takes longer than a look costs: with 20 ms between looks they took half of the processor. */
export const wait = { timeout: 300_000, interval: 250 };

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A response to a request in somebody's name, however often the server died meanwhile. */
export type Ask = (path: string, body?: object, key?: string) => Promise<Reply>;

interface Up {
  readonly child: ChildProcess;
  readonly address: string;
}

/** @param folder where journal and settings are */
export async function killedServer(program: string, folder: string) {
  const [store, settings] = [join(folder, "journal.db"), join(folder, "server.json")];
  const args = [
    "serve",
    program,
    "--port",
    "0",
    "--format",
    "json",
    "--store",
    store,
    "--settings",
    settings,
  ];
  const open = async (): Promise<Up> => {
    const child = spawn(process.execPath, [join(root, "cli/bin/orch.js"), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", ORCH_EXAMPLE_OUT: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [printed, errors] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    await vi.waitFor(
      () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${errors}`);
        expect(printed).toContain("\n");
      },
      { ...wait, interval: 5 },
    );
    return { child, address: (JSON.parse(printed) as Up).address };
  };
  let up = open();
  await up;
  const admin = readFileSync(`${store}-admin-token`, "utf8").trim().replace("Authorization: Bearer ", "");
  const kill = async (): Promise<void> => {
    const { child } = await up;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    up = ended.then(open);
    await up;
  };
  const end = async (): Promise<void> => {
    const { child } = await up;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(end);

  let [lost, acknowledged] = [0, 0];
  const fetched = async (token: string, path: string, body?: object, key = ""): Promise<Response> => {
    for (;;) {
      const { address } = await up;
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      };
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      try {
        const response = await fetch(`${address}/api/orchestration${path}`, { headers, ...sent });
        // A response counts once it is here as a whole.
        const text = await response.text();
        if (body !== undefined) acknowledged += 1;
        return new Response(text, { status: response.status });
      } catch {
        // The socket may notice before the exit does.
        lost += 1;
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    }
  };
  const as =
    (token: string): Ask =>
    async (path, body, key) => {
      const response = await fetched(token, path, body, key);
      return { status: response.status, body: (await response.json()) as Reply["body"] };
    };
  return {
    admin: as(admin),
    /** As somebody new. */
    token: async (request: object): Promise<Ask> => {
      const { status, body } = await as(admin)("/tokens", request);
      expect([status, body.code]).toEqual([201, undefined]);
      return as(String(body.token));
    },
    text: async (path: string) => await (await fetched(admin, path)).text(),
    kill,
    end,
    store,
    lost: () => lost,
    /** Of all that was sent to change something. */
    acknowledged: () => acknowledged,
  };
}
