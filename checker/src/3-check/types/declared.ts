import type { Diagnostic } from "@orchlang/language";
import type { TypeDeclaration } from "@orchlang/language/ast";
import { calleesFirst } from "../../callees-first.ts";
import { labelInside } from "../labels/inside.ts";
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

/** Longer paths are shown with their ends. */
const shownMax = 12;

interface Resolving {
  /** The declaration's right side, in its own module; asks `of` for the names that it meets. */
  readonly resolve: (type: TypeInModule, of: (type: TypeInModule) => WrittenType) => WrittenType;
  /** The declared types that it names. */
  readonly names: (type: TypeInModule) => readonly TypeInModule[];
  readonly report: (diagnostic: Diagnostic) => void;
}

/**
 * Resolves type declarations on demand and each once, after those that it names: a chain of types may be longer than a
 * stack is deep. A type that holds itself is reported with its way, once, and is `error` from there on.
 */
export function declaredTypes({ resolve, names, report }: Resolving): (type: TypeInModule) => WrittenType {
  const known = new Map<string, WrittenType>();
  const underWay: TypeInModule[] = [];

  const of = (type: TypeInModule): WrittenType => {
    const before = known.get(type.name);
    if (before !== undefined) return before;
    if (underWay.length === 0) {
      const same = new Map([[type.name, type]]);
      const leadsTo = (one: TypeInModule) =>
        names(one).map((named) => {
          const typeInModule = same.get(named.name) ?? named;
          same.set(named.name, typeInModule);
          return typeInModule;
        });
      const isDone = ({ name }: TypeInModule) => known.has(name);
      for (const each of calleesFirst([type], leadsTo, { isDone, onCircle: circle })) settle(each);
    }
    return known.get(type.name) ?? settle(type);
  };

  function settle(type: TypeInModule): WrittenType {
    const before = known.get(type.name);
    if (before !== undefined) return before;
    // By what a default says of it, which names no type.
    const start = underWay.findIndex((one) => one.name === type.name);
    if (start !== -1) {
      circle(underWay.slice(start));
      return unlabelled(errorType);
    }
    underWay.push(type);
    const resolved = resolve(type, of);
    underWay.pop();
    const written = known.get(type.name) ?? resolved;
    // Visits the inner types first, so that a long chain needs no recursion.
    labelInside(written.type);
    known.set(type.name, written);
    return written;
  }

  function circle(round: readonly TypeInModule[]): void {
    const [first, ...others] = round;
    const isTold = round.some((one) => known.get(one.name)?.type.kind === "error");
    for (const one of round) known.set(one.name, unlabelled(errorType));
    if (first === undefined || isTold) return;
    const way = [...round, first].map((one) => `\`${shortName(one.name)}\``);
    if (way.length > shownMax)
      way.splice(shownMax - 2, way.length - shownMax, `${way.length - shownMax} more`);
    const labels = others.slice(0, shownMax).map((one) => ({
      file: one.file,
      span: one.declaration.name.span,
      message: "by way of this",
    }));
    const place = { file: first.file, span: first.declaration.name.span };
    report(recursiveType.at(place, { name: shortName(first.name), way: way.join(" holds ") }, { labels }));
  }

  return of;
}
