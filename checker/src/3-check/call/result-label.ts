import type { Span } from "@orchlang/language/ast";
import type { TracedLabel } from "../checked.ts";
import type { CallableDefinition } from "../declarations/signature.ts";
import { internalLabel, joinLabels, labelOf } from "../labels/label.ts";
import type { ModuleContext } from "../scope/module.ts";

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
