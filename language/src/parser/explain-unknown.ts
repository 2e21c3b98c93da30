import type { DiagnosticDetails, Place } from "../diagnostics/define.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { closest, didYouMean } from "../diagnostics/suggest.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { contextualWords, reservedWords } from "../lexer/words.ts";
import { describeFound } from "./expectations.ts";
import { explainLoose, explainSpacedUnit } from "./explain-fault.ts";
import type { FaultContext } from "./fault.ts";
import { explainForeignSign } from "./foreign/explain-signs.ts";
import { explainEnumType, explainLabelFirst } from "./foreign/explain-values.ts";
import {
  byMeasures,
  explainBareCall,
  explainEnum,
  explainLooseOption,
  foreignWordDetails,
  looseFormDetails,
} from "./foreign/explain-words.ts";
import {
  misplacedPart,
  strayBracket,
  unexpected,
  unknownDeclaration,
  unknownPart,
  wrongEquals,
} from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/* Explanations of text that stands where a part of a list has to begin, and begins none. */

interface ListWords {
  /** Begins the sentence "… begins with `x`." */
  readonly none: string;
  /** The plural, for "the … are". */
  readonly plural: string;
  /** How the parts look, for lists whose parts may begin with any word. */
  readonly forms?: string;
}

const wordsOfList: Readonly<Record<string, ListWords>> = {
  capabilityClause: { none: "No clause of a capability", plural: "clauses of a capability" },
  resourceClause: { none: "No clause of a resource", plural: "clauses of a resource" },
  signalClause: { none: "No clause of a signal", plural: "clauses of a signal" },
  flagClause: { none: "No clause of a flag", plural: "clauses of a flag" },
  eventClause: { none: "No clause of an event", plural: "clauses of an event" },
  fusionClause: { none: "No clause of a fusion", plural: "clauses of a fusion" },
  goalClause: { none: "No clause of a goal", plural: "clauses of a goal" },
  stepOption: { none: "No option of a step", plural: "options of a step" },
  statement: { none: "No statement", plural: "statements" },
  policyClause: { none: "No clause of a policy", plural: "clauses of a policy" },
  guardrailRule: {
    none: "No rule of a guardrail",
    plural: "rules of a guardrail",
    forms:
      "are `a before b`, `every a followed by b`, `every a preceded by b`, `at most 3 a`, `never a` and `cost <= $5`",
  },
  triggerClause: { none: "No clause of a trigger", plural: "clauses of a trigger" },
  scenarioClause: { none: "No line of a scenario", plural: "lines of a scenario" },
};

const wordOfIndex: ReadonlyMap<number, string> = new Map(
  [...contextualWords, ...reservedWords].map((text) => [kinds.word[text].tokenTypeIdx ?? -1, text]),
);

/** Explains a word in a list of clauses, options or statements that begins none; `firsts` are the tokens that may. */
export function explainUnknown(context: FaultContext, list: string, firsts: ReadonlySet<number>): Diagnostic {
  const loose = explainLoose(context) ?? explainPlanClause(context, list);
  if (loose !== undefined) return loose;
  const token = layout.tokenAt(context, context.at);
  const known = [...firsts].flatMap((index) => wordOfIndex.get(index) ?? []);
  const behind = looseFormDetails(context, list);
  const bare = list === "statement" && behind === undefined ? explainBareCall(context) : undefined;
  if (bare !== undefined) return bare;
  if (list === "scenarioClause" && token.tokenType === kinds.Assign) return explainComparison(context, token);
  const names = wordsOfList[list] ?? { none: "Nothing here", plural: "words" };
  const suggestion = layout.isWord(context, context.at) ? closest(token.image, known) : undefined;
  const span = { start: token.startOffset, end: token.end };
  const place = { file: context.file, span };
  const params = { word: describeFound(token), begins: names.none };
  const borrowed = behind ?? foreignWordDetails(place, list, token.image);
  if (borrowed !== undefined) return unknownPart.at(place, params, borrowed);
  if (token.tokenType === kinds.Comma)
    return unknownPart.at(place, params, withoutCommas(context, place, { list, known, names }));
  if (suggestion === undefined) {
    const notes = [`The ${names.plural} ${names.forms ?? `begin with ${inWords(known)}`}.`];
    return unknownPart.at(place, params, { notes });
  }
  return unknownPart.at(place, params, didYouMean(place, suggestion));
}

