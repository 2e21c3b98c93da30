import type { Parameter as ParameterNode } from "@orchlang/language/ast";
import type { Parameter } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import type { Binding, Environment, Typed } from "../expression/typed.ts";
import { labelInside, wholeLabel } from "../labels/inside.ts";
import { internalLabel, isConfidentiality, joinLabels, labelOf } from "../labels/label.ts";
import { sinkCheck } from "../labels/sink.ts";
import { typeContext } from "../scope/module.ts";
import type { ModuleContext, ParameterSignature } from "../scope/program.ts";
import type { TracedLabel } from "../traced-label.ts";
import { isOptional } from "../types/kinds.ts";
import { resolveType, type WrittenType } from "../types/resolve.ts";
import { schemaOf } from "../types/schema.ts";
import { showType } from "../types/show.ts";
import { parameterTwice } from "./messages.ts";

export function checkParameters(
  nodes: readonly ParameterNode[],
  owner: Definition,
  module: ModuleContext,
): readonly ParameterSignature[] {
  const parameters: ParameterSignature[] = [];
  const env = earlierParameters(parameters, module.environment);
  for (const node of nodes) {
    const { text, span } = node.name;
    const first = parameters.find((parameter) => parameter.name === text);
    if (first !== undefined && text !== "") {
      const labels = [{ file: module.file, span: first.span, message: "first declared here" }];
      module.program.report(parameterTwice.at({ file: module.file, span }, { name: text }, { labels }));
      continue;
    }
    parameters.push(checkParameter(node, owner, module, env));
  }
  return parameters;
}

/** The scope of a default: few parameters have one. */
function earlierParameters(parameters: readonly ParameterSignature[], around: Environment): Environment {
  return {
    lookup(name) {
      const parameterSignature = parameters.findLast((parameter) => parameter.name === name);
      return parameterSignature === undefined
        ? around.lookup(name)
        : parameterBinding(parameterSignature, "local");
    },
    names: () => new Set([...parameters.map((parameter) => parameter.name), ...around.names()]),
  };
}

function checkParameter(
  node: ParameterNode,
  owner: Definition,
  module: ModuleContext,
  env: Environment,
): ParameterSignature {
  const name = node.name.text;
  const written = resolveType(node.type, typeContext(module, name));
  const fallback =
    node.default === undefined
      ? undefined
      : checkExpression(
          node.default,
          {
            type: written.type,
            asks: `\`${name}\` of \`${owner.name}\` takes`,
            declared: { file: module.file, span: node.type.span, says: "declared here" },
          },
          env,
          module.expression,
        );
  const parameter: ParameterSignature = {
    name,
    type: written.type,
    label: labelOf(written.labels, internalLabel),
    labels: written.labels,
    trusted: node.trusted,
    ...(followsCalls(written, owner) ? { follows: true as const } : {}),
    default: fallback === undefined ? undefined : () => fallback,
    optional: fallback !== undefined || isOptional(written.type),
    file: module.file,
    span: node.name.span,
  };
  // A capability is cleared as a whole.
  if (fallback !== undefined && owner.kind !== "capability") checkDefault(parameter, fallback, owner, module);
  return parameter;
}

/** No confidentiality is written in its type, nor inside of it, and only plans of its module call its plan. */
function followsCalls({ type, labels }: WrittenType, { kind, declaration }: Definition): boolean {
  return (
    kind === "plan" &&
    declaration.kind === "planDeclaration" &&
    declaration.private &&
    !declaration.headings.some((heading) => heading.kind === "achievesHeading") &&
    !labels.some(isConfidentiality) &&
    labelInside(type).confidentiality === "public"
  );
}

/** A default may read parameters before it, whose labels its own has to cover. */
function checkDefault(
  parameter: ParameterSignature,
  fallback: Typed,
  owner: Definition,
  { file, program }: ModuleContext,
): void {
  if (fallback.type.kind === "error" || parameter.type.kind === "error") return;
  const { name, trusted, span } = parameter;
  const flow = { label: wholeLabel(fallback), says: `the default of \`${name}\``, file, span: fallback.span };
  const sink = {
    says: `\`${name}\` of \`${owner.name}\``,
    clearance: parameter.follows === true ? ("secret" as const) : parameterClearance(parameter),
    trusted: trusted !== false || (owner.kind === "event" && parameter.label.integrity === "trusted"),
    declared: () => ({ file, span }),
    raise: (label: string): string => `declare \`${name}: … @${label}\``,
  };
  for (const refused of sinkCheck(flow, sink)) program.report(refused);
}

/** The binding of a parameter's name: in clauses a local, in a plan's body the run's input. */
export function parameterBinding(parameter: ParameterSignature, from: "local" | "input"): Binding {
  const { name, type, label, labels, follows, file, span } = parameter;
  const way = labels.length === 0 ? noWay : [{ says: declaredAs(name, labels), file, span }];
  const { confidentiality, integrity } = label;
  return {
    read: { op: "read", from, name },
    type,
    label:
      follows === true
        ? { confidentiality: "public", integrity, way, follows: [name] }
        : { confidentiality, integrity, way },
    declared: { file, span },
    missingBecause: type.kind === "optional" ? `it is declared \`${showType(type)}\`` : undefined,
    doubtful: undefined,
    constant: undefined,
  };
}

const noWay: TracedLabel["way"] = [];

function declaredAs(name: string, labels: readonly string[]): string {
  return `\`${name}\` is declared ${labels.map((word) => `@${word}`).join(" ")}`;
}

/** Parameters in front of the names around them: what they stand for is made when one is asked for. */
export function withParameters(
  parameters: readonly ParameterSignature[],
  from: "local" | "input",
  around: Environment,
): Environment {
  if (parameters.length === 0) return around;
  const made = new Map<string, Binding>();
  return {
    lookup(name) {
      const known = made.get(name);
      if (known !== undefined) return known;
      const parameter = parameters.findLast((one) => one.name === name);
      if (parameter === undefined) return around.lookup(name);
      const binding = parameterBinding(parameter, from);
      made.set(name, binding);
      return binding;
    },
    names: () => new Set([...parameters.map((parameter) => parameter.name), ...around.names()]),
  };
}

/** The parameter as the plan file says it. */
export function planParameter(parameter: ParameterSignature, module: ModuleContext): Parameter {
  const { name, type, label, trusted } = parameter;
  const schema = schemaOf(type, module.expression.units, module.program.schemas);
  const plain = {
    name,
    schema,
    label: { confidentiality: label.confidentiality, integrity: label.integrity },
  };
  if (trusted === false && parameter.default === undefined) return plain;
  return {
    ...plain,
    ...(trusted === false ? {} : { trusted }),
    ...(parameter.default === undefined ? {} : { default: parameter.default().expression }),
  };
}

/** The clearance of a plan's, goal's or event's parameter: that of its type, fields included (semantics, rule 49). */
export function parameterClearance(param: ParameterSignature): TracedLabel["confidentiality"] {
  return joinLabels({ ...param.label, way: [] }, labelInside(param.type)).confidentiality;
}
