import type { TokenType } from "chevrotain";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";

/* Descriptions of expected and of found text, for messages. */

const phraseOfType: ReadonlyMap<TokenType, string> = new Map([
  [kinds.Identifier, "a name"],
  [kinds.Word, "a word"],
  [kinds.Integer, "a whole number"],
  [kinds.Text, "a string"],
  [kinds.TemplateTail, "the end of what is put into the string"],
  [kinds.Assign, "`=`"],
]);

const phraseOfRule: Readonly<Record<string, string>> = {
  expression: "a value",
  operation: "a value",
  range: "a value",
  operand: "a value",
  argumentList: "an argument",
  declaration: "a declaration",
  debounceClause: "a duration",
  dedupeClause: "a duration",
  string: "a string",
  names: "a word",
  type: "a type",
  genericType: "`Map<…>`, `Done<…>` or `Money<…>`",
  enumType: "a member's name",
  unionType: "a case's name",
  unionCase: "a case's name",
  typeDecl: "`=` and a type, or `{` and fields",
  pattern: "a member, a value or `else`",
  matchStatement: "a member, a value or `else`",
  effectClause: "`pure`, `idempotent` or `once`",
  runClause: "`module`, `http` or `mcp`",
  intentClause: "a string",
  budgetClause: "`cost`, `latency`, `energy` or `tokens`",
  onClause: "a name, `tagged`, `kind` or `any`",
  fails: "a failure's name",
  from: "a name",
  joinClause: "an event's name",
  bound: "`cost`, `latency`, `energy` or `tokens`",
  whole: "a whole number",
  count: "a whole number or a constant's name",
  scaled: "a number with its unit, as in `3_600 J`",
  loopSource: "`in` and a list, or `from` and a first value",
  race: "`{` and branches, or `for` and a list",
  interruption: "`event` and its name",
  branch: "a call, a wait, a loop or a block",
  stepBody: "a call, `do`, `for`, `first`, `quorum` or `wait`",
  waiting: "a duration, `until` or `for event`",
  handler: "`when` and a condition, a call, or a block",
  when: "`when` or `{`",
  block: "`{` and statements",
  call: "a call, as in `name(argument)`",
  selector: "a name, `tagged`, `kind` or `any`",
  kind: "`tool`, `agent`, `service`, `llm` or `human`",
  decisionClause: "`deny`, `allow` or `warn`",
  requireClause: "`consent` or `approval`",
  severity: "`blocking`, `warning`, `advisory` or `informational`",
  guardrailRule: "a rule",
  everyRule: "`followed by` or `preceded by`",
  triggerSource:
    "`event`, `schedule`, `every`, `change`, `request`, or `completed`, `failed`, `cancelled` or `attention` and a plan",
  givenClause: "`signal`, `event`, `consent`, or a parameter and `=`",
  faultClause: 'what goes wrong, as in `send fails "…"`',
  faultyBehaviour: "`fails`, `times out`, `returns` or `answers`",
  crashFault: "`before`, `after` or `during` and a step, or `at` and a time",
  operatorClause: "`cancels`, `pauses`, `unpauses` or `resolves`",
  expectClause: "what is expected",
  expectFailed: "a string or a failure's name",
};

/** Describes the text that a rule wanted where it could not go on: one token, or the beginnings of its alternatives. */
export function describeExpected(rule: string, expected: TokenType | undefined): string {
  if (expected === undefined) return phraseOfRule[rule] ?? "something else";
  return phraseOfType.get(expected) ?? `\`${expected.name.replaceAll('"', "")}\``;
}

/** Describes a token, in words and as written. */
export function describeFound(token: Token): string {
  if (token.tokenType === kinds.EndOfFile) return "the end of the file";
  if (token.tokenType === kinds.Text || token.tokenType === kinds.TemplateHead) return "a string";
  if (token.tokenType === kinds.TemplateMiddle || token.tokenType === kinds.TemplateTail) {
    return "the end of what is put into the string";
  }
  return `\`${clip(token.image)}\``;
}

/** A text short enough for a message, on one line. */
export function clip(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  const points = [...line.slice(0, 200)];
  return points.length > 40 || line.length < text.length ? `${points.slice(0, 39).join("")}…` : line;
}
