/** The result of a trial of one kind of edge. */
export interface EdgeReport {
  /** How many of what was tried, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Each with what leads to it again. */
  readonly breaches: readonly string[];
}

/** A place where the outside reaches the engine, and how it is put on trial. */
export interface EdgeKind {
  /** As the command line names it: `--handlers 1000`. */
  readonly name: string;
  /** How many are tried where nothing is said. */
  readonly count: number;
  run(count: number, seed: number): Promise<EdgeReport>;
}
