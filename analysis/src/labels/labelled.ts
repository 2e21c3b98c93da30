import type { CheckedProgram } from "@orchlang/checker";
import { type LabelFacts, labelFactsOf } from "@orchlang/checker/labels";
import type { Label, Schema } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { anywhere } from "../graph/call-graph.ts";
import { type Definitions, labelWithin } from "./declared.ts";

/**
 * Whether anything that is personal, secret or untrusted can come into a plan, by its parameters, what its calls give, or
 * what it hears of the world. Where nothing can nothing leaks, and nobody need follow labels through it; unless some
 * place is cleared for what is public alone.
 */
export function hasLabelled(analysis: Analysis, routine: AnalysedRoutine): boolean {
  if (isKeptPublic(analysis)) return true;
  return anywhere(analysis, "whether labels come in", routine, (one) => ownLabelled(analysis, one));
}

/** True if what is internal may not go everywhere: that is what has no label. */
function isKeptPublic({ program, settings }: Analysis): boolean {
  return factsOf(program).clearsPublicOnly || Object.values(settings.clearances).includes("public");
}

function factsOf(program: CheckedProgram): LabelFacts {
  return program.labelFacts ?? labelFactsOf(program);
}

function ownLabelled({ program }: Analysis, { checked, tree }: AnalysedRoutine): boolean {
  const { schemas } = program;
  return (
    factsOf(program).hearsLabelled ||
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

function gives({ capabilities, schemas }: CheckedProgram, name: string): boolean {
  const result = capabilities.get(name)?.capability.result ?? null;
  return result !== null && isLabelled(result.label, result.schema, schemas);
}

function isLabelled(label: Label, schema: Schema, definitions: Definitions): boolean {
  const { confidentiality, integrity } = labelWithin(label, schema, definitions);
  return confidentiality === "personal" || confidentiality === "secret" || integrity === "untrusted";
}
