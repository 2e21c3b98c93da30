import { type Expression as ExpressionNode, pathText, type Source } from "@orchlang/language/ast";
import type { FamilyIndex } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedSignal } from "../checked-context.ts";
import { checkExpression } from "../expression/check.ts";
import { unitHelp, unitMissing, wrongType } from "../expression/misfits.ts";
import { subjectOf } from "../expression/words.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import type { QuantityType } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import { durationType } from "../types/kinds.ts";
import { schemaOf } from "../types/schema.ts";
import { showType } from "../types/show.ts";
import { amountClause, clausePlaces } from "./clauses.ts";
import { checkFuseRule } from "./fuse.ts";
import { originOf } from "./in-reach.ts";
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
        signal.fresh = checkLength(clause.duration, "fresh", module);
        break;
      case "historyClause":
        signal.history = checkLength(clause.duration, "history", module);
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

/** How long a reading counts, or is remembered. */
function checkLength(length: ExpressionNode, word: string, module: ModuleContext): Expression {
  const asked = { type: durationType, asks: `\`${word}\` takes`, range: "more than 0" } as const;
  return amountClause(length, asked, module.environment, module);
}

/** `10% per m`: a share of the confidence for a time. */
const decayType: QuantityType = { kind: "quantity", dimension: { Duration: -1 } };

/** How fast readings grow less sure. */
function checkDecay(rate: ExpressionNode, module: ModuleContext): Expression {
  checkShare(rate, module);
  const asked = { type: decayType, asks: "`decay` takes", range: "0 or more" } as const;
  return amountClause(rate, asked, module.environment, module);
}

/**
 * An expression of the dimension share per time is hardly meant as one if it has no share, `3 per h`, or no time,
 * `2Hz`.
 */
function checkShare(rate: ExpressionNode, { environment, expression, file, program }: ModuleContext): void {
  const share = shareIn(rate);
  const asked = share ?? rate;
  const place = { file, span: asked.span };
  const { type } = checkExpression(asked, undefined, environment, { ...expression, report: () => {} });
  const subject = subjectOf(asked);
  if (rate.kind === "quantity" && assignable(type, decayType) === undefined) {
    const got = `a \`${showType(type)}\``;
    const clash = { subject: subject.says, asks: "`decay` takes", got, wanted: "a share for a time" };
    const help = "Write how much of it is lost in what time: `10% per m`.";
    program.report(wrongType.at(place, { clash }, { help }));
  } else if (share !== undefined && (type.kind === "int" || type.kind === "float")) {
    const clash = {
      subject: subject.says,
      asks: "what `decay` takes for a time is",
      got: "",
      wanted: "a `Ratio`",
    };
    const help = unitHelp({ kind: "ratio" }, subject, place, expression);
    program.report(unitMissing.at(place, { clash }, help));
  }
}

function shareIn(rate: ExpressionNode): ExpressionNode | undefined {
  if (rate.kind === "per") return rate.operand;
  return rate.kind === "binary" && rate.operator === "/" ? rate.left : undefined;
}
