import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A module of the standard library. */
export interface StandardModule {
  /** The file's name in messages and plan files: the same on every machine. */
  readonly path: string;
  readonly text: string;
  /** Where it is on this machine. */
  readonly file: string;
}

/** `std/`: beside `src/` and `dist/` of this package, or beside a bundle that carries it along. */
const folder = ["../std/", "./std/", "../../stdlib/std/"]
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .find((place) => existsSync(place));

const ending = ".orch";

/** The names of all modules, sorted: `std/home.orch` is `std.home`, `std/response/alerts.orch` is `std.response.alerts`. */
export const standardModules: readonly string[] = (
  folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: "utf8" })
)
  .filter((file) => file.endsWith(ending))
  .map((file) => `std.${file.slice(0, -ending.length).replaceAll(/[\\/]/gu, ".")}`)
  .sort();

const known: ReadonlySet<string> = new Set(standardModules);

/** A module's text, read when it is asked for; `undefined` where there is no such module. */
export function standardModule(name: string): StandardModule | undefined {
  if (folder === undefined || !known.has(name)) return undefined;
  const below = `${name.slice("std.".length).replaceAll(".", "/")}${ending}`;
  const file = `${folder}${below}`;
  return { path: `std/${below}`, text: readFileSync(file, "utf8"), file };
}
