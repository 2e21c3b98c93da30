import { createHash, randomUUID } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type {
  Bearer,
  Hello,
  MemberWord,
  Premises,
  RemoteReport,
  RemoteWorkers,
  Standing,
} from "@orchlang/runtime/remote";
import { orProblem } from "../problem.ts";
import { type Code, needsOf, type PoolNeeds } from "./pool-needs.ts";

interface Parts {
  readonly orchestrator: Orchestrator;
  readonly program: Code;
  log(entry: JsonObject): void;
}

/** The workers elsewhere, as the server has them. Their standing is a setting, so it outlives the server. */
export interface Work {
  readonly remote: RemoteWorkers;
  list(): readonly RemoteReport[];
  /** By an operator; `key`: the same has the effect of one. */
  stand(name: string, standing: Standing, word: StandingWord): Promise<void>;
  close(): void;
}

interface StandingWord {
  readonly why: string;
  readonly by: Parameters<Orchestrator["set"]>[2];
  readonly key: string;
}

const settingPrefix = "server worker ";

/** Takes in what the journal knows of workers, and follows what is held of them. */
export async function openWork(remote: RemoteWorkers | undefined, parts: Parts): Promise<Work | undefined> {
  if (remote === undefined) return undefined;
  const { orchestrator, log } = parts;
  for (const { name, versions } of orchestrator.settings()) {
    const last = versions.at(-1);
    if (name.startsWith(settingPrefix) && last !== undefined)
      remote.stand(name.slice(settingPrefix.length), standingIn(last.value), last.why);
  }
  await remote.use(premisesOf(parts), orchestrator.members());
  const { pools } = orchestrator.around();
  const own = pools.filter(({ name }) => remote.serves(name));
  const open = own.map(({ name, capacity }) => [
    name,
    { open: true, ...(capacity === undefined ? {} : { capacity }) },
  ]);
  if (open.length > 0)
    orProblem(
      await orchestrator.ingest({
        kind: "registry",
        id: randomUUID(),
        registry: "workers",
        pools: Object.fromEntries(open),
      }),
    );
  const unlisten = orchestrator.listen(({ event }) => {
    if (event.t === "Freed" || event.t === "Forgot") remote.freed();
  });
  return {
    remote,
    list: () => remote.report(),
    stand: async (name, standing, { why, by, key }) => {
      const value = standing === "open" ? {} : { value: standing };
      orProblem(await orchestrator.set({ name: settingPrefix + name, ...value }, why, by, key));
      log({ worker: name, standing, why, by: by.id });
      remote.stand(name, standing, why);
    },
    close: unlisten,
  };
}

function standingIn(value: unknown): Standing {
  return value === "quarantined" || value === "draining" ? value : "open";
}

/** The server, which decides by itself. */
const self = { id: "server", roles: [], consents: [] } as const;

function premisesOf({ orchestrator, program, log }: Parts): Premises {
  const needs = new Map<string, PoolNeeds>();
  let telling: Promise<void> = Promise.resolve();
  const tellNow = async (words: readonly MemberWord[]): Promise<void> => {
    for (const { why, ...word } of words) {
      const decided = why === undefined ? {} : { by: self, why };
      const result = await orchestrator.ingest({ kind: "member", id: randomUUID(), ...word, ...decided });
      if ("refused" in result)
        log({
          worker: word.member,
          pool: word.pool,
          refused: result.message,
          details: [...(result.details ?? [])],
        });
    }
  };
  return {
    unfit: (pool, hello, who) => {
      const known = needs.get(pool) ?? needsOf(pool, program, orchestrator);
      needs.set(pool, known);
      return unfitFor(known, hello, who);
    },
    tell: (words) => {
      // In the order of what has happened.
      telling = telling.then(() => tellNow(words));
      return telling;
    },
    isHeld: (worker) =>
      orchestrator.members().some(({ id, holder }) => holder !== undefined && id.startsWith(`${worker}/`)),
    quarantined: (worker, why) => {
      log({ worker, standing: "quarantined", why });
      const id = createHash("sha256").update(`${worker} ${why} ${randomUUID()}`).digest("hex");
      const setting = { name: settingPrefix + worker, value: "quarantined" };
      void orchestrator.set(setting, why, self, id).then((set) => {
        if ("refused" in set) log({ worker, notJournalled: set.message });
      });
    },
    refusedLate: (worker, { key, attempt, dispatch }) =>
      log({ worker, refused: "a result of a job that was given up", key, attempt, dispatch }),
  };
}

function unfitFor({ code, labels }: PoolNeeds, hello: Hello, { clearance }: Bearer): string | undefined {
  for (const [capability, hash] of code) {
    const own = Object.hasOwn(hello.code, capability) ? hello.code[capability] : undefined;
    if (own === undefined) return `it has no code of ${capability}`;
    if (own !== hash) return `its code of ${capability} is another`;
  }
  for (const [capability, label] of labels)
    if (label === "secret" || (label === "personal" && clearance !== "personal"))
      return `it is not cleared for the ${label} data of ${capability}`;
  return undefined;
}
