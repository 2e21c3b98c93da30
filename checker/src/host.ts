/** Text, or why there is none, in words that follow a file's name. */
export type Reading =
  | { readonly text: string }
  | {
      readonly fault: "missing" | "unreadable" | "not_utf8" | "folder" | "too_large";
      readonly message: string;
    };

/**
 * The compiler's access to the world: texts by path. Paths use `/` on every machine; `.` and `..` never reach a host.
 */
export interface Host {
  read(path: string): Reading;
  /** The names in a folder, for "did you mean"; empty where there is no such folder. Left out: nothing is suggested. */
  list?(folder: string): readonly string[];
  /** The text of a module of the standard library, by its name as `std.people`. */
  standard(module: string): { readonly path: string; readonly text: string } | undefined;
  /** The names of the standard library's modules, for "did you mean". */
  readonly standardModules: readonly string[];
}
