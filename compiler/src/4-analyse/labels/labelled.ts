import type { EventDeclaration, Label, Schema } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import { labelOf, publicLabel } from "../../3-check/labels/label.ts";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { anywhere } from "../graph/call-graph.ts";
import { type Definitions, partsOf } from "./declared.ts";

/**
 * Whether anything that is personal, secret or untrusted can come into a plan, by its parameters, what its calls give, or
 * what it hears of the world. Where nothing can nothing leaks, and nobody need follow labels through it; unless some
 * place is cleared for what is public alone.
 */
export function hasLabelled(analysis: Analysis, routine: AnalysedRoutine): boolean {
  if (isKeptPublic(analysis)) return true;
  return anywhere(analysis, "whether labels come in", routine, (one) => ownLabelled(analysis, one));
}

const keptPublic = new WeakMap<CheckedProgram, boolean>();

/** Whether what is internal may not go everywhere: that is what has no label. */
function isKeptPublic({ program, settings }: Analysis): boolean {
  const known = keptPublic.get(program);
  if (known !== undefined) return known;
  const events = Object.values(program.events ?? {}) as unknown as readonly EventDeclaration[];
  const clearances = [
    ...[...program.capabilities.values()].map(({ capability }) => capability.clearance.confidentiality),
    ...events.flatMap(({ fields }) => fields.map(({ label }) => label.confidentiality)),
    ...Object.values(program.roles).map(({ clearance }) => clearance),
    ...Object.values(settings.clearances),
  ];
  const found = clearances.includes("public");
  keptPublic.set(program, found);
  return found;
}

function ownLabelled({ program }: Analysis, { checked, tree }: AnalysedRoutine): boolean {
  const { schemas, signals = {}, flags = {} } = program;
  const heard = [...Object.values(signals), ...Object.values(flags)].map(({ label }) => label);
  return (
    heard.some((label) => isLabelled(label, true, schemas)) ||
    checked.params.some(({ label, schema }) => isLabelled(label, schema, schemas)) ||
    tree.all.some(({ statement: { node }, attempts }) => {
      if (node.kind === "hold" || (node.kind === "wait" && node.for.kind !== "duration")) return true;
      if (node.kind === "loop" && node.over.kind === "occurrences") return true;
      return attempts.some(
        ({ attempt: { target, using } }) =>
          using !== undefined || ("capability" in target && gives(program, target.capability)),
      );
    })
  );
}

const given = new WeakMap<object, boolean>();

function gives({ capabilities, schemas }: CheckedProgram, name: string): boolean {
  const capability = capabilities.get(name)?.capability;
  if (capability === undefined || capability.result === null) return false;
  const known = given.get(capability);
  if (known !== undefined) return known;
  const found = isLabelled(capability.result.label, capability.result.schema, schemas);
  given.set(capability, found);
  return found;
}

function isLabelled(label: Label, schema: Schema, definitions: Definitions, depth = 0): boolean {
  const { confidentiality, integrity } = label;
  if (confidentiality === "personal" || confidentiality === "secret" || integrity === "untrusted")
    return true;
  if (depth > 8) return true;
  const { fields, items } = partsOf(schema, definitions);
  if (items !== undefined && items !== "unnamed" && isLabelled(publicLabel, items, definitions, depth + 1))
    return true;
  return [...(fields?.values() ?? [])].some((field) =>
    isLabelled(labelOf(field.labels, publicLabel), field.schema, definitions, depth + 1),
  );
}
