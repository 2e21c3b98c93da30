import type { Definition } from "@orchlang/checker/resolve";
import type { EnumType, Type } from "@orchlang/checker/types";
import type { Span } from "@orchlang/language/ast";

/** Where a name is declared, as the tree that declares it counts. */
export interface Declared {
  readonly file: string;
  readonly span: Span;
}

export type LocalKind = "parameter" | "step" | "let" | "variable" | "hold" | "branch" | "binding";

/** The referent of a name. */
export type Referent =
  | { readonly what: "definition"; readonly definition: Definition; readonly declared: Declared }
  /** Known inside of one declaration, or at its calls. */
  | {
      readonly what: "local";
      readonly kind: LocalKind;
      readonly name: string;
      readonly type: Type | undefined;
      readonly declared: Declared;
      /** A parameter that has whatever label a call hands over. */
      readonly follows?: true;
    }
  /**
   * A field of a record, an event or a failure. `owner` is the declaration's qualified name; without one, not every
   * place that names the field is known.
   */
  | {
      readonly what: "field";
      readonly name: string;
      readonly owner: string | undefined;
      readonly type: Type | undefined;
      readonly declared: Declared | undefined;
    }
  | {
      readonly what: "member";
      readonly name: string;
      readonly type: EnumType;
      readonly declared: Declared | undefined;
    }
  /** A function of `std.core`. */
  | { readonly what: "function"; readonly name: string; readonly of: Type | undefined }
  | { readonly what: "module"; readonly name: string };

/** Where a name is written, and what it stands for there. */
export interface Occurrence {
  readonly span: Span;
  readonly symbol: Referent;
  readonly role: "declaration" | "use";
  /** A name that stands for itself and for a value of the same name: `{ to }`, `send(a, to)`. */
  readonly shorthand?: true;
}

/** Equal for the same thing; different for different things. */
export function keyOf(symbol: Referent): string {
  switch (symbol.what) {
    case "definition":
      return `definition ${symbol.definition.kind === "unit" ? "unit " : ""}${symbol.definition.qualified}`;
    case "local":
      return placeKey(symbol.declared);
    case "field":
      return symbol.declared === undefined
        ? `field ${symbol.owner ?? ""}.${symbol.name}`
        : placeKey(symbol.declared);
    case "member":
      return symbol.declared === undefined
        ? `member ${symbol.type.name}.${symbol.name}`
        : placeKey(symbol.declared);
    case "function":
      return `function ${symbol.name}`;
    case "module":
      return `module ${symbol.name}`;
  }
}

function placeKey({ file, span }: Declared): string {
  return `${file} ${span.start}`;
}

/** The name by which a symbol is searched for in texts. */
export function nameOfSymbol(symbol: Referent): string {
  return symbol.what === "definition" ? symbol.definition.name : symbol.name;
}
