import type { Binding, Environment } from "./typed.ts";

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
