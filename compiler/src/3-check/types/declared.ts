import type { Diagnostic, TypeDeclaration } from "@orchlang/language";
import type { WrittenType } from "./resolve.ts";

/** A `type` declaration in its module. */
export interface TypeInModule {
  /** Qualified: `marketing.campaign.Job`. */
  readonly name: string;
  readonly file: string;
  readonly declaration: TypeDeclaration;
}

/**
 * Resolves type declarations on demand and each once. A type that holds itself is reported with its way, once, and
 * is `error` from there on.
 *
 * @param resolve resolves the declaration's right side in its own module: it calls `resolveType` with `path` set to
 *   the qualified name, and asks this very function for the names that it meets.
 */
export function declaredTypes(
  _resolve: (declaration: TypeInModule, of: (type: TypeInModule) => WrittenType) => WrittenType,
  _report: (diagnostic: Diagnostic) => void,
): (type: TypeInModule) => WrittenType {
  throw new Error("unfinished");
}
