import type { CheckedProgram } from "@orchlang/checker";
import type { Selector } from "@orchlang/plan/rules";

/** True if a selector means a capability, or a plan or goal, of this name. */
export function selects(
  { program }: { readonly program: Pick<CheckedProgram, "capabilities"> },
  selector: Selector,
  name: string,
): boolean {
  if ("name" in selector) return selector.name === name;
  const capability = program.capabilities.get(name)?.capability;
  if (capability === undefined) return false;
  if ("tagged" in selector) return capability.tags.includes(selector.tagged);
  if ("kind" in selector) return capability.kind === selector.kind;
  return true;
}

/**
 * An index of policies and rules by each name that their selectors mean, in the order given. Comparing each rule with each
 * name would be quadratic.
 */
export function byName<T>(
  { program }: { readonly program: Pick<CheckedProgram, "capabilities"> },
  results: readonly { readonly on: readonly Selector[]; readonly says: readonly T[] }[],
): ReadonlyMap<string, readonly T[]> {
  const result = new Map<string, T[]>();
  for (const { on, says } of results) {
    for (const name of new Set(on.flatMap((selector) => namesMeant(program, selector)))) {
      const ofName = result.get(name);
      if (ofName === undefined) result.set(name, [...says]);
      else ofName.push(...says);
    }
  }
  return result;
}

/** The names that a selector means. */
export function namesMeant(
  program: Pick<CheckedProgram, "capabilities">,
  selector: Selector,
): readonly string[] {
  if ("name" in selector) return [selector.name];
  return [...program.capabilities.keys()].filter((name) => selects({ program }, selector, name));
}
