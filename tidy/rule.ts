import type { Tree } from "./tree.ts";

/** Something that the repository does not have, by name, and how it would be found. */
export interface Rule {
  /** A sentence, the same as in ARCHITECTURE.md. */
  readonly name: string;
  /** Each culprit as `path` or `path:line`, and what is wrong with it. */
  readonly find: (tree: Tree) => readonly string[];
  /** Files that break the rule, each of them: how it is known that `find` finds anything. */
  readonly broken: Readonly<Record<string, string>>;
  /** Files that come near to breaking it and do not; they are there beside the broken ones too. */
  readonly sound?: Readonly<Record<string, string>>;
}
