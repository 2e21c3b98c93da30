import { dirname } from "node:path";
import type { Operation } from "@orchlang/memory";
import { fabricOf, type Model } from "@orchlang/models";
import { isRecord, projectAround } from "./project.ts";

/** An operation of memory, and the memory of its project, where it needs one. */
export interface MemoryPlace {
  readonly operation: Operation;
  readonly memory?: Memory;
}

export interface Memory {
  /** It may name variables of the environment, and is relative to `folder`. */
  readonly file: string;
  readonly folder: string;
  /** The model that computes vectors; absent: texts are found by their words. */
  readonly vectors?: Model;
}

/** The place of an operation by the `memory` of the `orch.json` around `root`; or why it has none. */
export function memoryPlace(operation: Operation, root: string): MemoryPlace | { readonly missing: string } {
  if (operation === "build_context") return { operation };
  const project = projectAround(root);
  if (project === undefined) return { missing: `no orch.json around ${root} names a memory: ${wanted}` };
  if ("wrong" in project) return { missing: project.wrong };
  const { path, settings } = project;
  if (settings.memory === undefined) return { missing: `${path} names no memory: ${wanted}` };
  const { file, vectors, ...others } = isRecord(settings.memory) ? settings.memory : {};
  if (typeof file !== "string" || file === "" || Object.keys(others).length > 0)
    return { missing: `\`memory\` in ${path} has to be ${wanted}` };
  const memory = { file, folder: dirname(path) };
  if (vectors === undefined) return { operation, memory };
  const model = modelOfVectors(vectors, settings.models);
  if (typeof model === "string") return { missing: `\`memory.vectors\` in ${path} ${model}` };
  return { operation, memory: { ...memory, vectors: model } };
}

const wanted = '{ "file": ".orch/memory.db" }';

/**
 * The model of that name, or why it may not be asked. No call of `std.memory` names a tier or a cost, so that texts stay on
 * this machine, and vectors cost nothing.
 */
function modelOfVectors(name: unknown, models: unknown): Model | string {
  const fabric = fabricOf(models ?? {});
  if ("wrong" in fabric) return `needs \`models\`: ${fabric.wrong.join("; ")}`;
  const model = fabric.models.find((one) => one.name === name);
  if (model === undefined) return "has to be the name of one of `models.models`";
  const { provider, rates } = model;
  if (provider.kind === "anthropic") return `names ${model.name}, whose provider computes no vectors`;
  if (provider.tier !== "device") return `names ${model.name}, which is not on this machine`;
  if (rates === undefined || rates.input.base !== "0")
    return `names ${model.name}, whose \`rates\` are not stated to be 0: \`std.memory\` declares no cost`;
  return model;
}
