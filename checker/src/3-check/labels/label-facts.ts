import type { Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { CheckedProgram, LabelFacts } from "../checked.ts";
import { isCleared } from "./label.ts";

type Labelling = Pick<CheckedProgram, "capabilities" | "events" | "roles" | "signals" | "flags">;

export function labelFactsOf({
  capabilities,
  events = {},
  roles,
  signals = {},
  flags = {},
}: Labelling): LabelFacts {
  const declared = Object.values(events) as unknown as readonly EventDeclaration[];
  const clearances = [
    ...[...capabilities.values()].map(({ capability }) => capability.clearance.confidentiality),
    ...declared.flatMap(({ fields }) => fields.map(({ label }) => label.confidentiality)),
    ...Object.values(roles).map(({ clearance }) => clearance),
  ];
  return {
    clearsPublicOnly: clearances.includes("public"),
    hearsLabelled:
      [...Object.values(signals), ...Object.values(flags)].some(
        ({ label: { confidentiality, integrity } }) =>
          integrity === "untrusted" || !isCleared(confidentiality, "internal"),
      ) || Object.values(signals).some(({ schema }) => mayBeLabelled(schema)),
  };
}

/** True if a part of a type may be labelled by itself; what a name stands for is not looked up. */
function mayBeLabelled(schema: Schema): boolean {
  const written = JSON.stringify(schema);
  return written.includes('"x-labels"') || written.includes('"$ref"');
}

export function joinFacts(all: readonly LabelFacts[]): LabelFacts {
  return {
    clearsPublicOnly: all.some(({ clearsPublicOnly }) => clearsPublicOnly),
    hearsLabelled: all.some(({ hearsLabelled }) => hearsLabelled),
  };
}
