/** Jobs for test handlers, and where those are: for tests, and for programs that tests start. */
import { fileURLToPath } from "node:url";
import type { Capability, Handler, Json, Parameter, Schema } from "@orchlang/plan";
import type { Job, Workplace } from "../../src/world/world.ts";

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
