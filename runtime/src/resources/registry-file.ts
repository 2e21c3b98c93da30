import { type FSWatcher, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Json, JsonObject } from "@orchlang/plan";
import { limits } from "../limits.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { IngressRecord } from "../orchestrator-types.ts";

/** A file that is followed. */
export interface RegistryFile {
  /** The result of the first reading: the reason why it was rejected, otherwise undefined. */
  readonly first: Promise<string | undefined>;
  close(): void;
}

/**
 * A registry of resources in a file: `{ "pools": { "drones": { "capacity"?, "beats"?, "members": […] } } }`. It is read
 * again whenever it changes. An unreadable file, as one that is half-written, is reported, and the last contents stay
 * valid.
 */
export function followRegistryFile(
  orchestrator: Orchestrator,
  path: string,
  { freshId, tell }: { freshId(): string; tell(why: string): void },
): RegistryFile {
  const file = resolve(path);
  let reading: Promise<string | undefined> | undefined;
  let again = false;
  let last: string | undefined;
  const read = async (): Promise<string | undefined> => {
    const text = await textOf(file);
    if (typeof text === "object") return text.fault;
    if (text === last) return undefined;
    last = text;
    return await take(orchestrator, { registry: basename(file), text, id: freshId(), tell });
  };
  const look = (): void => {
    if (reading !== undefined) {
      again = true;
      return;
    }
    again = false;
    reading = read();
    void reading
      .then((why) => {
        if (why !== undefined) tell(why);
      })
      .catch((error: unknown) => tell(String(error)))
      .finally(() => {
        reading = undefined;
        if (again) look();
      });
  };
  // The folder is watched and not the file: whoever writes it whole puts another in its place.
  const watcher = watched(dirname(file), (name) => {
    if (name === null || name === basename(file)) look();
  });
  look();
  const first = reading ?? Promise.resolve(undefined);
  return { first, close: () => watcher.close() };
}

function watched(folder: string, changed: (name: string | null) => void): FSWatcher {
  return watch(folder, { persistent: false }, (_, name) => changed(name));
}

async function textOf(file: string): Promise<string | { readonly fault: string }> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= limits.registryBytesMax) return bytes.toString("utf8");
    return {
      fault: `It has ${bytes.length} bytes, over the limit of ${limits.registryBytesMax}; what it said before stays.`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { fault: `It can't be read; what it said before stays. ${why}` };
  }
}

interface Taken {
  readonly registry: string;
  readonly text: string;
  readonly id: string;
  /** Reports accepted records that were probably meant differently. */
  tell(note: string): void;
}

async function take(
  orchestrator: Orchestrator,
  { registry, text, id, tell }: Taken,
): Promise<string | undefined> {
  const value = parsed(text);
  // Handed over all the same: so it is counted as every other refusal.
  const pools = (isObject(value) ? value.pools : undefined) as Extract<
    IngressRecord,
    { kind: "registry" }
  >["pools"];
  const answer = await orchestrator.ingest({ kind: "registry", id, registry, pools });
  if (!("refused" in answer)) {
    for (const note of answer.notes ?? []) tell(note);
    return undefined;
  }
  const none = ["it has no `pools`"];
  const details =
    value === undefined ? ["it is no JSON"] : pools === undefined ? none : (answer.details ?? []);
  return [answer.message, ...details].join(" ");
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
