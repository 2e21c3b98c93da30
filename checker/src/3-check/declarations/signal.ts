import type { Source } from "@orchlang/language/ast";
import { pathText } from "@orchlang/language/ast";
import type { FamilyIndex } from "@orchlang/plan/context";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedSignal } from "../checked-context.ts";
import type { ProgramContext } from "../scope/program.ts";
import { durationType } from "../types/kinds.ts";
import { schemaOf } from "../types/schema.ts";
import { amountClause } from "./amounts.ts";
import { clausePlaces } from "./clauses.ts";
import { checkDecay } from "./decay.ts";
import { checkFuseRule } from "./fuse.ts";
import { originOf } from "./origin.ts";
import { readingUnits } from "./reading-units.ts";
import { checkWord, fuseRules } from "./words.ts";

type Draft = { -readonly [K in keyof CheckedSignal]: CheckedSignal[K] };

const repeatable: ReadonlySet<string> = new Set(["from"]);

export function checkSignal(definition: Definition<"signal">, program: ProgramContext): CheckedSignal {
  const module = program.home(definition);
  const { declaration } = definition;
  const { confidentiality, integrity } = program.contextLabelOf(definition);
  const { type } = program.signalTypeOf(definition);
  const { units } = module.expression;
  const signal: Draft = {
    name: definition.qualified,
    origin: originOf(definition),
    schema: schemaOf(type, units, program.schemas),
    label: { confidentiality, integrity },
    sources: [],
    ...familyOf(definition, program),
    ...readingUnits(type, units),
  };
  clausePlaces(
    declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
    repeatable,
    definition.name,
    module,
  );
  for (const clause of declaration.clauses) {
    switch (clause.kind) {
      case "domainClause":
        signal.domain = clause.domain.text;
        break;
      case "fuseClause": {
        const rule = checkWord(clause.rule, "way to make one value of several", fuseRules, module);
        if (rule !== undefined && checkFuseRule(rule, type, declaration, module)) signal.fuse = rule;
        break;
      }
      case "fromClause":
        signal.sources = [...signal.sources, ...clause.sources.map(sourceName)];
        break;
      case "freshClause":
        signal.fresh = amountClause(
          clause.duration,
          { type: durationType, asks: "`fresh` takes", range: "more than 0" },
          module.environment,
          module,
        );
        break;
      case "decayClause":
        signal.decay = checkDecay(clause.rate, module);
        break;
      default:
        clause satisfies never;
    }
  }
  return signal;
}

/** `sensor.hall`: readings come under this name; what stands in its brackets is the source's own matter. */
export function sourceName(source: Source): string {
  return pathText(source.path);
}

export function familyOf(
  definition: Definition<"signal" | "flag">,
  program: ProgramContext,
): { readonly family?: FamilyIndex } {
  const family = program.familyOf(definition);
  if (family === undefined) return {};
  return { family: family.map(({ name, members }) => ({ name, members: members.members })) };
}
