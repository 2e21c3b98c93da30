import type { Span } from "./span.ts";

/** A word that declares, or that names something in a place where only a name can stand. */
export interface Name {
  readonly kind: "name";
  readonly text: string;
  readonly span: Span;
}

/** `a.b.c`: a module, a source of readings, or a callable. Never empty. */
export interface Path {
  readonly kind: "path";
  readonly segments: readonly Name[];
  readonly span: Span;
}

/** Stands where something was left out or could not be read; a syntax error has been reported for it. */
export interface Missing {
  readonly kind: "missing";
  readonly span: Span;
}

/** The path as written without its white space: `a.b.c`. */
export function pathText(path: Path): string {
  const [first, ...others] = path.segments;
  return others.reduce((text, segment) => `${text}.${segment.text}`, first?.text ?? "");
}
