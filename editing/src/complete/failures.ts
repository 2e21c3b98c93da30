import { type Definition, resolvePath } from "@orchlang/checker/resolve";
import { failuresOf } from "@orchlang/checker/routine";
import { required } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import { type Node, visit } from "@orchlang/language/ast";
import { targetOf } from "../played.ts";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

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
