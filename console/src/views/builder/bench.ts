import type { Action, Callable, DeclarationOutline, Outline } from "@orchlang/editing/build";
import type { Diagnostic } from "@orchlang/language";

/** A declaration by its kind and name: both stay while the text around it changes. */
export interface Chosen {
  readonly kind: DeclarationOutline["kind"];
  readonly name: string;
  /** A statement of a plan, as `places.ts` writes it. */
  readonly statement?: string | undefined;
}

/** A place of the canvas where the next statement goes. */
export interface Mark {
  readonly block: string;
  readonly index: number;
}

/** Forms and canvas share it: the outline of a file, what is chosen in it, and how it is changed. */
export interface Bench {
  readonly outline: Outline;
  readonly callables: readonly Callable[];
  /** Errors and warnings of the file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly chosen: Chosen | undefined;
  readonly declaration: DeclarationOutline | undefined;
  readonly mark: Mark | undefined;
  choose(chosen: Chosen | undefined): void;
  setMark(mark: Mark | undefined): void;
  act(action: Action): string | undefined;
  rename(at: number, name: string): boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The first mistake in a stretch of the text. */
export function faultIn(bench: Bench, span: Span): string | undefined {
  return bench.diagnostics.find(
    (one) => one.severity === "error" && span.start <= one.span.start && one.span.end <= span.end,
  )?.message;
}

/** The names that steps and other statements of a plan have. */
export function namesIn(declaration: DeclarationOutline): ReadonlySet<string> {
  const names = new Set(declaration.parameterNames);
  const add = (blocks: DeclarationOutline["blocks"]): void => {
    for (const { statements } of blocks)
      for (const one of statements) {
        if (one.name !== undefined) names.add(one.name);
        add(one.blocks);
      }
  };
  add(declaration.blocks);
  return names;
}
