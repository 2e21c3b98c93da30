import {
  Alternation,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
} from "chevrotain";
import * as kinds from "../../src/lexer/token-types.ts";
import { partsOf } from "../../src/parser/lookahead.ts";
import { OrchParser } from "../../src/parser/parse.ts";
import type { Chance } from "./chance.ts";
import { type Lexeme, lexemeOf, pickTemplate, type Template } from "./lexemes.ts";

/*
 * Sentences of the language: the parser's own rules, recorded when it is made, walked with a choice at every fork.
 * Where a rule holds more than the recording shows (operators have a precedence, arguments an order, races a branch
 * at least), it is said here.
 */

const rules: Readonly<Record<string, Rule>> = new OrchParser().productions;

/** The names of all rules, for whoever wants to know that each was used. */
export const ruleNames: readonly string[] = Object.keys(rules);

export interface Derivation {
  readonly lexemes: readonly Lexeme[];
  readonly used: ReadonlySet<string>;
}

interface Walk {
  readonly chance: Chance;
  readonly lexemes: Lexeme[];
  readonly used: Set<string>;
  readonly wordy: boolean;
  /** How many tokens may still be spent on what could be left out. */
  fuel: number;
  depth: number;
  /** Whether what is derived is inside of a rule with a share of its own. */
  capped: boolean;
  /** The templates around what is derived, the innermost last. */
  readonly templates: Template[];
}

/** Tokens of a file of some `size`. */
export function deriveFile(chance: Chance, size: number, wordy: boolean): Derivation {
  const walk: Walk = {
    chance,
    lexemes: [],
    used: new Set(["file"]),
    wordy,
    fuel: size,
    depth: 0,
    capped: false,
    templates: [],
  };
  derive(walk, "moduleHeader");
  for (let imports = chance.below(3); imports > 0; imports--) derive(walk, "import");
  do derive(walk, "declaration");
  while (walk.fuel > 0);
  return { lexemes: walk.lexemes, used: walk.used };
}

const own: Readonly<Record<string, (walk: Walk) => void>> = {
  operation: (walk) => operation(walk, 1),
  range: (walk) => operation(walk, 6),
  bounds: (walk) => {
    operation(walk, 7);
    put(walk, kinds.DotDot);
    operation(walk, 7);
  },
  operand: (walk) => {
    if (walk.chance.often(0.05)) put(walk, kinds.Minus);
    const [, ...others] = (rules.operand as Rule).definition;
    for (const part of others) produce(walk, part);
  },
  argumentList: (walk) => argumentList(walk),
  effectClause: (walk) => {
    put(walk, kinds.word.effect);
    const effect = walk.chance.pick([kinds.word.pure, kinds.word.idempotent, kinds.word.once]);
    put(walk, effect);
    if (effect !== kinds.word.idempotent || !walk.chance.often(0.5)) return;
    put(walk, kinds.word.for);
    derive(walk, "expression");
  },
};

/** Lists that the recording takes to be empty if need be, and the rule does not. */
const neverEmpty = new Set(["quorum", "race"]);

function derive(walk: Walk, name: string): void {
  const rule = rules[name];
  if (rule === undefined) throw new Error(`there is no rule ${name}`);
  walk.used.add(name);
  const { fuel } = walk;
  const isCapped = capped.has(name) && !walk.capped;
  if (isCapped) {
    walk.capped = true;
    walk.fuel = Math.min(fuel, walk.chance.below(24));
  }
  const given = walk.fuel;
  walk.depth++;
  const special = own[name];
  if (special === undefined) for (const part of rule.definition) produce(walk, part, name);
  else special(walk);
  walk.depth--;
  if (!isCapped) return;
  walk.capped = false;
  walk.fuel += fuel - given;
}

/** Rules that hold themselves: each gets so much and no more, so that there is enough for all the others. */
const capped = new Set(["expression", "type"]);

function produce(walk: Walk, production: IProduction, rule = ""): void {
  const { chance } = walk;
  if (production instanceof Terminal) put(walk, production.terminalType);
  else if (production instanceof NonTerminal) derive(walk, production.nonTerminalName);
  else if (production instanceof Alternation) each(walk, partsOf(choose(walk, production)), rule);
  else if (production instanceof Option) {
    if (goesOn(walk, ruleOf(production) === "options" ? 0.8 : 0.4)) each(walk, production.definition, rule);
  } else if (production instanceof Repetition || production instanceof RepetitionMandatory) {
    const isWanted = production instanceof RepetitionMandatory || neverEmpty.has(rule);
    for (let count = 0; (count === 0 && isWanted) || (count < 6 && goesOn(walk, 0.6)); count++)
      each(walk, production.definition, rule);
  } else if (production instanceof RepetitionWithSeparator) {
    if (!goesOn(walk, 0.7)) return;
    separated(walk, production);
    if (production.separator === kinds.Comma && chance.often(0.1)) put(walk, kinds.Comma);
  } else if (production instanceof RepetitionMandatoryWithSeparator) separated(walk, production);
  else each(walk, partsOf(production), rule);
}

function each(walk: Walk, productions: readonly IProduction[], rule: string): void {
  for (const production of productions) produce(walk, production, rule);
}

