import type { Binding } from "../expression/typed.ts";
import { internalLabel } from "../labels/label.ts";
import type { Sink } from "../labels/sink.ts";
import type {
  EventDefinition,
  EventSignature,
  ParameterSignature,
  ProgramContext,
} from "../scope/program.ts";
import { checkParameters, parameterClearance } from "./parameters.ts";

export function eventSignature(definition: EventDefinition, program: ProgramContext): EventSignature {
  const module = program.home(definition);
  const declared = checkParameters(definition.declaration.parameters, definition, module);
  const fields = comesFromStrangers(definition, program) ? declared.map(untrusted) : declared;
  return {
    definition,
    fields,
    type: {
      kind: "record",
      name: definition.qualified,
      fields: fields.map((field) => ({
        name: field.name,
        type: field.type,
        ...(field.labels.length === 0 ? {} : { label: field.labels }),
      })),
    },
  };
}

/** True if one of its sources is one that `orch.json` lists as untrusted (semantics, rule 49). */
function comesFromStrangers(definition: EventDefinition, program: ProgramContext): boolean {
  const strangers = new Set(program.settings.untrustedSources);
  return definition.declaration.clauses.some(
    (clause) =>
      clause.kind === "fromClause" &&
      clause.sources.some((source) => strangers.has(source.path.segments.map((name) => name.text).join("."))),
  );
}

function untrusted(field: ParameterSignature): ParameterSignature {
  return {
    ...field,
    label: { ...field.label, integrity: "untrusted" },
    labels: [...field.labels, "untrusted"],
  };
}

/** An occurrence under the name by which an expression reads it. */
export function occurrenceBinding(event: EventSignature, local: string): Binding {
  const { definition, type } = event;
  return {
    read: { op: "read", from: "local", name: local },
    type,
    label: internalLabel,
    declared: { file: definition.file, span: definition.declaration.name.span },
  };
}

/** An occurrence is read by whoever waits for it: each field takes what it declares (semantics, rule 50). */
export function fieldSink(field: ParameterSignature, { name }: EventDefinition): Sink {
  return {
    says: `\`${field.name}\` of \`${name}\``,
    clearance: parameterClearance(field),
    trusted: field.label.integrity === "trusted",
    declared: () => ({ file: field.file, span: field.span }),
  };
}
