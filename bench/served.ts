import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { createOrchestrator, type Orchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { openServer, tokenStore } from "@orchlang/server";
import { inMemory } from "./programs.ts";

/** A source has a limit of reports a second, which is none of what is measured. */
export const ears = 50;

const source = `module bench.work
event shot(level: Int) { from ${Array.from({ length: ears }, (_, n) => `ear${n}`).join(", ")} }
plan work(n: Int) -> Int { return n }
`;

/** A server on a journal of its own, with an admin's token. */
export interface Served {
  readonly orchestrator: Orchestrator;
  readonly plan: PlanFile;
  readonly root: string;
  /** `http://127.0.0.1:7300/api/orchestration` */
  readonly api: string;
  /** With a token; a rate limit is none of what is measured. */
  readonly headers: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function served(folder: string, name: string): Promise<Served> {
  const root = join(folder, name);
  mkdirSync(root);
  const path = join(root, "journal.db");
  const { orchestrator, plan, world } = await armed(path, root);
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  const tokens = tokenStore([]);
  const { token } = tokens.create({
    name: "bench",
    role: "admin",
    user: "bench",
    roles: [],
    clearance: "internal",
  });
  const server = await openServer({
    orchestrator,
    journal,
    program: { plans: [plan], world, root },
    tokens,
    host: "127.0.0.1",
    port: 0,
    version: "0.0.0",
    now: Date.now,
    requestRate: { burst: 1e9, perSecond: 1e9 },
  });
  if ("fault" in server) throw new Error(server.fault);
  return {
    orchestrator,
    plan,
    root,
    api: `${server.address}/api/orchestration`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    close: async () => {
      await server.close();
      await journal.close();
      await orchestrator.close();
    },
  };
}

/** The same program without a server. */
export async function armed(path: string, root: string) {
  const store = openSqliteStore(path, { mode: "write", command: "bench" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, output: () => undefined });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  const { program, host } = inMemory(source);
  const compiled = compile(program, host);
  const plan = compiled.plan("bench.work.work");
  if (plan === undefined) throw new Error("the plan has a mistake");
  const { world, plans } = compiled.world();
  await orchestrator.arm({ world, plans, root });
  return { orchestrator, plan, world };
}
