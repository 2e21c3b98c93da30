import {
  Alternation,
  Alternative,
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
import { Comma } from "../../src/lexer/token-types.ts";

/*
 * The parser's rules as text. Chevrotain keeps each rule as a tree of productions, recorded when the parser is made;
 * this writes such a tree in EBNF: `[ a ]` may be missing, `{ a }` stands any number of times, `a | b` is one of them.
 *
 * A list with separators that may be empty is one in brackets, and there the parser takes a comma behind the last
 * element too, by a condition inside the rule that the recording does not show; so it is written here.
 */

const widthMax = 112;

/** `name = … ;`, broken between parts and alternatives where it is too long for a line. */
export function ruleText({ name, definition }: Rule): string {
  const [only] = definition;
  if (definition.length === 1 && only instanceof Alternation) return choiceText(name, alternatives(only));
  return filled(`${name} = `, definition.flatMap(atoms), name.length + 3);
}

/** `name = a | b ;`. Also what belongs to a category of tokens, or any other choice of words. */
export function choiceText(name: string, alternatives: readonly string[]): string {
  const [first = "", ...others] = alternatives;
  return filled(`${name} = `, [first, ...others.map((other) => `| ${other}`)], name.length + 1);
}

/** As many atoms a line as fit; the lines after the first are indented by `margin`. */
function filled(head: string, atoms: readonly string[], margin: number): string {
  const lines: string[] = [];
  let line = head + (atoms[0] ?? "");
  for (const atom of atoms.slice(1)) {
    if (`${line} ${atom} ;`.length > widthMax) {
      lines.push(line);
      line = " ".repeat(margin) + atom;
    } else {
      line += ` ${atom}`;
    }
  }
  return [...lines, `${line} ;`].join("\n");
}

/** What a line may be broken between: a part of a sequence, or the alternatives of one. */
function atoms(production: IProduction): readonly string[] {
  if (!(production instanceof Alternation)) return [part(production)];
  const [first = "", ...others] = alternatives(production);
  const all = [`( ${first}`, ...others.map((other) => `| ${other}`)];
  return [...all.slice(0, -1), `${all.at(-1)} )`];
}

function sequence(parts: readonly IProduction[]): string {
  return parts.map(part).join(" ");
}

function alternatives(choice: Alternation): readonly string[] {
  return choice.definition.map(part);
}

function part(production: IProduction): string {
  if (production instanceof Terminal) return production.terminalType.name;
  if (production instanceof NonTerminal) return production.nonTerminalName;
  if (production instanceof Alternation) return `( ${alternatives(production).join(" | ")} )`;
  if (production instanceof Alternative) return sequence(production.definition);
  if (production instanceof Option) return `[ ${inner(production)} ]`;
  if (production instanceof Repetition) return `{ ${inner(production)} }`;
  if (production instanceof RepetitionMandatory) return `${inner(production)} { ${inner(production)} }`;
  if (production instanceof RepetitionWithSeparator) {
    const separator = production.separator.name;
    const last = production.separator === Comma ? ` [ ${separator} ]` : "";
    return `[ ${separated(production)}${last} ]`;
  }
  if (production instanceof RepetitionMandatoryWithSeparator) return separated(production);
  throw new Error(`a production of a kind that is not known here: ${production.constructor.name}`);
}

/** What stands inside brackets, which need no parentheses of their own around a choice. */
function inner({ definition }: Option | Repetition | RepetitionMandatory): string {
  const [only] = definition;
  if (definition.length === 1 && only instanceof Alternation) return alternatives(only).join(" | ");
  return sequence(definition);
}

function separated(list: RepetitionWithSeparator | RepetitionMandatoryWithSeparator): string {
  const element = sequence(list.definition);
  return `${element} { ${list.separator.name} ${element} }`;
}