/** `expect result.count = 3` */
function explainComparison(context: FaultContext, { startOffset: start, end }: Token): Diagnostic {
  const place = { file: context.file, span: { start, end } };
  const fixes = [{ title: "Write `==`", safe: true, edits: [{ ...place, newText: "==" }] }];
  const why = "A comparison needs two equals signs";
  return wrongEquals.at(place, { meant: "==", why }, { fixes });
}

/** `effect pure, latency <= 1s`; `given a = 1, b = 2`, where each value has a `given` of its own. */
function withoutCommas(
  context: FaultContext,
  place: Place,
  {
    list,
    known,
    names: { plural },
  }: { readonly list: string; readonly known: readonly string[]; readonly names: ListWords },
): DiagnosticDetails {
  const isTier = list === "stepOption" && layout.tokenAt(context, context.at - 2).image === "at";
  const notes = [`The ${plural} stand one behind another, without commas.`, ...(isTier ? [byMeasures] : [])];
  const isValue =
    list === "scenarioClause" &&
    layout.isWord(context, context.at + 1) &&
    layout.typeAt(context, context.at + 2) === kinds.Assign;
  const [title, newText] = isValue ? ["Begin another `given`", " given"] : ["Take the comma away", ""];
  // Where no further one begins behind it, as in `optimize cost, latency`, taking it away mends nothing.
  const isBetween = isValue || known.includes(layout.tokenAt(context, context.at + 1).image);
  return { notes, fixes: isBetween ? [{ title, safe: true, edits: [{ ...place, newText }] }] : [] };
}

/** Explains text at top level that begins no declaration. `closed` is the index of the brace that ended the last one. */
export function explainTopLevel(
  context: FaultContext,
  words: readonly string[],
  closed: number | undefined,
  isRest: boolean,
): Diagnostic {
  const token = layout.tokenAt(context, context.at);
  const span = { start: token.startOffset, end: token.end };
  const place = { file: context.file, span };
  const foreign = explainLabelFirst(context) ?? explainEnumType(context) ?? explainForeignSign(context);
  if (foreign !== undefined) return foreign;
  if (layout.isCloser(token.tokenType)) return strayBracket.at(place, { bracket: token.image });
  if (layout.beginsStatement(context, context.at)) {
    const brace = closed === undefined ? undefined : layout.tokenAt(context, closed);
    const labels =
      brace === undefined
        ? []
        : [
            {
              file: context.file,
              span: { start: brace.startOffset, end: brace.end },
              message: "this brace ends the declaration before",
            },
          ];
    return misplacedPart.at(
      place,
      { what: `A \`${token.image}\``, where: "inside a plan's braces" },
      { labels },
    );
  }
  const rest = isRest ? (explainSpacedUnit(context) ?? explainRest(context, place, closed)) : undefined;
  if (rest !== undefined) return rest;
  const borrowed =
    explainCase(context) ??
    explainEnum(context, place) ??
    foreignWordDetails(place, "declaration", token.image);
  if (borrowed !== undefined) return unknownDeclaration.at(place, { word: describeFound(token) }, borrowed);
  const suggestion = layout.isWord(context, context.at) ? closest(token.image, words) : undefined;
  if (suggestion === undefined) {
    const notes = [`Declarations begin with ${inWords(words)}.`];
    return unknownDeclaration.at(place, { word: describeFound(token) }, { notes });
  }
  return unknownDeclaration.at(place, { word: describeFound(token) }, didYouMean(place, suggestion));
}

/** `type Check = fine | caution(reason: String)` */
function explainCase(context: FaultContext): { readonly help: string } | undefined {
  if (context.at < 2 || layout.tokenAt(context, context.at).image !== "(") return undefined;
  const [before, name] = [layout.tokenAt(context, context.at - 2), layout.tokenAt(context, context.at - 1)];
  return before.image === "|"
    ? { help: `The fields of a case stand in braces: \`${name.image} { reason: String }\`.` }
    : undefined;
}

