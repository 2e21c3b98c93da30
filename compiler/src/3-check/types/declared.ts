import type { Diagnostic, TypeDeclaration } from "@orchlang/language";
import { errorType } from "./kinds.ts";
import { recursiveType } from "./messages.ts";
import { shortName } from "./show.ts";
import { unlabelled, type WrittenType } from "./written.ts";

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
 *   the qualified name and `declares`, and asks `of` for the names that it meets.
 */
export function declaredTypes(
  resolve: (declaration: TypeInModule, of: (type: TypeInModule) => WrittenType) => WrittenType,
  report: (diagnostic: Diagnostic) => void,
): (type: TypeInModule) => WrittenType {
  const known = new Map<string, WrittenType>();
  const underWay: TypeInModule[] = [];
  const recursive = new Set<string>();

  const of = (type: TypeInModule): WrittenType => {
    const before = known.get(type.name);
    if (before !== undefined) return before;
    const start = underWay.findIndex((one) => one.name === type.name);
    if (start !== -1) {
      reportRound(underWay.slice(start));
      return unlabelled(errorType);
    }
    underWay.push(type);
    const resolved = resolve(type, of);
    underWay.pop();
    known.set(type.name, recursive.has(type.name) ? unlabelled(errorType) : resolved);
    return known.get(type.name) ?? resolved;
  };

  function reportRound(round: readonly TypeInModule[]): void {
    const [first, ...others] = round;
    if (first === undefined || round.some((one) => recursive.has(one.name))) return;
    for (const one of round) recursive.add(one.name);
    const way = [...round, first].map((one) => `\`${shortName(one.name)}\``).join(" holds ");
    const labels = others.map((one) => ({
      file: one.file,
      span: one.declaration.name.span,
      message: "by way of this",
    }));
    const place = { file: first.file, span: first.declaration.name.span };
    report(recursiveType.at(place, { name: shortName(first.name), way }, { labels }));
  }

  return of;
}
