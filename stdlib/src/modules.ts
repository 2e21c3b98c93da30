import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A module of the standard library. */
export interface StandardModule {
  /** What messages and plan files call its file: the same on every machine. */
  readonly path: string;
  readonly text: string;
  /** Where it is on this machine. */
  readonly file: string;
}

/** The names of all modules; each is a file of its name in `std/`. */
export const standardModules: readonly string[] = [
  "std.context",
  "std.core",
  "std.fabric",
  "std.guardrails",
  "std.home",
  "std.memory",
  "std.people",
  "std.response",
  "std.units",
];

/** Where `std/` is: beside `src/` and `dist/` of this package, or beside a bundle that carries it along. */
const folders = ["../std/", "./std/", "../../stdlib/std/"];

/** A module's text, read when it is asked for; `undefined` where there is no such module. */
export function standardModule(name: string): StandardModule | undefined {
  if (!standardModules.includes(name)) return undefined;
  const file = `${name.slice("std.".length)}.orch`;
  for (const folder of folders) {
    const found = fileURLToPath(new URL(folder + file, import.meta.url));
    if (existsSync(found)) return { path: `std/${file}`, text: readFileSync(found, "utf8"), file: found };
  }
  return undefined;
}