function separated(walk: Walk, list: RepetitionWithSeparator | RepetitionMandatoryWithSeparator): void {
  each(walk, list.definition, "");
  for (let count = 1; count < 6 && goesOn(walk, 0.4); count++) {
    put(walk, list.separator);
    each(walk, list.definition, "");
  }
}

/** Whether to write something that could be left out: the deeper and the longer the text, the less. */
function goesOn(walk: Walk, share: number): boolean {
  if (walk.fuel <= 0 || walk.depth > 60) return false;
  return walk.chance.often(share * (walk.depth < 25 ? 1 : 25 / walk.depth));
}

function choose(walk: Walk, { definition }: Alternation): IProduction {
  const isTight = walk.fuel <= 0 || walk.depth > 40;
  const rich = definition.find((alternative) => favoured.has(ruleOf(alternative)));
  if (!isTight && rich !== undefined && walk.chance.often(0.35)) return rich;
  if (!isTight) return walk.chance.pick(definition);
  const least = Math.min(...definition.map(costOf));
  return walk.chance.pick(definition.filter((alternative) => costOf(alternative) === least));
}

/** What has most in it is chosen more often than what stands beside it. */
const favoured: ReadonlySet<string> = new Set(["plan", "step"]);

/** The rule that an alternative begins with. */
function ruleOf(alternative: IProduction): string {
  const [first] = partsOf(alternative);
  return first instanceof NonTerminal ? first.nonTerminalName : "";
}

function put(walk: Walk, type: Lexeme["type"]): void {
  walk.fuel--;
  const { chance, templates, lexemes } = walk;
  if (type === kinds.TemplateHead) {
    const template = pickTemplate(chance, templates.length > 0);
    templates.push(template);
    lexemes.push({ type, image: chance.pick(template.head) });
    return;
  }
  const around = templates.at(-1);
  if (around !== undefined && type === kinds.TemplateMiddle) {
    lexemes.push({ type, image: chance.pick(around.middle) });
  } else if (around !== undefined && type === kinds.TemplateTail) {
    templates.pop();
    lexemes.push({ type, image: chance.pick(around.tail) });
  } else {
    const lexeme = lexemeOf(type, chance, walk.wordy);
    const isLate = templates.length > 0 && lexeme.image.includes("\n");
    lexemes.push(isLate ? { type, image: '"short"' } : lexeme);
  }
}

const levels: Readonly<Record<number, readonly (readonly string[])[]>> = {
  1: [["or"]],
  2: [["and"]],
  4: [["==", "!=", "<", "<=", ">", ">=", "in", "is"]],
  5: [["??"]],
  6: [[".."]],
  7: [["+", "-"]],
  8: [["*", "/"]],
};
const alone = new Set([4, 6]);
const typeOfSign = new Map(kinds.tokenTypes.map((type) => [type.name.slice(1, -1), type]));

/** Operands and the operators that bind at least as tightly as `level`. */
function operation(walk: Walk, level: number): void {
  if (level > 8) {
    derive(walk, "operand");
    return;
  }
  if (level === 3 && goesOn(walk, 0.08)) put(walk, kinds.word.not);
  operation(walk, level + 1);
  const [operators] = levels[level] ?? [];
  if (operators === undefined) return;
  for (let count = 0; count < (alone.has(level) ? 1 : 3) && goesOn(walk, 0.07); count++) {
    const operator = walk.chance.pick(operators);
    put(walk, typeOfSign.get(operator) as Lexeme["type"]);
    if (operator !== "is") operation(walk, level + 1);
    else {
      if (walk.chance.often(0.5)) put(walk, kinds.word.not);
      put(walk, kinds.Word);
    }
  }
}

/** Arguments by position, then named ones, of which a bare word may name itself. */
function argumentList(walk: Walk): void {
  const { chance } = walk;
  put(walk, kinds.LeftParen);
  const positional = goesOn(walk, 0.6) ? chance.below(3) : 0;
  const named = goesOn(walk, 0.4) ? chance.below(3) : 0;
  for (let count = 0; count < positional + named; count++) {
    if (count > 0) put(walk, kinds.Comma);
    if (count < positional) derive(walk, "expression");
    else if (count > positional && chance.often(0.2)) put(walk, kinds.Identifier);
    else {
      put(walk, kinds.Word);
      put(walk, kinds.Colon);
      derive(walk, "expression");
    }
  }
  if (positional + named > 0 && chance.often(0.1)) put(walk, kinds.Comma);
  put(walk, kinds.RightParen);
}

const costs = new Map<string, number>(ruleNames.map((name) => [name, 1_000]));
for (let changed = true; changed; ) {
  changed = false;
  for (const [name, rule] of Object.entries(rules)) {
    const cost = 1 + costOf(rule);
    if (cost >= (costs.get(name) ?? 0)) continue;
    costs.set(name, cost);
    changed = true;
  }
}

/** How many tokens and rules a production takes at least. */
function costOf(production: IProduction): number {
  if (production instanceof Terminal) return 1;
  if (production instanceof NonTerminal) return costs.get(production.nonTerminalName) ?? 1_000;
  if (production instanceof Alternation) return Math.min(...production.definition.map(costOf));
  const isOptional =
    production instanceof Option ||
    production instanceof Repetition ||
    production instanceof RepetitionWithSeparator;
  return isOptional ? 0 : partsOf(production).reduce((sum, part) => sum + costOf(part), 0);
}
