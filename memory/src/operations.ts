import type { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import { type BuildContext, buildContext } from "./build-context.ts";
import { limits } from "./limits.ts";
import type { By } from "./store/change.ts";
import { type MemoryStore, sqliteStore } from "./store/store.ts";
import type { Meaning } from "./store/vectors.ts";

/** The work of memory, as `std.memory` names it. */
const operations = [
  "build_context",
  "put",
  "get",
  "clear",
  "remember",
  "recall",
  "search",
  "forget",
  "changes",
] as const;
export type Operation = (typeof operations)[number];

/** The operation of that name. */
export function operationNamed(name: string): Operation | undefined {
  return operations.find((one) => one === name);
}

const standard = "std.memory.";

/** The operation that carries out a capability of `std.memory`, by its full name; none for any other. */
export function operationOf(capability: string): Operation | undefined {
  if (!capability.startsWith(standard)) return undefined;
  return operationNamed(capability.slice(capability.lastIndexOf(".") + 1));
}

/** Arguments as JSON, by name. */
export type Args = Readonly<Record<string, Json>>;

/** A call of a capability, as far as memory goes by it. */
export interface Call {
  readonly key: string;
  readonly run: string;
  /** ms since 1970, for a capability without a parameter `at`. */
  readonly now: number;
  /** The label of what it keeps: all that it may be given. */
  readonly written: Label;
  /** The label of a field of its result, or of the items of its result: nothing above it is found. */
  readonly read: (field: string) => Label;
  /** The vector of a text, where a model computes them for texts of this label. */
  readonly meaning?: (text: string) => Promise<Meaning>;
  /** The memory, opened when it is needed: a file, or another store. */
  readonly open: () => DatabaseSync | MemoryStore;
}

/** Arguments that a capability of the program's own gives, and that no memory can take. */
export class MemoryRefusal extends Error {
  override readonly name = "MemoryRefusal";
}

/** Carries out an operation. Throws {@link MemoryRefusal} and SQLite's errors. */
export function perform(operation: Operation, args: Args, call: Call): Json | Promise<Json> {
  const store = (): MemoryStore => storeIn(call);
  const at = typeof args.at === "string" ? Date.parse(args.at) : call.now;
  const by: By = { key: call.key, run: call.run, at };
  switch (operation) {
    case "build_context":
      return buildContext(args as unknown as BuildContext);
    case "put": {
      const value = args.value ?? null;
      bounded(JSON.stringify(value), "value");
      const cell = { space: textOf(args, "space"), name: textOf(args, "name"), value, ...keptOf(args, hour) };
      return store().put(cell, call.written, by);
    }
    case "get": {
      const place = { space: textOf(args, "space"), name: textOf(args, "name"), at };
      return store().get(place, call.read("value"));
    }
    case "clear":
      return store().clear(textOf(args, "space"), { ...call.written, integrity: "untrusted" }, by);
    case "remember":
      return remember(args, call, by);
    case "recall":
      return textsOf(search({ ...args, question: "" }, call, at));
    case "search":
      return search(args, call, at);
    case "forget":
      return store().forget(textOf(args, "about"), by);
    case "changes":
      return store().changes(typeof args.at_most === "number" ? args.at_most : 100);
  }
}

function storeIn({ open }: Pick<Call, "open">): MemoryStore {
  const opened = open();
  return "prepare" in opened ? sqliteStore(opened) : opened;
}

function remember(args: Args, { open, written, meaning }: Call, by: By): Json | Promise<Json> {
  const [topic, text] = [textOf(args, "topic"), textOf(args, "lesson")];
  bounded(text, "lesson");
  const kept = keptOf(args, year);
  const keep = (meaning?: Meaning) =>
    storeIn({ open }).remember({ topic, text, ...kept, meaning }, written, by);
  return meaning === undefined ? keep() : meaning(text).then(keep);
}

function search(args: Args, { open, read, meaning }: Call, at: number): Json | Promise<Json> {
  const topic = textOf(args, "topic");
  const question = typeof args.question === "string" ? args.question : "";
  const most = typeof args.at_most === "number" ? args.at_most : 5;
  const find = (meaning?: Meaning) =>
    storeIn({ open }).recall({ topic, question, most, at, meaning }, read("text"));
  return meaning === undefined || question === "" ? find() : meaning(question).then(find);
}

/** The texts alone of what a search found. */
async function textsOf(found: Json | Promise<Json>): Promise<Json> {
  return ((await found) as readonly { readonly text: string }[]).map(({ text }) => text);
}

const hour = 3_600_000;
const year = 365 * 24 * hour;

function keptOf(
  { about, origin, keep }: Args,
  usual: number,
): { readonly about: string | null; readonly origin: string; readonly keep: number } {
  return {
    about: typeof about === "string" ? about : null,
    origin: typeof origin === "string" ? origin : "program",
    keep: typeof keep === "number" ? keep : usual,
  };
}

function textOf(args: Args, name: string): string {
  const arg = args[name];
  if (typeof arg === "string") return arg;
  throw new MemoryRefusal(`It needs a parameter \`${name}\` of type String.`);
}

function bounded(text: string, name: string): void {
  if (text.length <= limits.textCharsMax) return;
  throw new MemoryRefusal(
    `\`${name}\` has ${text.length} characters, over the limit of ${limits.textCharsMax}.`,
  );
}
