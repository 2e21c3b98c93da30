import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Environment } from "../expression/typed.ts";
import type { Type } from "../type.ts";
import type { Units } from "../units/units.ts";

/** A type as written: what it is, and the labels written at it. */
export interface WrittenType {
  readonly type: Type;
  /** `Email @personal @untrusted`: label names as written, known ones only. */
  readonly labels: readonly string[];
}

/** The context of type resolution. */
export interface TypeContext {
  readonly file: string;
  readonly units: Units;
  readonly currency: string;
  /** The type that a name of the program stands for: declared here or imported. */
  readonly named: (name: string) => NamedTypeReference | undefined;
  /** True if a declaration here has no name that could be read: it may be that of any type that is not known. */
  readonly isNameless?: () => boolean;
  /** Every type name of the program in scope, for "did you mean"; built-in ones are added. */
  readonly names: () => Iterable<string>;
  /** Constants that bounds may name. */
  readonly constants?: Environment;
  readonly report: (diagnostic: Diagnostic) => void;
  /**
   * The name of an enum written here: qualified for a declaration (`campaign.Theme`), the parameter's or field's name
   * elsewhere (`mood`). A field adds its own name: `campaign.Job.status`.
   */
  readonly path: string;
  /** The type is the right side of the declaration called `path`, which names it. */
  readonly declares?: boolean;
}

/** Asked for when it is met, so that a type may be declared after its use. Recursion is the asker's to cut. */
export interface NamedTypeReference {
  readonly type: () => WrittenType;
  /** Shown at errors in it: "declared here". */
  readonly declared?: { readonly file: string; readonly span: Span };
}

/** A type without labels. */
export function unlabelled(type: Type): WrittenType {
  return { type, labels: [] };
}