/** A part of the declaration before, whose braces are closed too early or were never opened. */
function explainRest(
  context: FaultContext,
  place: Place,
  closed: number | undefined,
): Diagnostic | undefined {
  const effect = closed === undefined ? explainEffect(context, place) : undefined;
  if (effect !== undefined) return effect;
  const what = describeFound(layout.tokenAt(context, context.at));
  if (closed !== undefined) {
    const { startOffset: start, end } = layout.tokenAt(context, closed);
    const labels = [
      { file: context.file, span: { start, end }, message: "this brace ends the declaration before" },
    ];
    return misplacedPart.at(place, { what, where: "inside the braces that end before it" }, { labels });
  }
  const isOfRole = layout.tokenAt(context, context.at - 2).image === "role";
  if (!layout.isWord(context, context.at) || isOfRole) return undefined;
  const before = layout.tokenAt(context, context.at - 1);
  const edits = [{ file: context.file, span: { start: before.end, end: before.end }, newText: " {" }];
  const fixes = [{ title: `Put \`{\` behind ${describeFound(before)}`, safe: false, edits }];
  return misplacedPart.at(place, { what, where: "inside braces: a `{` is missing before it" }, { fixes });
}

const capabilityWords: ReadonlySet<string> = new Set(["tool", "service", "agent", "llm", "human"]);
const effectWords = ["pure", "idempotent", "once"];

/** A capability without braces whose effect is missing or misspelt: `tool weigh() <= 1s`. */
function explainEffect(context: FaultContext, place: Place): Diagnostic | undefined {
  let start = context.at;
  while (start > 0 && !layout.beginsDeclaration(context, start)) start--;
  if (!capabilityWords.has(layout.tokenAt(context, start).image)) return undefined;
  const token = layout.tokenAt(context, context.at);
  const expected = "`pure`, `idempotent` or `once`";
  const notes = ["A capability without braces states its effect and latency: `tool weigh() pure <= 1s`."];
  if (token.image === "<=") return unexpected.at(place, { expected, found: describeFound(token) }, { notes });
  const suggestion = layout.isWord(context, context.at) ? closest(token.image, effectWords) : undefined;
  if (suggestion === undefined || layout.tokenAt(context, context.at + 1).image !== "<=") return undefined;
  return unexpected.at(
    place,
    { expected, found: describeFound(token) },
    { notes, ...didYouMean(place, suggestion) },
  );
}

/** `timeout` and its like belong before a plan's first statement. */
function explainPlanClause(context: FaultContext, list: string): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (list !== "statement") return undefined;
  const loose = explainLooseOption(context, optionWords);
  if (loose !== undefined) return loose;
  if (token.image === "from") {
    return misplacedPart.at(
      { file: context.file, span: { start: token.startOffset, end: token.end } },
      { what: "`from`, the time at which a hold begins,", where: "in a `with`" },
      { help: "Write `with x = pool from noon for 1h { step a = t(x.id) }`." },
    );
  }
  if (!planClauseWords.has(token.image) || layout.opensBrace(context, context.at)) return undefined;
  return misplacedPart.at(
    { file: context.file, span: { start: token.startOffset, end: token.end } },
    { what: `\`${token.image}\` of a plan`, where: "before its first statement" },
    { notes: ["For a single step, write it in braces after the call: `step a = t(x) { timeout 5s }`."] },
  );
}

/** Options of a step that begin nothing else where a statement may stand. */
const optionWords = [
  ...["timeout", "retry", "after", "undo", "optional", "priority", "at", "accept", "attempts", "cache"],
  ...["because", "irreversible"],
];

const planClauseWords: ReadonlySet<string> = new Set(["priority", "timeout", "while", "fails", "overlap"]);

function inWords(words: readonly string[]): string {
  const sorted = words.toSorted().map((text) => `\`${text}\``);
  return sorted.length < 2 ? sorted.join("") : `${sorted.slice(0, -1).join(", ")} or ${sorted.at(-1)}`;
}
