/** The files of a compilation, by path as the host knows them. */
export interface Program {
  /** The files named or found by the caller. Each below no `orch.json` is a project of its own. */
  readonly files: readonly string[];
  /** The folder that handler paths in plan files are relative to. */
  readonly root: string;
}
