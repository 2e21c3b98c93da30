import type { Label } from "@orchlang/language";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedFlag } from "../checked-context.ts";
import { checkCondition } from "../expression/check.ts";
import type { ProgramContext } from "../scope/program.ts";
import { durationType, ratioType } from "../types/kinds.ts";
import { amountClause } from "./amounts.ts";
import { clausePlaces } from "./clauses.ts";
import { familyEnvironment } from "./family-environment.ts";
import { flagCircle } from "./flag-circle.ts";
import { declaredByItself } from "./messages.ts";
import { originOf } from "./origin.ts";
import { familyOf } from "./signal.ts";

/** Which flag of a circle reads which; the last of the way is its first once more. */
function readings(way: readonly Definition<"flag">[]): readonly Label[] {
  return way.slice(0, -1).map((flag, index) => ({
    file: flag.file,
    span: flag.declaration.name.span,
    message: `\`${flag.name}\` reads \`${way[index + 1]?.name ?? ""}\``,
  }));
}

export function checkFlag(definition: Definition<"flag">, program: ProgramContext): CheckedFlag {
  const module = program.home(definition);
  const { declaration } = definition;
  const env = familyEnvironment(definition, module);
  const value = checkCondition(declaration.value, "a flag is", env, module.expression);
  const way = flagCircle(definition, module);
  if (way !== undefined) {
    const [first, ...labels] = readings(way);
    const names = way.map((one) => one.name);
    const place = { file: module.file, span: declaration.name.span };
    const details = first === undefined || labels.length === 0 ? {} : { label: first.message, labels };
    program.report(
      declaredByItself.at(place, { what: `The flag \`${definition.name}\``, way: names }, details),
    );
  }
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
  for (const clause of declaration.clauses) {
    if (clause.kind === "confidenceClause") {
      flag.confidence = amountClause(
        clause.atLeast,
        { type: ratioType, asks: "`confidence` takes", range: "0% to 100%" },
        env,
        module,
      );
    } else {
      flag.hold = amountClause(
        clause.duration,
        { type: durationType, asks: "`hold` takes", range: "0 or more" },
        env,
        module,
      );
    }
  }
  return flag;
}
