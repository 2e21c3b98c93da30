import { type Expression, visit } from "@orchlang/language/ast";
import type { Environment } from "./typed.ts";

/**
 * The environment under a condition with a mistake. It may have stated of any name in it that it is present, or within
 * bounds, so nothing more is reported about those; about no name at all, if the condition mentions an unknown one.
 */
export function doubting(env: Environment, condition: Expression): Environment {
  const names = namesIn(condition);
  const isKnown = (name: string): boolean => env.lookup(name) !== undefined;
  return [...names].every(isKnown) ? doubted(env, (name) => names.has(name)) : doubtingAll(env);
}

/** The names in a condition: `a` and `c` of `a.b and c(d)`, and `d`. */
export function namesIn(condition: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visit(condition, {
    reference: ({ text }) => {
      names.add(text);
      return undefined;
    },
  });
  return names;
}

/** The same where not even the names in it are known. */
export function doubtingAll(env: Environment): Environment {
  return doubted(env, () => true);
}

function doubted(env: Environment, isDoubtful: (name: string) => boolean): Environment {
  return {
    lookup(name) {
      const binding = env.lookup(name);
      return binding !== undefined && isDoubtful(name) ? { ...binding, doubtful: true } : binding;
    },
    names: () => env.names(),
  };
}
