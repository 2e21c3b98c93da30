import type { Span } from "../ast/span.ts";
import type { Diagnostic, DiagnosticSeverity, DiagnosticTag, Fix, Label, Omitted } from "./diagnostic.ts";

/** A place in a file: the name of the file and a span. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** The values that a definition's sentences are made of. */
export type DiagnosticParams = Readonly<Record<string, unknown>>;

type Sentence<P> = string | ((params: P) => string);

/** A kind of mistake: declared once, beside the check that finds it, and collected in a catalogue. */
export interface DiagnosticSpec<P> {
  readonly code: `ORCH${number}`;
  readonly severity: DiagnosticSeverity;
  /** A short name for lists and pages, without parameters: "Unclosed bracket". */
  readonly title: string;
  readonly message: Sentence<P>;
  /** A short text at the primary place. */
  readonly label?: Sentence<P>;
  readonly notes?: readonly Sentence<P>[];
  readonly help?: Sentence<P>;
  readonly tags?: readonly DiagnosticTag[];
}

/** The details that one occurrence adds to its definition. */
export interface DiagnosticDetails {
  /** Replaces the definition's label at the primary place. */
  readonly label?: string;
  readonly labels?: readonly Label[];
  /** Follow the definition's own notes. */
  readonly notes?: readonly string[];
  /** Replaces the definition's help. */
  readonly help?: string;
  readonly fixes?: readonly Fix[];
  readonly omitted?: Omitted;
}

/** A definition without its parameters' type: what a catalogue lists. */
export interface CataloguedDiagnostic {
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  readonly title: string;
}

export interface DiagnosticDefinition<P extends DiagnosticParams> extends CataloguedDiagnostic {
  /** Makes the diagnostic of one occurrence. */
  readonly at: (place: Place, params: P, details?: DiagnosticDetails) => Diagnostic;
}

/**
 * Fixes a diagnostic's code, severity and sentences. The parameters are those that its sentences ask for:
 *
 *     const unknownUnit = defineDiagnostic<{ unit: string }>({ code: "ORCH0104", …, message: (p) => `…${p.unit}` })
 *     unknownUnit.at({ file, span }, { unit: "metres" })
 */
export function defineDiagnostic<P extends DiagnosticParams = Readonly<Record<never, never>>>(
  spec: DiagnosticSpec<P>,
): DiagnosticDefinition<P> {
  const at = (place: Place, params: P, details: DiagnosticDetails = {}): Diagnostic => {
    const label = details.label ?? (spec.label === undefined ? undefined : say(spec.label, params));
    const help = details.help ?? (spec.help === undefined ? undefined : say(spec.help, params));
    return {
      code: spec.code,
      severity: spec.severity,
      message: say(spec.message, params),
      file: place.file,
      span: place.span,
      ...(label === undefined ? {} : { label }),
      labels: details.labels ?? [],
      notes: [...(spec.notes ?? []).map((note) => say(note, params)), ...(details.notes ?? [])],
      ...(help === undefined ? {} : { help }),
      fixes: details.fixes ?? [],
      ...(spec.tags === undefined ? {} : { tags: spec.tags }),
      ...(details.omitted === undefined ? {} : { omitted: details.omitted }),
    };
  };
  return { code: spec.code, severity: spec.severity, title: spec.title, at };
}

function say<P>(sentence: Sentence<P>, params: P): string {
  return typeof sentence === "string" ? sentence : sentence(params);
}

/** Every diagnostic of a phase or package by its code, in the order of the codes. */
export type Catalogue = ReadonlyMap<string, CataloguedDiagnostic>;

/** Collects definitions; the same code twice is a fault of the program and throws. */
export function collectCatalogue(
  ...groups: readonly Readonly<Record<string, CataloguedDiagnostic>>[]
): Catalogue {
  const definitions = groups.flatMap((group) => Object.values(group));
  const sorted = definitions.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const catalogue = new Map<string, CataloguedDiagnostic>();
  for (const definition of sorted) {
    if (catalogue.has(definition.code)) throw new Error(`${definition.code} is defined twice`);
    catalogue.set(definition.code, definition);
  }
  return catalogue;
}
