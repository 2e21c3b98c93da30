import type { Parameter as ParameterNode, Span } from "@orchlang/language";
import type { Label, Parameter } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import { extendWith } from "../expression/environment.ts";
import type { Binding, Environment, Typed } from "../expression/typed.ts";
import { internalLabel, labelOf } from "../labels/label.ts";
import { type ModuleContext, typeContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { isOptional } from "../types/optional.ts";
import { resolveType } from "../types/resolve.ts";
import { schemaOf } from "../types/schema.ts";
import { showType } from "../types/show.ts";
import { parameterTwice } from "./messages.ts";

/** A parameter of a capability, plan, goal or event. */
export interface ParameterSignature {
  readonly name: string;
  readonly type: Type;
  /** The label of its values, where its type says nothing else internal. */
  readonly label: Label;
  /** The labels as written. */
  readonly labels: readonly string[];
  readonly trusted: boolean;
  /** Asked for by itself: few callers have to know more than that there is one. */
  readonly default?: () => Typed;
  /** May be left out: it has a default, or may be none. */
  readonly optional: boolean;
  readonly file: string;
  /** Of its name. */
  readonly span: Span;
}

export function checkParameters(
  nodes: readonly ParameterNode[],
  owner: Definition,
  module: ModuleContext,
): readonly ParameterSignature[] {
  const parameters: ParameterSignature[] = [];
  const earlier = new Map<string, Binding>();
  for (const node of nodes) {
    const { text, span } = node.name;
    const first = parameters.find((parameter) => parameter.name === text);
    if (first !== undefined && text !== "") {
      const labels = [{ file: module.file, span: first.span, message: "first declared here" }];
      module.program.report(parameterTwice.at({ file: module.file, span }, { name: text }, { labels }));
      continue;
    }
    const parameter = checkParameter(node, owner, module, extendWith(module.environment, earlier));
    parameters.push(parameter);
    earlier.set(text, parameterBinding(parameter, "local"));
  }
  return parameters;
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
  return {
    name,
    type: written.type,
    label: labelOf(written.labels, internalLabel),
    labels: written.labels,
    trusted: node.trusted,
    ...(fallback === undefined ? {} : { default: () => fallback }),
    optional: fallback !== undefined || isOptional(written.type),
    file: module.file,
    span: node.name.span,
  };
}

/** What a parameter's name stands for: in clauses a local, in a plan's body the run's input. */
export function parameterBinding(parameter: ParameterSignature, from: "local" | "input"): Binding {
  const { name, type, label, labels, file, span } = parameter;
  return {
    read: { op: "read", from, name },
    type,
    label: { ...label, way: labels.length === 0 ? [] : [{ says: declaredAs(name, labels), file, span }] },
    declared: { file, span },
    ...(type.kind === "optional" ? { missingBecause: `it is declared \`${showType(type)}\`` } : {}),
  };
}

function declaredAs(name: string, labels: readonly string[]): string {
  return `\`${name}\` is declared ${labels.map((word) => `@${word}`).join(" ")}`;
}

export function parameterBindings(
  parameters: readonly ParameterSignature[],
  from: "local" | "input",
): ReadonlyMap<string, Binding> {
  return new Map(parameters.map((parameter) => [parameter.name, parameterBinding(parameter, from)]));
}

/** The parameter as the plan file says it. */
export function planParameter(parameter: ParameterSignature, module: ModuleContext): Parameter {
  return {
    name: parameter.name,
    schema: schemaOf(parameter.type, module.expression.units, module.program.schemas),
    label: { confidentiality: parameter.label.confidentiality, integrity: parameter.label.integrity },
    ...(parameter.trusted ? { trusted: true as const } : {}),
    ...(parameter.default === undefined ? {} : { default: parameter.default().expression }),
  };
}
