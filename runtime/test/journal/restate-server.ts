import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** A Restate server of the tests, from the binary that npm installs. */
export interface RestateServerOfTests {
  readonly ingress: string;
  readonly admin: string;
  /** A journal of its own, which is not there yet. */
  journal(): string;
  /** Changes the state of a journal, key by key, behind the store's back. `change` gives undefined to leave a key out. */
  alter(journal: string, change: (key: string, value: string) => string | undefined): Promise<void>;
  /** Ends at once, as if its machine had failed, and starts again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Why no server can be started here; undefined: it can. There are binaries for Linux and macOS. */
export function noRestate(): string | undefined {
  const name = `@restatedev/restate-server-${platform()}-${arch()}`;
  try {
    return existsSync(createRequire(import.meta.url).resolve(`${name}/bin/restate-server`))
      ? undefined
      : `${name} has no binary`;
  } catch {
    return `${name} is not installed: there is no Restate for this machine, or npm left it out`;
  }
}

export async function restateServer(): Promise<RestateServerOfTests> {
  const folder = mkdtempSync(join(tmpdir(), "orch-restate-"));
  const [fabric, ingress, admin] = [await freePort(), await freePort(), await freePort()];
  const binary = createRequire(import.meta.url).resolve(
    `@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`,
  );
  const env = {
    ...process.env,
    RESTATE_BASE_DIR: folder,
    RESTATE_NODE_NAME: "test",
    RESTATE_LISTEN_MODE: "tcp",
    RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_ADMIN__DISABLE_WEB_UI: "true",
    RESTATE_DISABLE_TELEMETRY: "true",
    RESTATE_LOG_FILTER: "off",
  };
  const begin = (): ChildProcess => spawn(binary, ["--no-logo"], { cwd: folder, env, stdio: "ignore" });
  const well = async (): Promise<void> => {
    await answering(`http://127.0.0.1:${admin}/health`);
    await answering(`http://127.0.0.1:${ingress}/restate/health`);
  };
  let server = begin();
  const stop = async (): Promise<void> => {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  await well();
  let count = 0;
  return {
    ingress: `http://127.0.0.1:${ingress}`,
    admin: `http://127.0.0.1:${admin}`,
    journal: () => `restate://127.0.0.1:${ingress}/test_${++count}?admin=http://127.0.0.1:${admin}`,
    alter: async (journal, change) => {
      const service = `orch_${new URL(journal).pathname.slice(1)}`;
      const ask = async (path: string, body: object): Promise<string> => {
        const answer = await fetch(`http://127.0.0.1:${admin}${path}`, {
          method: "POST",
          headers: { accept: "application/json", "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(await answer.text());
        return await answer.text();
      };
      const state = async (): Promise<readonly (readonly [string, string])[]> => {
        const query = `SELECT key, value_utf8 FROM state WHERE service_name = '${service}'`;
        const { rows } = JSON.parse(await ask("/query", { query })) as {
          readonly rows: readonly { readonly key: string; readonly value_utf8: string }[];
        };
        return rows.map(({ key, value_utf8: value }) => [key, value] as const);
      };
      const wanted = (await state()).flatMap(([key, value]) => {
        const next = change(key, value);
        return next === undefined ? [] : [[key, next] as const];
      });
      const bytes = wanted.map(([key, value]) => [key, [...Buffer.from(value)]] as const);
      await ask(`/services/${service}/state`, {
        object_key: "journal",
        new_state: Object.fromEntries(bytes),
      });
      const sorted = (cells: readonly (readonly [string, string])[]): string =>
        JSON.stringify([...cells].sort());
      while (sorted(await state()) !== sorted(wanted))
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
    restart: async () => {
      await stop();
      server = begin();
      await well();
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that begins refuses connections until it is ready. */
async function answering(url: string): Promise<void> {
  for (const end = performance.now() + 500_000; ; ) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
