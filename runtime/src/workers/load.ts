import { pathToFileURL } from "node:url";
import type { Chosen } from "@orchlang/kernel";
import type { HandlerFunction } from "../handler.ts";
import type { Workplace } from "../world/world.ts";
import { handlerFile } from "./handler-file.ts";
import { httpHandler } from "./http.ts";
import { mistakenAt } from "./thrown.ts";

/**
 * `by`: who carries it out, where the capability does not decide that; `chosen`: what was known of those that it was
 * chosen among. Both are journalled with the result.
 */
export type Loaded =
  | { readonly call: HandlerFunction; readonly by?: string; readonly chosen?: Chosen }
  | { readonly unusable: string };

/** A file that was found once is loaded by then, so looking again gains nothing. */
const files = new Map<string, string>();

/**
 * Finds a handler. TypeScript is stripped of its types by Node itself. Node remembers modules, failed ones too, so this
 * costs a look-up after the first time.
 */
export async function load({ handler, root, capability }: Workplace): Promise<Loaded> {
  if (handler.kind === "http") return { call: httpHandler(handler, capability.fails, process.env) };
  if (handler.kind !== "module") {
    return { unusable: `This runtime cannot call ${handler.kind} handlers here; give it a module.` };
  }
  const name = `${root}\0${handler.path}`;
  const known = files.get(name);
  const result = known === undefined ? handlerFile(root, handler.path) : { file: known };
  if ("refused" in result) return { unusable: `The handler is not loaded: ${result.refused}.` };
  files.set(name, result.file);
  try {
    const module = (await import(pathToFileURL(result.file).href)) as Readonly<Record<string, unknown>>;
    return exported(module, handler.path, handler.export);
  } catch (error) {
    return {
      unusable: `The handler file ${handler.path} failed while it was loaded: ${firstLine(error, root)}`,
    };
  }
}

function exported(module: Readonly<Record<string, unknown>>, path: string, name: string): Loaded {
  const value = module[name];
  if (typeof value === "function") return { call: value as HandlerFunction };
  if (name in module) {
    const kind = value === null ? "null" : typeof value;
    return { unusable: `\`${name}\` of the handler file ${path} is of type ${kind}, not a function.` };
  }
  const functions = Object.keys(module).filter((key) => typeof module[key] === "function");
  const there =
    functions.length === 0 ? "It exports no function" : `It exports ${functions.sort().join(", ")}`;
  return { unusable: `The handler file ${path} has no export \`${name}\`. ${there}.` };
}

/** `TypeError: …`, and where: a module that does not parse is named, with the line, on the first line of the stack. */
function firstLine(error: unknown, root: string): string {
  if (!(error instanceof Error)) return String(error).split("\n", 1)[0] ?? "";
  const text = `${error.name}: ${error.message.split("\n", 1)[0] ?? ""}`;
  const at = mistakenAt(error, root);
  return at === undefined ? text : `${text} (${at})`;
}
