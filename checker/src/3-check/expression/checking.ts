import type { Expression } from "@orchlang/language/ast";
import type { Binding, Environment } from "./typed.ts";

/** Parts that a plain expression has at most. */
const partsMax = 12;

/** Names, fields, literals and a little arithmetic: cheap enough to be looked at twice. */
export function isPlain(ast: Expression): boolean {
  let parts = 0;
  const plain = (part: Expression): boolean => {
    parts++;
    if (parts > partsMax) return false;
    switch (part.kind) {
      case "number":
      case "quantity":
      case "money":
      case "ratio":
      case "date":
      case "time":
      case "instant":
      case "reference":
        return true;
      case "member":
        return plain(part.object);
      case "unary":
        return plain(part.operand);
      case "per":
        return plain(part.operand);
      case "binary":
        return "+-*/".includes(part.operator) && plain(part.left) && plain(part.right);
      default:
        return false;
    }
  };
  return plain(ast);
}

export const emptyEnvironment: Environment = { lookup: () => undefined, names: () => [] };

/** An environment that adds names to another; inner ones hide outer ones. */
export function extend(env: Environment, bindings: Readonly<Record<string, Binding>>): Environment {
  return {
    lookup: (name) => (Object.hasOwn(bindings, name) ? bindings[name] : env.lookup(name)),
    names: () => new Set([...Object.keys(bindings), ...env.names()]),
  };
}

export function extendWith(env: Environment, bindings: ReadonlyMap<string, Binding>): Environment {
  if (bindings.size === 0) return env;
  return {
    lookup: (name) => bindings.get(name) ?? env.lookup(name),
    names: () => new Set([...bindings.keys(), ...env.names()]),
  };
}
