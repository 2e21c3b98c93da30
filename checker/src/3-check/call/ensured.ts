import { parameterBinding } from "../declarations/parameters.ts";
import type { Signature } from "../declarations/signature.ts";
import { extendWith } from "../expression/environment.ts";
import { narrow } from "../expression/narrow.ts";
import type { Binding, Typed } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import type { ProgramContext } from "../scope/program.ts";
import type { Type } from "../type.ts";

/** An argument that was understood. */
interface Given {
  readonly param: { readonly name: string };
  readonly typed: Typed;
}

/**
 * The known facts about a result in addition to its type: what its capability ensures, which the runtime checks for
 * every result, or a goal's success condition, without which it is not achieved. Both refer to the arguments.
 */
export function ensuredResult(signature: Signature, given: readonly Given[], program: ProgramContext): Type {
  const { definition, params, result, ensures } = signature;
  if (ensures.length === 0 || result.type.kind === "error" || result.type.kind === "nothing") {
    return result.type;
  }
  const home = program.home(definition);
  const byName = new Map(given.map(({ param, typed }) => [param.name, typed]));
  const bindings = new Map<string, Binding>();
  for (const param of params) {
    const declared = parameterBinding(param, "local");
    const typed = byName.get(param.name) ?? param.default?.();
    const known = typed !== undefined && typed.type.kind !== "error";
    bindings.set(param.name, known ? { ...declared, type: typed.type } : declared);
  }
  const read = { op: "read", from: "local", name: "result" } as const;
  bindings.set("result", { read, type: result.type, label: publicLabel });
  const env = ensures.reduce(
    (known, condition) => narrow(known, condition, true, home.expression),
    extendWith(home.environment, bindings),
  );
  return env.lookup("result")?.type ?? result.type;
}
