import { type Definition, resolvePath } from "@orchlang/checker/resolve";
import { failuresOf } from "@orchlang/checker/routine";
import { required, showType } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import { type Node, visit } from "@orchlang/language/ast";
import { targetOf } from "../played.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { membersOf } from "./values.ts";

/** Where a step is named, as in `after`, in a fault or in a word of the operator. */
export function stepItems(
  _gap: Gap,
  { look, way }: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind === "afterOption") {
    const own = way.findLast((node) => node.kind === "step");
    return stepsOf(look.declaration).filter(({ label }) => own?.kind !== "step" || label !== own.name.text);
  }
  if (parent === undefined) return undefined;
  const definition = targetOf(look);
  if (parent.kind === "givenValue") return givenItems(parent, node, definition, look);
  if (!stepPlaces.has(parent.kind)) return undefined;
  return definition === undefined ? [] : stepsOf(definition.declaration);
}

/** The parameters that are given; behind `=` the values of one that takes few. */
function givenItems(
  given: Extract<Node, { kind: "givenValue" }>,
  node: Node,
  definition: Definition | undefined,
  look: Look,
): readonly Item[] | undefined {
  if (definition === undefined) return [];
  if (node === given.name) return parametersOf(definition, look);
  if (definition.kind !== "plan" && definition.kind !== "goal") return undefined;
  const { params } = look.module.program.signatureOf(definition);
  const type = params.find(({ name }) => name === given.name.text)?.type;
  return type?.kind === "enum" ? membersOf(type) : undefined;
}

function parametersOf(definition: Definition, { module }: Look): readonly Item[] {
  if (definition.kind !== "plan" && definition.kind !== "goal") return [];
  return module.program.signatureOf(definition).params.map(({ name, type }) => ({
    label: name,
    kind: "parameter",
    detail: showType(type),
    text: `${name} = `,
    rank: ranks.wanted,
  }));
}

const stepPlaces: ReadonlySet<string> = new Set([
  "crashFault",
  "workerFault",
  "operatorResolution",
  "expectInDoubt",
]);

function stepsOf(declaration: Node): readonly Item[] {
  const names: string[] = [];
  visit(declaration, {
    step: ({ name }) => void names.push(name.text),
    let: ({ name }) => void names.push(name.text),
  });
  return names.filter((name) => name !== "").map((label) => ({ label, kind: "step", rank: ranks.wanted }));
}

/** Where a failure is named: beside one that it is compared with, in a fault, in an expectation, in a `fail`. */
export function failureItems(
  _gap: Gap,
  { look, way }: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  return namesAt(node, parent, way, look)?.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}

function namesAt(
  node: Node,
  parent: Node | undefined,
  way: readonly Node[],
  look: Look,
): readonly string[] | undefined {
  switch (parent?.kind) {
    case "binary": {
      if (parent.operator !== "==" && parent.operator !== "!=") return undefined;
      const other = parent.left === node ? parent.right : parent.left;
      const type = look.expressions.get(other)?.typed.type;
      const of = type && required(type);
      return of?.kind === "failure" ? of.names : undefined;
    }
    case "fails": {
      const fault = way.at(-3);
      const { names, program } = look.module;
      const called =
        fault?.kind === "capabilityFault"
          ? resolvePath(fault.capability, names, program.resolved.names)
          : undefined;
      return ofCalled(called, look);
    }
    case "expectFailed":
      return ofCalled(targetOf(look), look);
    case "fail":
      return node === parent.failure ? declaredIn(look) : undefined;
    default:
      return undefined;
  }
}

function ofCalled(called: Definition | undefined, { module }: Look): readonly string[] | undefined {
  return called?.kind === "capability" || called?.kind === "plan" || called?.kind === "goal"
    ? failuresOf(called, module.program)
    : undefined;
}

/** Those that a plan says it may fail with. */
function declaredIn({ declaration }: Look): readonly string[] {
  const names: string[] = [];
  visit(declaration, {
    failsClause: (clause) => void names.push(...clause.failures.map(({ text }) => text)),
  });
  return names;
}
