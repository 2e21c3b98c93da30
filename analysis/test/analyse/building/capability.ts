import type { CheckedCapability } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Capability, CapabilityKind, Schema } from "@orchlang/plan";
import { internal, intType, origin, span } from "./place.ts";

export type CapabilityClauses = Partial<Omit<Capability, "name" | "kind" | "params" | "result">> & {
  readonly params?: Readonly<Record<string, Type>>;
  readonly result?: Type;
  readonly kind?: CapabilityKind;
};

export function capability(name: string, clauses: CapabilityClauses = {}): CheckedCapability {
  const { params = { n: intType }, result = intType, kind = "tool", ...rest } = clauses;
  const anything: Schema = true;
  return {
    capability: {
      name,
      kind,
      params: Object.keys(params).map((param) => ({ name: param, schema: anything, label: internal })),
      result: result.kind === "nothing" ? null : { schema: anything, label: internal },
      effect: { kind: "pure" },
      latency: { op: "constant", value: 1_000 },
      fails: [],
      ensures: [],
      scopes: [],
      clearance: { confidentiality: "internal", integrity: "untrusted" },
      tiers: [],
      uses: [],
      tags: [],
      touches: [],
      ...(kind === "human"
        ? { human: { role: "lead", count: 1, show: { op: "constant", value: "?" } } }
        : {}),
      ...rest,
    },
    origin: origin(),
    types: { params, result },
    clauses: Object.fromEntries(Object.keys(rest).map((clause) => [clause, span()])),
  };
}

/** A person's task: no latency of its own. */
export function human(name: string, clauses: CapabilityClauses = {}): CheckedCapability {
  const { latency: _, ...made } = capability(name, {
    kind: "human",
    effect: { kind: "once" },
    ...clauses,
  }).capability;
  const base = capability(name, { kind: "human", effect: { kind: "once" }, ...clauses });
  return { ...base, capability: clauses.latency === undefined ? made : base.capability };
}
