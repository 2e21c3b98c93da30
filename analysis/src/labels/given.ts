import type { TracedLabel } from "@orchlang/checker";
import { isCleared, joinLabels, labelOf as labelNamed, publicLabel } from "@orchlang/checker/labels";
import type { Capability, Label, Parameter, Schema } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { followed } from "../rules/part.ts";
import type { Run } from "../rules/run.ts";
import { type Definitions, labelWithin, partsOf } from "./declared.ts";
import { filledElsewhere, hasLabelled } from "./elsewhere.ts";
import { bare, besides, itemOf, mapShape, type Shape, scalar, whole } from "./shape.ts";
import { labelsOf } from "./summary.ts";
import { type Bindings, substitute } from "./symbols.ts";
import { clean, type Taint, taintOf } from "./taint.ts";

/*
 * The labels of what the calls of a run hand over together: those that a parameter of a part or a capability has in the
 * plan file, where a run masks values by what is written there, and where a rule looks at a part without its callers.
 */

export interface Given {
  /** The parameters as the plan file has them. */
  params(routine: AnalysedRoutine): readonly Parameter[];
  result(routine: AnalysedRoutine): AnalysedRoutine["checked"]["head"]["result"];
  /** A capability as the plan file has it: what it is cleared for may be above what its parameters say. */
  capability(capability: Capability): Capability;
  /** A label with what the calls hand over in the place of the parameters that it follows. */
  label(routine: AnalysedRoutine, label: Label & Pick<TracedLabel, "follows">): Label;
  /** The same of a taint: nothing else of the callers is in it. */
  taint(routine: AnalysedRoutine, taint: Taint): Taint;
}

const known = new WeakMap<Run, Given>();

export function givenIn(run: Run): Given {
  const result = known.get(run) ?? givenBy(run);
  known.set(run, result);
  return result;
}

const asking = { strict: false, labelsOf };

/** Where nothing labelled can come into a plan nothing is followed through it. */
function isFollowed(analysis: Analysis, routine: AnalysedRoutine): boolean {
  return hasLabelled(analysis, routine) || filledElsewhere(analysis, asking).size > 0;
}

function givenBy(run: Run): Given {
  const analysis = run.analysis.whole ?? run.analysis;
  const { schemas } = analysis.program;
  // Plans of a goal that have no labels hand over values beside those that do.
  const roots = run.roots.some((root) => isFollowed(analysis, root)) ? run.roots : [];
  const handed = handedBy(analysis, roots);
  const follows = ({ checked }: AnalysedRoutine): ReadonlySet<string> =>
    roots.length === 0 ? nothing : followed(analysis.program, checked);
  const labelOf = (called: string, param: string): TracedLabel =>
    handed.get(keyOf(called, param)) ?? publicLabel;
  const taint = (routine: AnalysedRoutine, of: Taint): Taint => {
    const names = follows(routine);
    const argument: Bindings["argument"] = (param) =>
      scalar(names.has(param) ? taintOf(labelOf(routine.checked.name, param)) : clean);
    const through = (one: Taint): Taint => one;
    const nobody = { runs: clean, unwinds: clean, counts: clean, held: clean, argument, through };
    return substitute(of, labelsOf(analysis, routine, false).symbols, nobody);
  };
  return {
    params: (routine) =>
      routine.checked.params.map((param) => {
        if (!follows(routine).has(param.name)) return param;
        const { confidentiality } = labelOf(routine.checked.name, param.name);
        return { ...param, label: { ...param.label, confidentiality } };
      }),
    capability: (capability) => ({
      ...capability,
      params: capability.params.map((param) => {
        const { confidentiality } = labelOf(capability.name, param.name);
        const within = labelWithin(param.label, param.schema, schemas).confidentiality;
        return isCleared(confidentiality, within)
          ? param
          : { ...param, label: { ...param.label, confidentiality } };
      }),
    }),
    result: (routine) => {
      const { result } = routine.checked.head;
      if (result === null || roots.length === 0) return result;
      const shape = mapShape(labelsOf(analysis, routine, false).result, (one) => taint(routine, one));
      const { confidentiality } = beyond(shape, result.label, result.schema, schemas);
      const { integrity } = result.label;
      const most = joinLabels({ ...result.label, way: [] }, { ...publicLabel, confidentiality });
      return { ...result, label: { confidentiality: most.confidentiality, integrity } };
    },
    label: (routine, { follows: names = [], ...label }) => {
      const { confidentiality, integrity } = joinLabels(
        { ...label, way: [] },
        ...names.map((name) => labelOf(routine.checked.name, name)),
      );
      return { confidentiality, integrity };
    },
    taint,
  };
}

const nothing: ReadonlySet<string> = new Set();

function keyOf(called: string, param: string): string {
  return `${called}#${param}`;
}

/** Arguments handed over in runs that begin with some plans, by callee and parameter: values alone, and not why they are. */
function handedBy(analysis: Analysis, roots: readonly AnalysedRoutine[]): ReadonlyMap<string, TracedLabel> {
  const handed = new Map<string, TracedLabel>();
  for (const root of roots) {
    for (const { about, capability, parameter, given } of labelsOf(analysis, root, false).uses) {
      if (about === "emit" || parameter === undefined) continue;
      const key = keyOf(capability, parameter);
      handed.set(key, joinLabels(handed.get(key) ?? publicLabel, given.label));
    }
  }
  return handed;
}

const depthMax = 6;

/** The label of all parts of a value that are above what is written at them in its type. */
function beyond(shape: Shape, own: Label, schema: Schema, definitions: Definitions, depth = 0): TracedLabel {
  const { fields, items } = depth > depthMax ? {} : partsOf(schema, definitions);
  if (fields === undefined && (items === undefined || items === "unnamed"))
    return above(whole(shape), labelWithin(own, schema, definitions));
  const at = above(shape.own, own);
  if (fields === undefined) {
    const item = items === undefined || items === "unnamed" ? true : items;
    return joinLabels(at, beyond(itemOf(shape), own, item, definitions, depth + 1));
  }
  const inner = [...fields].map(([name, field]) => {
    const part = shape.fields?.get(name) ?? shape.rest ?? bare;
    const written = labelNamed([own.confidentiality, ...field.labels], publicLabel);
    return beyond(part, written, field.schema, definitions, depth + 1);
  });
  return joinLabels(at, above(besides(shape, new Set(fields.keys())), own), ...inner);
}

function above({ label }: Taint, { confidentiality }: Label): TracedLabel {
  return isCleared(label.confidentiality, confidentiality) ? publicLabel : label;
}
