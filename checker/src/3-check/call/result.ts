import type { Span } from "@orchlang/language/ast";
import type { TracedLabel } from "../checked.ts";
import { parameterBinding } from "../declarations/parameters.ts";
import { extendWith } from "../expression/checking.ts";
import { narrow } from "../expression/narrow.ts";
import type { Binding, Typed } from "../expression/typed.ts";
import { wholeLabel } from "../labels/inside.ts";
import { internalLabel, joinLabels, labelOf, publicLabel } from "../labels/label.ts";
import type { CallableDefinition, ModuleContext, ProgramContext, Signature } from "../scope/program.ts";
import type { Type } from "../type.ts";

/**
 * The label of what a call gives (semantics, rules 48 and 49): a capability's as its type says, a model's or an
 * agent's untrusted besides; a plan's as its body makes it; a goal's that of all its plans.
 */
export function resultLabel(definition: CallableDefinition, span: Span, module: ModuleContext): TracedLabel {
  const { program, file } = module;
  const { labels } = program.signatureOf(definition).result;
  switch (definition.kind) {
    case "capability": {
      const kind = definition.declaration.capabilityKind;
      const strange = kind === "llm" || kind === "agent";
      const base = {
        ...internalLabel,
        integrity: strange ? ("untrusted" as const) : internalLabel.integrity,
      };
      const label = labelOf(labels, base);
      if (label.confidentiality === "internal" && !strange && labels.length === 0) return internalLabel;
      const says = strange
        ? `\`${definition.name}\` is ${kind === "llm" ? "a model" : "an agent"}: what it writes is untrusted`
        : `\`${definition.name}\` gives ${labels.map((word) => `@${word}`).join(" ")} data`;
      return { ...label, way: [{ says, file, span }] };
    }
    case "plan":
      return program.outcomeOf(definition)?.label ?? internalLabel;
    case "goal": {
      const own: TracedLabel = { ...labelOf(labels, internalLabel), way: [] };
      const given = program.plansOf(definition).map((plan) => resultLabel(plan, span, module));
      return joinLabels(own, ...given);
    }
  }
}

/** An argument that was understood. */
interface Given {
  readonly param: { readonly name: string };
  readonly typed: Typed;
}

/** The label of a part's result with those of the arguments in the place of the parameters that it follows. */
export function followedLabel(
  label: TracedLabel,
  { params }: Signature,
  given: readonly Given[],
): TracedLabel {
  if (label.follows === undefined) return label;
  const { follows, ...own } = label;
  const labelOf = (name: string): TracedLabel => {
    const argument = given.find(({ param }) => param.name === name)?.typed;
    if (argument !== undefined) return wholeLabel(argument);
    const other = params.find((param) => param.name === name)?.default?.();
    if (other === undefined) return publicLabel;
    const { follows: before = [], ...known } = wholeLabel(other);
    return joinLabels(known, ...before.map(labelOf));
  };
  return joinLabels(own, ...follows.map(labelOf));
}

/**
 * The known facts about a result in addition to its type: what its capability ensures, which the runtime checks for
 * every result, or a goal's success condition, without which it is not achieved. Both refer to the arguments.
 */
export function ensuredResult(signature: Signature, given: readonly Given[], program: ProgramContext): Type {
  const { definition, params, result, ensures } = signature;
  if (ensures.length === 0 || result.type.kind === "error" || result.type.kind === "nothing") {
    return result.type;
  }
  const home = program.home(definition);
  const byName = new Map(given.map(({ param, typed }) => [param.name, typed]));
  const bindings = new Map<string, Binding>();
  for (const param of params) {
    const declared = parameterBinding(param, "local");
    const typed = byName.get(param.name) ?? param.default?.();
    const known = typed !== undefined && typed.type.kind !== "error";
    bindings.set(param.name, known ? { ...declared, type: typed.type } : declared);
  }
  const read = { op: "read", from: "local", name: "result" } as const;
  bindings.set("result", { read, type: result.type, label: publicLabel });
  const env = ensures.reduce(
    (known, condition) => narrow(known, condition, true, home.expression),
    extendWith(home.environment, bindings),
  );
  return env.lookup("result")?.type ?? result.type;
}
