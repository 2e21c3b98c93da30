import type { TokenType } from "chevrotain";
import * as kinds from "../../src/lexer/token-types.ts";
import { contextualWords, reservedWords } from "../../src/lexer/words.ts";
import type { Chance } from "./chance.ts";

/** A token to be written: its kind and its text. */
export interface Lexeme {
  readonly type: TokenType;
  readonly image: string;
}

const names = [
  ...[
    "a",
    "b",
    "order",
    "total",
    "send",
    "report",
    "room_2",
    "Team",
    "Order",
    "Int",
    "String",
    "größe",
    "名前",
  ],
  ...["a_rather_long_name_of_something", "x1", "_"],
];

const imagesOf: ReadonlyMap<TokenType, readonly string[]> = new Map([
  [kinds.Integer, ["0", "1", "2", "17", "1_000", "007"]],
  [kinds.Decimal, ["3.5", "0.25", "1_000.001"]],
  [kinds.Quantity, ["5m", "1.2kWh", "4_000tokens", "500 meters", "2  hours", "21.5C", "30s"]],
  [kinds.Money, ["$0.05", "€2", "12.50EUR", "$2_500"]],
  [kinds.Ratio, ["80%", "0.5%"]],
  [kinds.DateToken, ["2026-12-01", "2024-02-29"]],
  [kinds.Instant, ["2026-12-01T10:00Z", "2026-12-01T10:00:30.5+02:00"]],
  [kinds.Time, ["22:00", "07:30"]],
  [
    kinds.Text,
    [
      ...[
        '""',
        '"text"',
        '"no // comment, no /* either"',
        '"{ } [ ( "',
        `"\\" \\\\ \\n \\u00e9 \\\${x}"`,
        '"$5"',
      ],
      ...['"""one line"""', '"""\n    two\n      lines  \n\n    """', '"""\nat the edge\n"""'],
    ],
  ],
]);

/** Heads, middles and tails of templates, those of one line first. */
const templates = [
  { head: ['"${', '"text ${', '"{ ${'], middle: ["}${", "} and ${"], tail: ['}"', '} end"', '} } // "'] },
  {
    head: ['"""${', '"""\n  first ${', '"""\n      a "quoted" \n\n    ${'],
    middle: ["} and\n     ${", "}\n${"],
    tail: ['}"""', '}\n  """', '} end  \n    """'],
  },
] as const;

export type Template = (typeof templates)[number];

export function pickTemplate(chance: Chance, nested: boolean): Template {
  return templates[!nested && chance.often(0.3) ? 1 : 0];
}

/** A token of a kind. `wordy`: names may be words that mean something elsewhere. */
export function lexemeOf(type: TokenType, chance: Chance, wordy: boolean): Lexeme {
  if (type.categoryMatches !== undefined && type.categoryMatches.length > 0)
    return anyOf(type, chance, wordy);
  const images = imagesOf.get(type);
  if (images !== undefined) return { type, image: chance.pick(images) };
  return { type, image: type.name.slice(1, -1) };
}

function anyOf(category: TokenType, chance: Chance, wordy: boolean): Lexeme {
  if (category === kinds.Word || category === kinds.Identifier) {
    const isWordy = wordy && chance.often(0.15);
    const words = category === kinds.Word && chance.often(0.1) ? reservedWords : contextualWords;
    const image = chance.pick<string>(isWordy ? words : names);
    return { type: kinds.word[image as kinds.Keyword] ?? kinds.Identifier, image };
  }
  const members = kinds.tokenTypes.filter((type) => type.CATEGORIES?.includes(category) === true);
  return lexemeOf(chance.pick(members), chance, wordy);
}
