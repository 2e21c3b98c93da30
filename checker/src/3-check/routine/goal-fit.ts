import type { Definition } from "../../2-resolve/definition.ts";
import { goalMismatch } from "../declarations/messages.ts";
import type { ParameterSignature } from "../declarations/parameters.ts";
import { goalOf, type Signature } from "../declarations/signature.ts";
import type { ModuleContext } from "../scope/module.ts";
import { assignable } from "../types/assignable.ts";
import { sameType } from "../types/same.ts";
import { aType, showType } from "../types/show.ts";
import { holdsUnknown } from "../types/unknown.ts";

/** How a plan stands to the goal that it says it achieves. */
export interface GoalFit {
  /** It declares another result: what it returns may be what the goal asks for. */
  readonly givesOther: boolean;
  /** Parameters that only the goal has: it may read them all the same. */
  readonly lacks: readonly string[];
}

const fits: GoalFit = { givesOther: false, lacks: [] };

/**
 * A plan that achieves a goal has its parameters (names, types, order) and its result. Reported once, at the first
 * difference.
 */
export function checkGoalFit(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): GoalFit {
  const goal = goalOf(definition, module);
  if (goal === undefined || definition.declaration.broken || goal.declaration.broken) return fits;
  const wanted = module.program.signatureOf(goal);
  const ofParameters = parametersDiffer(signature.params, wanted.params);
  const difference = ofParameters ?? resultDiffers(definition, signature, wanted);
  if (difference === undefined) return fits;
  const place = { file: module.file, span: difference.span ?? definition.declaration.name.span };
  const labels = [
    {
      file: goal.file,
      span: difference.wanted ?? goal.declaration.name.span,
      message: `\`${goal.name}\` is declared here`,
    },
  ];
  const params = { plan: definition.name, goal: goal.name, how: difference.how };
  module.program.report(goalMismatch.at(place, params, { labels }));
  const own = new Set(signature.params.map(({ name }) => name));
  const lacks = wanted.params.flatMap(({ name }) => (own.has(name) ? [] : [name]));
  return { givesOther: ofParameters === undefined, lacks };
}

interface Difference {
  readonly how: string;
  readonly span?: ParameterSignature["span"];
  readonly wanted?: ParameterSignature["span"];
}

function parametersDiffer(
  own: readonly ParameterSignature[],
  wanted: readonly ParameterSignature[],
): Difference | undefined {
  for (const [index, want] of wanted.entries()) {
    const have = own[index];
    const shown = `\`${want.name}: ${showType(want.type)}\``;
    if (have === undefined) return { how: `it lacks the goal's ${shown}`, wanted: want.span };
    const places = { span: have.span, wanted: want.span };
    if (have.name !== want.name)
      return { how: `where it has \`${have.name}\`, the goal has ${shown}`, ...places };
    if (!sameType(have.type, want.type) && !holdsUnknown(have.type) && !holdsUnknown(want.type)) {
      return {
        how: `its \`${have.name}\` is ${aType(have.type)}, the goal's ${aType(want.type)}`,
        ...places,
      };
    }
  }
  const extra = own[wanted.length];
  return extra === undefined ? undefined : { how: `the goal has no \`${extra.name}\``, span: extra.span };
}

function resultDiffers(
  definition: Definition<"plan">,
  own: Signature,
  wanted: Signature,
): Difference | undefined {
  const have = own.result.type;
  const want = wanted.result.type;
  const span = definition.declaration.result?.span;
  const place = span === undefined ? {} : { span };
  if (want.kind === "nothing" && have.kind === "nothing") return undefined;
  if (have.kind === "nothing") return { how: `the goal gives ${aType(want)}, and it gives nothing` };
  if (want.kind === "nothing") return { how: "the goal gives nothing", ...place };
  if (assignable(have, want) === undefined) return undefined;
  return { how: `it gives ${aType(have)}, the goal ${aType(want)}`, ...place };
}
