import { present } from "@orchlang/kernel";
import { withoutLeftOut } from "../capabilities/guarded.ts";
import type { HandlerFunction } from "../handler.ts";
import type { PolicyHook } from "../hooks/policy-hook.ts";
import type { Store } from "../journal/store.ts";
import type { Logger } from "../library/logger.ts";
import type { InProcessCode } from "../workers/in-process.ts";
import { McpTools } from "../workers/mcp.ts";
import { Memories } from "../workers/memory.ts";
import { Models } from "../workers/models.ts";
import type { HandlerOutput } from "../workers/output.ts";
import type { PoolOptions } from "../workers/pool.ts";
import type { RemoteWorkers } from "../workers/remote/desk.ts";
import { localWorld, worldOfWorkers } from "../world/local.ts";
import type { Clock, Workers, World } from "../world/world.ts";
import { unknownField } from "./malformed.ts";
import { questionsOf } from "./questions.ts";
import type { Registration, Registry } from "./registry.ts";

/** The options of {@link createOrchestrator}. */
export interface OrchestratorOptions {
  /** Opened for writing. The orchestrator closes it as it closes. */
  readonly store: Store;
  /** Runs the handlers of modules: how many threads, or workers of another kind. Default: a thread for every processor. */
  readonly workers?: Workers | Omit<PoolOptions, "output">;
  /** Workers elsewhere, to whom the members of some pools belong. Closed with the orchestrator. */
  readonly remote?: RemoteWorkers;
  /** Another than the machine's: of a day that is played again. */
  readonly clock?: Clock;
  /** Clock, chance and workers in one, for tests. Closed with the orchestrator. */
  readonly world?: World;
  /** Stands in for the folders that runs were started with, where a project has moved. */
  readonly root?: string;
  /** The capabilities that this program implements itself; more can be registered until a run needs them. */
  readonly capabilities?: readonly Registration[];
  /**
   * Called in place of every handler, model, memory and worker elsewhere, so that none of them can be reached. A journal is
   * of doubles or of handlers, never of both: a run would go on in another world.
   */
  readonly doubles?: HandlerFunction;
  /** Asked about every step of every run. */
  readonly hooks?: PolicyHook | readonly PolicyHook[];
  /** A pino logger, or what is like one: a line an event, values above `internal` masked. Default: none. */
  readonly logger?: Logger;
  /**
   * Where lines go that these functions write with `context.log`, and MCP servers; without a logger also what is wrong and
   * nobody has asked about just now. Default: to the logger, else to the standard error stream.
   */
  readonly output?: (line: HandlerOutput) => void;
}

const fields = [
  "store",
  "workers",
  "remote",
  "clock",
  "world",
  "root",
  "capabilities",
  "doubles",
  "hooks",
  "logger",
  "output",
];

/** Throws a TypeError at an option that there is not: a hook under another name would be asked nothing. */
export function knownOptions(options: OrchestratorOptions): OrchestratorOptions {
  const stray = unknownField("the options of an orchestrator", { ...options }, fields);
  if (stray !== undefined) throw new TypeError(stray.message);
  return options;
}

export function worldOf(
  workers: OrchestratorOptions["workers"],
  output: (line: HandlerOutput) => void,
  clock?: Clock,
): World {
  if (workers === undefined || !("start" in workers)) return localWorld({ ...workers, output }, clock);
  return { ...worldOfWorkers(workers), ...(clock === undefined ? {} : { clock }) };
}

export function codeOf(
  registry: Registry,
  clock: Clock,
  output: (line: HandlerOutput) => void,
  store: Store,
): InProcessCode {
  const models = new Models(process.env, clock, () => questionsOf(store));
  const memories = new Memories(process.env, clock);
  const tools = new McpTools(process.env, output);
  return {
    most: (capability) => registry.concurrency(capability),
    load: (place, job) => {
      const { capability, handler } = place;
      if (handler.kind === "mcp") return tools.load(place, handler);
      if (handler.kind === "model") return models.load(place, handler.candidates, job);
      if (handler.kind === "memory") return memories.load(place, handler);
      const { handler: call } = present(registry.get(capability.name), `${capability.name} is registered`);
      return { call: withoutLeftOut(capability, call) };
    },
    ended: (place, result) => models.ended(place, result),
    close: async () => {
      await memories.close();
      await tools.close();
    },
  };
}
