import type { Seq, StreamId } from "@orchlang/kernel";
import type { Head } from "../../ledger.ts";
import { DamagedJournal } from "../../store.ts";
import { faultOf, isAway } from "./faults.ts";
import { type Cells, objectKey, type Tip } from "./object.ts";
import type { Place } from "./place.ts";
import { quoted, type RestateServer } from "./server.ts";

/** Keys of the state of a journal's object. */
export const keyOf = {
  tip: "tip",
  head: (stream: StreamId): string => `head/${stream}`,
  /** Records are kept by the append that brought them, in pieces of a page at most. */
  chunk: (stream: StreamId, chunk: number): string => `records/${stream}/${chunk}`,
  document: (id: string): string => `document/${id}`,
  entry: (number: number): string => `ledger/${String(number).padStart(16, "0")}`,
  snapshot: (stream: StreamId): string => `snapshot/${stream}`,
  kept: (name: string): string => `kept/${name}`,
} as const;

/** A stream as it rests. */
export interface HeadCell {
  readonly head: Head;
  /** Streams are counted by their first append. */
  readonly number: number;
  /** Its records are in these chunks, the last left out. */
  readonly chunks: readonly [from: number, to: number];
  /** Where it begins, if its first events were removed. */
  readonly begins?: Seq;
}

/** Records that follow each other: the first seq, and each body with its hash. */
export interface Chunk {
  readonly from: Seq;
  readonly records: readonly (readonly [body: string, hash: string])[];
}

export interface DocumentCell {
  readonly text: string;
  readonly hash: string;
}

/** Reads the state. Throws {@link DamagedJournal} where Restate does not answer. */
export interface Reader {
  /** Values of keys that are known. */
  get(keys: readonly string[]): Promise<Cells>;
  /** All whose key begins so, as they were at one moment. */
  all(beginning: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
}

/** Keys that are asked for at once. */
const keysMax = 200;

/**
 * The writer asks its own object for what it knows the keys of: that takes the same time however long the journal is. All
 * else is a query of the whole state, and so is everything of a reader: it needs no process that serves the object.
 */
export function readerOf(
  place: Place,
  server: RestateServer,
  mode: "object" | "query",
  goesOn: () => Promise<boolean> = async () => false,
): Reader {
  const patient = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (isAway(error) && (await goesOn())) continue;
        throw new DamagedJournal(faultOf(error));
      }
    }
  };
  const ofObject = `service_name = ${quoted(place.service)} AND service_key = ${quoted(objectKey)}`;
  const select = async (where: string): Promise<readonly (readonly [string, unknown])[]> => {
    const rows = await server.query<{ readonly key: string; readonly value_utf8: string }>(
      `SELECT key, value_utf8 FROM state WHERE ${ofObject} AND ${where}`,
    );
    return rows.map(({ key, value_utf8: text }) => [key, JSON.parse(text)] as const);
  };
  const getSome = async (keys: readonly string[]): Promise<Cells> =>
    mode === "object"
      ? await server.call<Cells>("read", keys)
      : Object.fromEntries(await select(`key IN (${keys.map(quoted).join(", ")})`));
  return {
    get: async (keys) => {
      const fields: Record<string, unknown> = {};
      for (let at = 0; at < keys.length; at += keysMax)
        Object.assign(fields, await patient(() => getSome(keys.slice(at, at + keysMax))));
      return fields;
    },
    all: (beginning) => patient(() => select(`starts_with(key, ${quoted(beginning)})`)),
  };
}

export async function tipIn({ get }: Reader): Promise<Tip | undefined> {
  return (await get([keyOf.tip]))[keyOf.tip] as Tip | undefined;
}
