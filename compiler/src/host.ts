/** Text, or why there is none, in words that follow a file's name. */
export type Reading =
  | { readonly text: string }
  | { readonly fault: "missing" | "unreadable" | "not_utf8" | "folder"; readonly message: string };

/** What the compiler has of the world: texts by path. Paths use `/`; the compiler never joins them with anything else. */
export interface Host {
  read(path: string): Reading;
  /** The text of a module of the standard library, by its name as `std.people`. */
  standard(module: string): { readonly path: string; readonly text: string } | undefined;
  /** The names of the standard library's modules, for "did you mean". */
  readonly standardModules: readonly string[];
}
