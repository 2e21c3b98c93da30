import { callFailures, planFailures } from "@orchlang/plan";
import type { Binding, Environment } from "../expression/typed.ts";
import { internalLabel } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { recordType } from "../types/kinds.ts";
import { optional } from "../types/optional.ts";
import type { BlockSite, RoutineContext } from "./site.ts";

/** The names of a plan's body as `finally` sees them: the plan may have ended before any of them came. */
export function whatever(root: BlockSite, params: Environment): Environment {
  return {
    lookup(name) {
      if (!root.block.names.has(name)) return params.lookup(name);
      const binding = root.env.lookup(name);
      if (binding === undefined || binding.constant !== undefined) return binding;
      const missingBecause = binding.missingBecause ?? "the plan may have ended before it";
      return { ...binding, type: optional(binding.type), missingBecause };
    },
    names: () => root.env.names(),
  };
}

const statusType: Type = {
  kind: "enum",
  name: "Outcome.status",
  members: ["completed", "failed", "cancelled"],
};

/** `outcome` in `finally`: how the plan ended, and why where it did not complete. */
export function outcomeBinding(routine: RoutineContext): Binding {
  const names = [...new Set([...routine.failures, ...callFailures, ...planFailures])];
  return {
    read: { op: "read", from: "local", name: "outcome" },
    type: recordType({ status: statusType, error: { kind: "optional", of: { kind: "failure", names } } }),
    label: internalLabel,
  };
}
