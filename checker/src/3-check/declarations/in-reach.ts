import type { Binding, Environment } from "../expression/typed.ts";
import { notInReach } from "./messages.ts";

/** A place that cannot read something, in words: "a fusion", "only what it joins", and where to ask instead. */
export interface Reader {
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
