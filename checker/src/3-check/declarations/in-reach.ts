import type { Definition } from "../../2-resolve/definition.ts";
import { extendWith } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import type { Origin } from "../origin.ts";
import type { ModuleContext } from "../scope/program.ts";
import { errorType } from "../types/kinds.ts";
import { notInReach } from "./messages.ts";
import { localBinding } from "./selectors.ts";

/** A place that cannot read something, in words: "a fusion", "only what it joins", and where to ask instead. */
interface Reader {
  readonly who: string;
  readonly reads: string;
  readonly help?: string;
}

/** The same names; what of the world around a run is unknown to this reader, whenever it asks, may not be read. */
export function inReachOf(
  reader: Reader,
  env: Environment,
  isUnknown: (name: string) => boolean = () => true,
): Environment {
  return {
    lookup(name) {
      const binding = env.lookup(name);
      if (binding === undefined || !isContext(binding) || !isUnknown(binding.read.name)) return binding;
      const { help } = reader;
      return {
        ...binding,
        refused: (place) => notInReach.at(place, { name, ...reader }, help === undefined ? {} : { help }),
      };
    },
    names: () => env.names(),
  };
}

type Of<T, K> = Extract<T, K>;

function isContext(
  binding: Binding,
): binding is Binding & { readonly read: Of<Binding["read"], { op: "read" }> } {
  return binding.read.op === "read" && binding.read.from === "context";
}

/** Flags and triggers are asked outside of runs: there is nobody for whom. */
export function withoutUser(who: string, env: Environment): Environment {
  const reads = "what is true of the world, whoever a run is for";
  return inReachOf(
    { who, reads, help: "Ask for the user in a plan or a policy." },
    env,
    (name) => name === "user",
  );
}

/** The scope of a signal's or flag's expressions: the module's names and the index of the family. */
export function familyEnvironment(
  definition: Definition<"signal" | "flag">,
  module: ModuleContext,
): Environment {
  const family = module.program.familyOf(definition) ?? [];
  return extendWith(
    module.environment,
    new Map(
      family.map(({ name, members }) => [
        name,
        localBinding(name, members.members.length === 0 ? errorType : members),
      ]),
    ),
  );
}

export function originOf(definition: Definition): Origin {
  const { declaration, file, module } = definition;
  return {
    file,
    span: declaration.span,
    nameSpan: declaration.name.span,
    module,
    ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
  };
}
