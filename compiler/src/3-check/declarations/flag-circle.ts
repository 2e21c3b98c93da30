import { visit } from "@orchlang/language";
import { type Definition, isOfKind } from "../../2-resolve/definition.ts";
import { lookup } from "../../2-resolve/module-names.ts";
import type { ModuleContext } from "../scope/module.ts";

/** The way by which a flag leads back to itself, told at the one whose name comes first. */
export function flagCircle(
  flag: Definition<"flag">,
  module: ModuleContext,
): readonly Definition<"flag">[] | undefined {
  const { program } = module;
  const seen = new Set<string>();
  const walk = (
    at: Definition<"flag">,
    way: readonly Definition<"flag">[],
  ): readonly Definition<"flag">[] | undefined => {
    for (const next of flagsIn(at, program.home(at))) {
      const whole = [...way, next];
      if (next.qualified === flag.qualified) {
        const first = way.every((one) => flag.qualified <= one.qualified);
        return first ? whole : undefined;
      }
      if (seen.has(next.qualified)) continue;
      seen.add(next.qualified);
      const found = walk(next, whole);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(flag, [flag]);
}

function flagsIn(flag: Definition<"flag">, module: ModuleContext): readonly Definition<"flag">[] {
  const own = new Set((flag.declaration.parameters ?? []).map((parameter) => parameter.name.text));
  const flags: Definition<"flag">[] = [];
  visit(flag.declaration.value, {
    reference(reference) {
      const found = own.has(reference.text) ? undefined : lookup(module.names, reference.text);
      if (isOfKind(found, "flag")) flags.push(found);
      return undefined;
    },
  });
  return flags;
}
