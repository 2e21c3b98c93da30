import type { CapabilityDeclaration, Expression } from "@orchlang/language/ast";
import { namesIn } from "../expression/doubt.ts";
import { pathOf } from "../expression/flow-path.ts";
import type { Environment } from "../expression/typed.ts";
import { definitionAt } from "../scope/module.ts";
import type { BlockSite } from "./site.ts";

/**
 * Where a person's grant is known to have been given, the very values that the person was asked about are endorsed
 * (semantics, rule 49): `when ok.granted { … }` behind `step ok = approve(draft)`. Names stand for one value each, so
 * that what was shown is what is used.
 *
 * @param doubtful the condition could not be understood: it may have asked of a grant any step that it names.
 */
export function endorsedBy(
  env: Environment,
  condition: Expression,
  truth: boolean,
  site: BlockSite,
  doubtful = false,
): Environment {
  const steps = doubtful ? [...namesIn(condition)] : grantedSteps(condition, truth);
  const paths = steps.flatMap((step) => shownTo(step, site));
  if (paths.length === 0) return env;
  return {
    lookup(name) {
      const binding = env.lookup(name);
      const own = paths.filter(({ root }) => root === name);
      if (binding === undefined || own.length === 0) return binding;
      const endorsed = [...(binding.endorsed ?? []), ...own.map(({ fields }) => fields)];
      return { ...binding, endorsed };
    },
    names: () => env.names(),
  };
}

/** The steps whose `granted`, or whose answer itself, is true where the condition has come out so. */
function grantedSteps(condition: Expression, truth: boolean): readonly string[] {
  switch (condition.kind) {
    case "unary":
      return condition.operator === "not" ? grantedSteps(condition.operand, !truth) : [];
    case "binary": {
      const all = condition.operator === (truth ? "and" : "or");
      const sides = all ? [condition.left, condition.right] : [];
      return sides.flatMap((side) => grantedSteps(side, truth));
    }
    case "reference":
      return truth ? [condition.text] : [];
    case "member": {
      const { object, member } = condition;
      return truth && member.text === "granted" && object.kind === "reference" ? [object.text] : [];
    }
    default:
      return [];
  }
}

interface Shown {
  readonly root: string;
  /** `a.b` of `name.a.b`; empty for the name itself. */
  readonly fields: string;
}

/** The values that a step shows to a person unchanged. */
function shownTo(step: string, site: BlockSite): readonly Shown[] {
  const source = site.steps.get(step);
  const ast = source?.from.kind === "statement" ? source.from.statement.ast : undefined;
  // With a handler somebody else may have answered.
  if (ast?.kind !== "step" || ast.body.kind !== "attempt" || ast.handlers.length > 0) return [];
  const { call } = ast.body;
  const asked = definitionAt(site.frame.module, call.path, "capability");
  if (asked?.declaration.capabilityKind !== "human") return [];
  const { declaration } = asked;
  const shown = shownIn(declaration);
  return call.arguments.flatMap((argument, index) => {
    const path = pathOf(argument.value);
    const parameter = argument.name?.text ?? declaration.parameters[index]?.name.text ?? "";
    if (path === undefined) return [];
    return shown
      .filter(({ root }) => root === parameter)
      .map(({ fields }) => ({
        root: path.root,
        fields: [...path.fields.map(({ name }) => name), ...(fields === "" ? [] : [fields])].join("."),
      }));
  });
}

/** The parameters, and the fields of them, that `show` writes as they stand. */
function shownIn({ clauses }: CapabilityDeclaration): readonly Shown[] {
  return clauses.flatMap((clause) => {
    if (clause.kind !== "showClause") return [];
    const parts = clause.message.parts.flatMap((part) =>
      part.kind === "interpolation" ? [part.expression] : [],
    );
    return parts.flatMap((part) => {
      const path = pathOf(part);
      return path === undefined
        ? []
        : [{ root: path.root, fields: path.fields.map(({ name }) => name).join(".") }];
    });
  });
}
