import type { PlanId } from "../shapes/plan.ts";

/** One place of a document that is not as it has to be. `path`: JSON Pointer, `/plan/routines/a.b/nodes/0`. */
export interface PlaceFault {
  readonly path: string;
  readonly says: string;
}

/** Why a text is not a plan file that can be run. */
export type PlanFault =
  | { readonly kind: "not text" }
  | { readonly kind: "not json"; readonly line: number; readonly column: number; readonly says: string }
  | { readonly kind: "cut short"; readonly length: number }
  | { readonly kind: "not a plan"; readonly found: string }
  | { readonly kind: "newer format"; readonly format: string }
  | { readonly kind: "newer semantics"; readonly semantics: number }
  | { readonly kind: "altered"; readonly stated: string; readonly computed: PlanId }
  /** Some part is not of the form that `orch.plan.schema.json` gives. */
  | { readonly kind: "malformed"; readonly faults: readonly PlaceFault[] }
  /** Every part is of its form, but some name leads nowhere. */
  | { readonly kind: "dangling"; readonly faults: readonly PlaceFault[] };

/** The fault in a reader's words: what is wrong, then a line for each place, last what to do. */
export function planFaultLines(fault: PlanFault): readonly string[] {
  switch (fault.kind) {
    case "not text":
      return ["This is not a plan file: its bytes are not text in UTF-8.", made];
    case "not json":
      return [
        `This is not a plan file: it is not JSON. Line ${fault.line}, column ${fault.column}: ${fault.says}.`,
        made,
      ];
    case "cut short":
      return [
        fault.length === 0 ? "The file is empty." : "The file ends in the middle: the rest of it is missing.",
        "Copy it once more, or compile the plan again.",
      ];
    case "not a plan":
      return [`This is JSON, but not a plan file: ${fault.found}.`, made];
    case "newer format":
      return [`The plan file is of format \`${fault.format}\`; this orch reads \`orch.plan/1\`.`, newer];
    case "newer semantics":
      return [
        `The plan is to be run by version ${fault.semantics} of the semantics; this orch knows version 1.`,
        newer,
      ];
    case "altered":
      return [
        "The plan was altered after it was compiled: its id is not the hash of what stands in it.",
        `  it says  ${fault.stated}`,
        `  it is    ${fault.computed}`,
        "Compile it again; what was approved under the id above is not this.",
      ];
    case "malformed":
      return [
        "The plan file is not of the form that `orch.plan/1` asks for.",
        ...placeLines(fault.faults),
        remake,
      ];
    case "dangling":
      return ["The plan speaks of things that are not in it.", ...placeLines(fault.faults), remake];
  }
}

const made = "Plan files are what `orch compile` writes.";
const newer = "Update orch, or compile the plan with this version.";
const remake = "A plan file isn't written by hand: compile it from its source.";

function placeLines(faults: readonly PlaceFault[]): string[] {
  return faults.map(({ path, says }) => `  ${path === "" ? "/" : path}: ${says}`);
}
