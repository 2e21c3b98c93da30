import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Capability, Handler, Json, Parameter, Schema } from "@orchlang/plan";
import { afterAll, onTestFinished } from "vitest";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { openPool, type PoolOptions } from "../../src/workers/pool.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Job, JobResult, Workers, Workplace } from "../../src/world/world.ts";

export const root = fileURLToPath(new URL("./handlers", import.meta.url));

const text: Schema = {
  type: "object",
  properties: { text: { type: "string" } },
  required: ["text"],
  additionalProperties: false,
};

export interface Shape {
  readonly params?: Readonly<Record<string, Schema>>;
  /** Default: `{ text: String }`; null: gives nothing. */
  readonly result?: Schema | null;
  readonly effect?: Capability["effect"]["kind"];
  readonly fails?: readonly string[];
}

export function capability(name: string, shape: Shape = {}): Capability {
  const label = { confidentiality: "internal", integrity: "trusted" } as const;
  const params: readonly Parameter[] = Object.entries(shape.params ?? {}).map(([param, schema]) => ({
    name: param,
    schema,
    label,
  }));
  return {
    name,
    kind: "tool",
    params,
    result: shape.result === null ? null : { schema: shape.result ?? text, label },
    effect: { kind: shape.effect ?? "once" },
    fails: shape.fails ?? [],
    ensures: [],
    scopes: [],
    clearance: label,
    tiers: [],
    uses: [],
    tags: [],
    touches: [],
  };
}

/** Where `file#export` of the test handlers is done. */
export function place(handler: string, shape: Shape = {}): Workplace {
  const [path = "", name = ""] = handler.split("#");
  const module: Handler = { kind: "module", path: `./${path}.ts`, export: name };
  return { capability: capability(name, shape), handler: module, schemas: {}, root };
}

/** A pool of its own for one test, with what was written by handlers. */
export function pool(options: PoolOptions = {}): {
  readonly workers: Workers;
  readonly output: HandlerOutput[];
} {
  const output: HandlerOutput[] = [];
  const workers = openPool(nodeClock(), {
    threads: 1,
    abortGraceMs: 50,
    output: (line) => output.push(line),
    ...options,
  });
  onTestFinished(() => workers.close());
  return { workers, output };
}

let minted = 0;

export function job(name: string, args: Json = {}, more: Partial<Job> = {}): Job {
  minted += 1;
  return {
    run: "R1",
    place: name,
    capability: name,
    key: `key-${minted}`,
    attempt: 1,
    dispatch: 1,
    args,
    ...more,
  };
}

/** Starts jobs together and gives each one's result. Fails the test if one is reported twice. */
export function start(workers: Workers, jobs: readonly Job[]): readonly Promise<JobResult>[] {
  const waiting = new Map(jobs.map((one) => [one, Promise.withResolvers<JobResult>()]));
  const reported = new Set<Job>();
  workers.start(jobs, (one, result) => {
    if (reported.has(one)) throw new Error(`${one.key} was reported twice`);
    reported.add(one);
    waiting.get(one)?.resolve(result);
  });
  return jobs.map((one) => waiting.get(one)!.promise);
}

let shared: { readonly workers: Workers; places: number } | undefined;

/** One job on threads that all tests of a file share. */
export async function run(
  handler: string,
  shape: Shape = {},
  args: Json = {},
  more: Partial<Job> = {},
): Promise<JobResult> {
  shared ??= {
    workers: openPool(nodeClock(), { threads: 1, abortGraceMs: 50, output: () => undefined }),
    places: 0,
  };
  shared.places += 1;
  const name = `${shared.places}`;
  shared.workers.equip({ [name]: place(handler, shape) });
  return await start(shared.workers, [job("it", args, { place: name, ...more })])[0]!;
}

afterAll(() => shared?.workers.close());

/** Names of files in a folder of this test's own; none of them is there yet. */
export function marks<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const folder = mkdtempSync(join(tmpdir(), "orch-workers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return Object.fromEntries(names.map((name) => [name, join(folder, name)])) as Record<Name, string>;
}
