import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Served {
  readonly address: string;
  /** The printed one, which signs in once. */
  readonly link: string;
  /** An admin's. */
  readonly token: string;
  /** A request in the admin's name. */
  ask(path: string, body?: unknown, key?: string): Promise<unknown>;
  close(): Promise<void>;
}

/** `orch serve` of a program of the repository, or of a test in its own folder, as its users start it, with a journal of its own. */
export async function served(
  program: string,
  more: readonly string[] = [],
  /** A journal that stays. */
  kept?: string,
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "orch-console-"));
  const store = kept ?? join(folder, "journal.db");
  const child = orch(["serve", resolve(root, program), "--port", "0", "--store", store, ...more], {
    ORCH_EXAMPLE_OUT: join(folder, "out"),
  });
  const link = await firstMatch(child, /sign in, once and within ten minutes: (?<found>http:\S+)/u);
  const address = new URL(link).origin;
  const token = readFileSync(`${store}-admin-token`, "utf8").trim().replace("Authorization: Bearer ", "");
  return {
    address,
    link,
    token,
    ask: async (path, body, key) => {
      const response = await fetch(`${address}/api/orchestration${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await response.json();
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `served`, of a program of the test's own: the texts of its files by their names; the first one is the program. */
export async function servedText(files: Readonly<Record<string, string>>): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "orch-program-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const server = await served(join(folder, Object.keys(files)[0] ?? ""));
  return {
    ...server,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The real command. */
export function orch(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const binary = join(root, "cli/bin/orch.js");
  return spawn(process.execPath, [binary, ...args], { cwd: root, env: { ...process.env, ...env } });
}

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  const said: string[] = [];
  const { stdout, stderr } = child;
  stderr?.on("data", (data) => said.push(String(data)));
  if (stdout !== null)
    for await (const line of createInterface({ input: stdout })) {
      said.push(line);
      const found = pattern.exec(line)?.groups?.found;
      if (found === undefined) continue;
      // Its further lines are not read here, and must not fill the pipe.
      stdout.resume();
      return found;
    }
  throw new Error(`orch serve ended: ${said.join("\n")}`);
}
