import { type Expression, visit } from "@orchlang/language/ast";
import { lookup } from "../../2-resolve/collect-names.ts";
import { type Definition, isOfKind } from "../../2-resolve/definition.ts";
import type { TracedLabel } from "../checked.ts";
import type { AskedCondition, CheckedFlag } from "../checked-context.ts";
import { checkCondition, checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import { internalLabel, joinLabels } from "../labels/label.ts";
import { flagQuestion, reportSettled } from "../routine/conditions.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import { durationType, ratioType } from "../types/kinds.ts";
import { amountClause, clausePlaces } from "./clauses.ts";
import { reportCircle } from "./constant.ts";
import { familyEnvironment, originOf, withoutUser } from "./in-reach.ts";
import { familyOf } from "./signal.ts";

export function checkFlag(
  definition: Definition<"flag">,
  program: ProgramContext,
  conditions: AskedCondition[] = [],
): CheckedFlag {
  const module = program.home(definition);
  const { declaration } = definition;
  const env = familyEnvironment(definition, module);
  const asked = withoutUser("a flag", env);
  const value = checkCondition(declaration.value, "a flag is", asked, module.expression);
  // One that reads nothing is what its author has switched it to.
  if (readsAnything(declaration.value)) reportSettled(value, declaration.value, flagQuestion, module);
  const index = program.familyOf(definition)?.map(({ name }) => name) ?? [];
  reportCircle(definition, (flag) => flagsIn(flag, program.home(flag)), "reads", module);
  clausePlaces(
    declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
    new Set(),
    definition.name,
    module,
  );
  const { confidentiality, integrity } = program.contextLabelOf(definition);
  const flag: { -readonly [K in keyof CheckedFlag]: CheckedFlag[K] } = {
    name: definition.qualified,
    origin: originOf(definition),
    label: { confidentiality, integrity },
    value: value.expression,
    ...familyOf(definition, program),
  };
  conditions.push({
    origin: flag.origin,
    all: [{ expression: value.expression, span: declaration.value.span }],
    so: flagQuestion.never,
    ...familyOf(definition, program),
  });
  for (const clause of declaration.clauses) {
    if (clause.kind === "confidenceClause") {
      flag.confidence = amountClause(
        clause.atLeast,
        { type: ratioType, asks: "`confidence` takes", range: "0% to 100%", index },
        env,
        module,
      );
    } else {
      flag.hold = amountClause(
        clause.duration,
        { type: durationType, asks: "`hold` takes", range: "0 or more", index },
        env,
        module,
      );
    }
  }
  return flag;
}

function readsAnything(value: Expression): boolean {
  let reads = false;
  visit(value, {
    reference() {
      reads = true;
      return undefined;
    },
  });
  return reads;
}

function flagsIn(flag: Definition<"flag">, module: ModuleContext): readonly Definition<"flag">[] {
  const own = new Set((flag.declaration.parameters ?? []).map((parameter) => parameter.name.text));
  const flags: Definition<"flag">[] = [];
  visit(flag.declaration.value, {
    reference(reference) {
      const definition = own.has(reference.text) ? undefined : lookup(module.names, reference.text);
      if (isOfKind(definition, "flag")) flags.push(definition);
      return undefined;
    },
  });
  return flags;
}

/** A flag's value reveals everything it reads. Its expression is checked elsewhere. */
export function flagLabel(definition: Definition<"flag">, program: ProgramContext): TracedLabel {
  const module = program.home(definition);
  const env: Environment = familyEnvironment(definition, module);
  const quiet = { ...module.expression, report: () => {} };
  return joinLabels(
    internalLabel,
    checkExpression(definition.declaration.value, undefined, env, quiet).label,
  );
}
