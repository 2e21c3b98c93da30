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
