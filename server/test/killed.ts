import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@orchlang/plan";
import { createOrchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { openServer, type Role, type ServerOptions, type TokenRequest, tokenStore } from "../src/index.ts";
import { compiledShop, handlers, type Reply } from "./started.ts";

/* A server on a real journal that dies at a commit of its choice, as by SIGKILL, and is opened again. */

export interface Sent {
  readonly path: string;
  readonly body?: object;
  readonly key: string;
  /** Default: the operator. */
  readonly as?: Partial<TokenRequest>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Killable {
  /** The response; undefined: the server died before it. */
  post(sent: Sent): Promise<Reply | undefined>;
  get(path: string): Promise<Reply["body"]>;
  /** A client of a live channel of the process that is up. */
  connected(channel: string): WebSocket;
  /** Commits of this process so far. */
  commits(): number;
  /** Dies at a commit to come (1: the next), before anything of it is written, or as soon as all of it is. */
  dieAt(commit: number, when: "before" | "after"): void;
  /** Opens the journal again after a death. */
  reopen(): Promise<void>;
  /** How often each kind of event that contains this text is in the journal. */
  counted(text: string): Promise<Readonly<Record<string, number>>>;
}

type Store = Exclude<ReturnType<typeof openSqliteStore>, { readonly fault: unknown }>;

/** Nothing that a dead process has asked for comes back. */
const never = (): Promise<never> => new Promise<never>(() => undefined);

/** A store that dies with its process: nothing is written after its death, and nobody hears of it. */
class Mortal {
  commits = 0;
  readonly died = Promise.withResolvers<undefined>();
  readonly store: Store;
  readonly #real: Store;
  #isDead = false;
  #at = Number.POSITIVE_INFINITY;
  #when: "before" | "after" = "before";

  constructor(real: Store) {
    this.#real = real;
    const living =
      <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
      (...given: Given): Promise<Result> =>
        this.#isDead ? never() : work(...given);
    const { snapshots } = real;
    this.store = {
      ...real,
      append: living(async (appends) => {
        this.commits += 1;
        const isLast = this.commits === this.#at;
        if (isLast && this.#when === "before") return await this.#die();
        const appended = await real.append(appends);
        return isLast ? await this.#die() : appended;
      }),
      put: living((id, text) => real.put(id, text)),
      ...(snapshots && {
        snapshots: { ...snapshots, keep: living((stream, text) => snapshots.keep(stream, text)) },
      }),
    };
  }

  dieAt(commit: number, when: "before" | "after"): void {
    this.#at = this.commits + commit;
    this.#when = when;
  }

  async #die(): Promise<never> {
    this.#isDead = true;
    await this.#real.close();
    this.died.resolve(undefined);
    return await never();
  }
}

export async function killable(options: Partial<ServerOptions>): Promise<Killable> {
  const folder = mkdtempSync(join(tmpdir(), "orch-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "h.mjs"), handlers);
  const tokens = tokenStore([]);
  const made = new Map<string, string>();
  const header = (request: Partial<TokenRequest>): string => {
    const name = JSON.stringify(request);
    const whole = { name, role: "operator" as Role, user: "u", roles: [], clearance: "internal" as const };
    const token = made.get(name) ?? tokens.create({ ...whole, ...request }).token;
    made.set(name, token);
    return `Bearer ${token}`;
  };
  let up = await open(folder, { ...options, tokens });
  onTestFinished(() => up.end());
  return {
    post: async ({ path, body = {}, key, as = {}, headers = {} }) => {
      const reply = up.server.app.inject({
        method: "POST",
        url: `/api/orchestration${path}`,
        headers: {
          authorization: header(as),
          "content-type": "application/json",
          "idempotency-key": key,
          ...headers,
        },
        payload: JSON.stringify(body),
      });
      const came = await Promise.race([reply, up.mortal.died.promise]);
      return came && { status: came.statusCode, body: JSON.parse(came.body) };
    },
    get: async (path) => {
      const headers = { authorization: header({ role: "admin", clearance: "personal" }) };
      const url = path.startsWith("/api/") || path.endsWith(".json") ? path : `/api/orchestration${path}`;
      return JSON.parse((await up.server.app.inject({ url, headers })).body);
    },
    connected: (channel) => {
      const url = `${up.server.address.replace("http", "ws")}/ws/orchestration/${channel}`;
      const socket = new WebSocket(url, { headers: { authorization: header({}) } });
      onTestFinished(() => socket.terminate());
      return socket;
    },
    commits: () => up.mortal.commits,
    dieAt: (commit, when) => up.mortal.dieAt(commit, when),
    reopen: async () => {
      await up.end();
      up = await open(folder, { ...options, tokens });
    },
    counted: async (text) => {
      const found: Record<string, number> = {};
      for await (const line of up.journal.exported(0)) {
        // A request names the newest word that it has seen, which may be of another mark.
        if (!line.replace(/"seen":"[^"]*"/u, "").includes(text)) continue;
        const { event } = JSON.parse(line) as {
          readonly event?: { readonly t: string; readonly [name: string]: Json };
        };
        if (event !== undefined) found[event.t] = (found[event.t] ?? 0) + 1;
      }
      return found;
    },
  };
}

async function open(folder: string, options: Partial<ServerOptions> & Pick<ServerOptions, "tokens">) {
  const { plans, world, armed } = compiledShop();
  const path = join(folder, "journal.db");
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const mortal = new Mortal(store);
  const orchestrator = await createOrchestrator({ store: mortal.store, output: () => undefined });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  const program = { plans, world, root: folder };
  const done = await orchestrator.arm({ world, plans: armed, root: folder });
  if ("refused" in done) throw new Error(done.message);
  const resumed = await orchestrator.resume();
  if ("refused" in resumed) throw new Error(resumed.message);
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  const parts = { orchestrator, journal, program, host: "127.0.0.1", port: 0, version: "0.0.0" };
  const server = await openServer({ ...options, ...parts, now: Date.now });
  if ("fault" in server) throw new Error(server.fault);
  const end = async (): Promise<void> => {
    server.app.server.close();
    await journal.close();
    await store.close();
  };
  return { server, journal, mortal, end };
}

/** The text that marks what one request leaves in the journal. */
export function markOf(name: string): string {
  return `mark-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}
