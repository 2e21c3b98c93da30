/**
 * Handlers that are operations of `@orchlang/memory`. A memory's file or database stays open until the end, so they are
 * called in this process.
 */
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import {
  type Args,
  type Call,
  type Meaning,
  MemoryRefusal,
  type MemoryStore,
  openMemory,
  overwrite,
  PostgresMemory,
  perform,
} from "@orchlang/memory";
import { embed } from "@orchlang/models";
import type { Capability, Json, Label } from "@orchlang/plan";
import { type HandlerContext, HandlerFailure, type HandlerFunction } from "../handler.ts";
import type { Clock, Workplace } from "../world/world.ts";
import { fieldLabel, isWithin } from "./field-label.ts";
import type { Loaded } from "./load.ts";
import { isDatabaseUrl, memoryDatabase } from "./memory-database.ts";
import type { Memory, MemoryPlace } from "./memory-place.ts";

export class Memories {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: Pick<Clock, "now">;
  readonly #open = new Map<string, DatabaseSync>();
  readonly #databases = new Map<string, { readonly store: MemoryStore; close(): Promise<void> }>();

  constructor(environment: NodeJS.ProcessEnv, clock: Pick<Clock, "now">) {
    this.#environment = environment;
    this.#clock = clock;
  }

  load({ capability, schemas }: Workplace, { operation, memory }: MemoryPlace): Loaded {
    const call = async (args: Args, context: HandlerContext): Promise<Json> => {
      const its = callOf(capability, schemas, context);
      try {
        const open = () => this.#opened(memory);
        const meaning = this.#meaningFor(capability, memory, context.signal);
        return await perform(operation, args, { ...its, ...meaning, now: this.#clock.now(), open });
      } catch (error) {
        throw failureOf(error);
      }
    };
    return { call: call as HandlerFunction };
  }

  async close(): Promise<void> {
    for (const db of this.#open.values()) db.close();
    this.#open.clear();
    await Promise.all([...this.#databases.values()].map((database) => database.close()));
    this.#databases.clear();
  }

  /** Absent where no model computes vectors, or it is not cleared for the texts of this capability. */
  #meaningFor(
    { clearance }: Capability,
    memory: Memory | undefined,
    signal: AbortSignal,
  ): Pick<Call, "meaning"> {
    const model = memory?.vectors;
    if (model === undefined || !isWithin(clearance.confidentiality, model.clearance)) return {};
    const meaning = async (text: string): Promise<Meaning> => {
      const embedded = await embed(model, { text, signal }, this.#environment);
      if ("failure" in embedded)
        throw new HandlerFailure(embedded.failure, embedded.message, { reach: "not_reached" });
      return { model: `${model.provider.name}/${model.model}`, vector: embedded.vector };
    };
    return { meaning };
  }

  #opened(memory: Memory | undefined): DatabaseSync | MemoryStore {
    if (memory === undefined) throw new MemoryRefusal("`memory` in orch.json names no file.");
    const path = this.#pathOf(memory);
    if (isDatabaseUrl(path)) return this.#connected(path);
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const db = openMemory(path);
    this.#open.set(path, db);
    try {
      overwrite(db);
    } catch (error) {
      // Another process uses it: whoever opens it next overwrites it.
      if (codeOf(error) !== codes.busy) throw error;
    }
    return db;
  }

  #connected(url: string): MemoryStore {
    const known = this.#databases.get(url);
    if (known !== undefined) return known.store;
    const database = memoryDatabase(url);
    const store = new PostgresMemory(database);
    this.#databases.set(url, { store, close: () => database.close() });
    return store;
  }

  #pathOf({ file, folder }: Memory): string {
    const filled = file.replace(/\$\{(\w+)\}/gu, (_, variable: string) => {
      const text = this.#environment[variable];
      if (text === undefined || text === "")
        throw new MemoryRefusal(
          `\`memory.file\` needs the environment variable ${variable}, which is not set.`,
        );
      return text;
    });
    return filled.startsWith("/") || isDatabaseUrl(filled) || /^[A-Za-z]:/u.test(filled)
      ? filled
      : join(folder, filled);
  }
}

function callOf(
  { params, result, clearance }: Capability,
  schemas: Workplace["schemas"],
  { key, run }: HandlerContext,
): Omit<Call, "now" | "open"> {
  const kept = params.find(({ name }) => name === "value" || name === "lesson");
  const written: Label = {
    confidentiality: clearance.confidentiality,
    integrity: kept?.trusted === true ? "trusted" : "untrusted",
  };
  return { key, run, written, read: (field) => fieldLabel(result, field, schemas) };
}

/** SQLite's primary result codes that are distinguished (https://sqlite.org/rescode.html). */
const codes = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : undefined;
}

function failureOf(error: unknown): unknown {
  if (error instanceof MemoryRefusal)
    return new HandlerFailure("permanent", error.message, { reach: "not_reached" });
  switch (codeOf(error)) {
    case codes.full:
      return new HandlerFailure("permanent", "The memory is full, or its disk.", { reach: "not_reached" });
    case codes.corrupt:
    case codes.notADatabase:
      return new HandlerFailure("permanent", "The memory's file is damaged.", { cause: error });
    default:
      return error;
  }
}
