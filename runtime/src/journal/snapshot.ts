/**
 * A stream's state as it once was, so that a long one need not be folded from its beginning. Only a cache: it counts if the
 * stream itself vouches for it, by an event with its digest that comes after what it holds, and under the chain.
 */
import { hash } from "node:crypto";
import type { Seq, StreamId } from "@orchlang/kernel";
import { isHash, type Link } from "./chain.ts";
import { unsealedText } from "./sealed.ts";
import type { Store } from "./store.ts";

/** How a machine's state is written down. */
export interface SnapshotForm<State, Event> {
  /** Another for every other way of coming to the state, or of keeping it. */
  readonly shape: number;
  write(state: State): string;
  /** Undefined: it can't be read. */
  read(text: string): State | undefined;
  /** The state digest that an event vouches for, and the number of events it covers. */
  vouched(event: Event): { readonly length: Seq; readonly digest: string } | undefined;
}

export interface Snapshot<State> {
  readonly state: State;
  readonly link: Link;
  readonly at: number;
  readonly digest: string;
}

interface TakenSnapshot {
  readonly text: string;
  readonly digest: string;
}

/** To be kept once an event with its digest is durable. `link`: after the last event that the state holds. */
export function snapshotOf<State>(
  form: Pick<SnapshotForm<State, never>, "shape" | "write">,
  { state, link, at }: Omit<Snapshot<State>, "digest">,
): TakenSnapshot {
  const head = JSON.stringify({ shape: form.shape, length: link.length, hash: link.hash, at });
  const text = `${head}\n${form.write(state)}`;
  return { text, digest: digestOf(text) };
}

/** The one that is kept of a stream; undefined where there is none that can be used. */
export async function keptSnapshot<State>(
  store: Store,
  stream: StreamId,
  form: Pick<SnapshotForm<State, never>, "shape" | "read">,
): Promise<Snapshot<State> | undefined> {
  const kept = await store.snapshots?.get(stream);
  const text = kept && unsealedText(store.sealer, kept, `snapshot ${stream}`);
  const line = text?.indexOf("\n") ?? -1;
  if (text === undefined || line < 0) return undefined;
  try {
    const { shape, length, hash, at } = JSON.parse(text.slice(0, line)) as Readonly<Record<string, unknown>>;
    if (shape !== form.shape || typeof length !== "number" || !isHash(hash) || typeof at !== "number")
      return undefined;
    const state = form.read(text.slice(line + 1));
    return state === undefined ? undefined : { state, link: { length, hash }, at, digest: digestOf(text) };
  } catch (error) {
    // Cut off or altered: then it is none.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Its first line, as far as it can be read. */
export function headOfSnapshot(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const result: unknown = JSON.parse(text.slice(0, Math.max(0, text.indexOf("\n"))));
    return typeof result === "object" && result !== null
      ? (result as Readonly<Record<string, unknown>>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function digestOf(text: string): string {
  return hash("sha256", text, "hex");
}
