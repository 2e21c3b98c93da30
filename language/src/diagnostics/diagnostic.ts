import type { Span } from "../ast/span.ts";

export type DiagnosticSeverity = "error" | "warning" | "info" | "hint";

/** A place that matters to a diagnostic, and what is to be said of it; an empty message only points. */
export interface Label {
  /** The name of a `SourceFile`. */
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

export interface TextEdit {
  readonly file: string;
  readonly span: Span;
  readonly newText: string;
}

/** A change that mends the mistake. The edits of one fix do not overlap and are made together. */
export interface Fix {
  readonly title: string;
  /** True if it can be made unseen, as `--fix` does: it keeps what the author meant. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

export type DiagnosticTag = "unnecessary" | "deprecated";

/** One error, warning or hint, for people and for programs. */
export interface Diagnostic {
  /** `ORCH` and four digits, the first of which is the phase: 0 syntax … 5 plan, 6 run time. */
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  /** The error in the user's words: a sentence, with user text in backticks. */
  readonly message: string;
  /** The primary place: the file's name and the span in it. */
  readonly file: string;
  readonly span: Span;
  /** A short text at the primary place. */
  readonly label?: string;
  /** The other places that matter. */
  readonly labels: readonly Label[];
  /** Why it is wrong: sentences. */
  readonly notes: readonly string[];
  /** The next step for the user, where no fix says it. */
  readonly help?: string;
  readonly fixes: readonly Fix[];
  readonly tags?: readonly DiagnosticTag[];
  /** The number of further diagnostics that are not reported. */
  readonly omitted?: Omitted;
}

export interface Omitted {
  readonly errors: number;
  readonly warnings: number;
}
