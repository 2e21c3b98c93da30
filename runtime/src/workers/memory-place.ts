import { dirname } from "node:path";
import type { Operation } from "@orchlang/memory";
import { isRecord, projectAround } from "./project.ts";

/** An operation of memory, and the memory of its project, where it needs one. */
export interface MemoryPlace {
  readonly operation: Operation;
  /** `file` may name variables of the environment, and is relative to `folder`. */
  readonly memory?: { readonly file: string; readonly folder: string };
}

/** The place of an operation by the `memory` of the `orch.json` around `root`; or why it has none. */
export function memoryPlace(operation: Operation, root: string): MemoryPlace | { readonly missing: string } {
  if (operation === "build_context") return { operation };
  const project = projectAround(root);
  if (project === undefined) return { missing: `no orch.json around ${root} names a memory: ${wanted}` };
  if ("wrong" in project) return { missing: project.wrong };
  const { path, settings } = project;
  if (settings.memory === undefined) return { missing: `${path} names no memory: ${wanted}` };
  const { file, ...others } = isRecord(settings.memory) ? settings.memory : {};
  if (typeof file !== "string" || file === "" || Object.keys(others).length > 0)
    return { missing: `\`memory\` in ${path} has to be ${wanted}` };
  return { operation, memory: { file, folder: dirname(path) } };
}

const wanted = '{ "file": ".orch/memory.db" }';
