import type { Diagnostic } from "@orchlang/language";

/** All diagnostics, by the file or unit of their position, and by the query that reported them. */
export class ReportedDiagnostics {
  readonly #byFile = new Map<string, Map<object, readonly Diagnostic[]>>();
  /** The files in which each query reports diagnostics. */
  readonly #places = new Map<object, ReadonlySet<string>>();
  /** Files and units whose diagnostics have changed since they were last read. */
  readonly #touched = new Set<string>();
  #syntax = 0;
  #others = 0;

  /** Replaces the diagnostics of one query. */
  tell(who: object, results: readonly Diagnostic[]): void {
    for (const file of this.#places.get(who) ?? []) this.#take(file, who);
    this.#places.delete(who);
    if (results.length === 0) return;
    const byFile = Map.groupBy(results, ({ file }) => file);
    for (const [file, diagnostics] of byFile) {
      const known = this.#byFile.get(file);
      if (known === undefined) this.#byFile.set(file, new Map([[who, diagnostics]]));
      else known.set(who, diagnostics);
      this.#touched.add(file);
      this.#count(diagnostics, 1);
    }
    this.#places.set(who, new Set(byFile.keys()));
  }

  #take(file: string, who: object): void {
    const known = this.#byFile.get(file);
    this.#count(known?.get(who) ?? [], -1);
    known?.delete(who);
    if (known?.size === 0) this.#byFile.delete(file);
    this.#touched.add(file);
  }

  #count(diagnostics: readonly Diagnostic[], sign: 1 | -1): void {
    for (const { code } of diagnostics) {
      if (phaseOf(code) === 0) this.#syntax += sign;
      else this.#others += sign;
    }
  }

  get counts(): { readonly syntax: number; readonly others: number } {
    return { syntax: this.#syntax, others: this.#others };
  }

  /** The files and units in which anything is found. */
  get files(): Iterable<string> {
    return this.#byFile.keys();
  }

  in(file: string): readonly Diagnostic[] {
    return [...(this.#byFile.get(file)?.values() ?? [])].flat();
  }

  /** Where the errors of the phases before the analysis begin, in the order of the text. */
  errorsIn(file: string): readonly number[] {
    const errors = this.in(file).filter(({ severity, code }) => severity === "error" && phaseOf(code) < 4);
    return errors.map(({ span }) => span.start).sort((a, b) => a - b);
  }

  /** The files and units that have changed since this was last asked. */
  touched(): readonly string[] {
    const files = [...this.#touched];
    this.#touched.clear();
    return files;
  }
}

/** The first digit of a code is its phase. */
function phaseOf(code: string): number {
  return Number(code.charAt("ORCH".length));
}
