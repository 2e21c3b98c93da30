import {
  aims,
  confidentialities,
  fuseRules,
  fuseRulesFor,
  httpMethods,
  measures,
  missedPolicies,
  modelRoles,
  overlaps,
  priorities,
  tiers,
} from "@orchlang/checker/declarations";
import { doneStates } from "@orchlang/checker/expression";
import { labelNames } from "@orchlang/checker/labels";
import { asUnion, casesOf, required, type Type, trustWords } from "@orchlang/checker/types";
import type { Node } from "@orchlang/language/ast";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** The words that the grammar lets stand there: those first that mostly follow what stands above. */
export function keywordItems(gap: Gap): readonly Item[] {
  const { expected } = gap;
  const phrases = phrasesAfter(gap.before);
  const taken = expected.rules.includes("capability") ? unfitClauses(gap.before) : new Set();
  const texts = expected.texts.filter(
    (text) => /^[a-zA-Z]/u.test(text) && !phrases.includes(text) && !taken.has(text),
  );
  return [...phrases, ...inUsualOrder(texts, gap)].map((label): Item => {
    const text = snippetOf(label, expected.rules);
    const base = { label, kind: "keyword" as const, rank: ranks.keyword };
    return text === undefined ? base : { ...base, text, snippet: true };
  });
}

/** Clauses that a capability has once at most. */
const single = words("effect cost latency clearance undo confirm run prompt ask show role heartbeat");

/** Clauses of one kind of capability alone. */
const clausesOfKind: Readonly<Record<string, readonly string[]>> = {
  llm: words("role prompt"),
  human: words("ask show"),
};

/** Clauses that the last capability of a text has already, or that its kind can't have. */
function unfitClauses(before: string): ReadonlySet<string> {
  const heads = [...before.matchAll(/^[ \t]*(tool|service|agent|llm|human)\b/gmu)];
  const head = heads.at(-1);
  const own = before.slice(head?.index ?? before.length);
  const kind = head?.[1] ?? "";
  const given = [...own.matchAll(/^[ \t]*([a-z]+)\b/gmu)].map(([, word = ""]) => word);
  return new Set([
    ...single.filter((clause) => given.includes(clause)),
    ...Object.entries(clausesOfKind).flatMap(([of, clauses]) => (of === kind ? [] : clauses)),
  ]);
}

/* Words in the order in which they are mostly written. */

const declaring = words("module import role type unit resource signal flag event fusion").concat(
  words("defaults tool agent service llm human goal plan policy guardrail trigger scenario"),
);
const doing = words("step let when return with match sequence emit yield wait fail finally");
const measuring = words("cost latency energy");
const deciding = words("deny allow warn defer require limit record");
const playing = words("given answer fault operator expect");

/** The order in which files, and clauses, are mostly written. */
const usual: readonly string[] = [
  ...declaring,
  ...doing,
  ...words("ask show effect"),
  ...measuring,
  ...words("tokens scope clearance uses touches ensures"),
  ...words("at tags undo confirm irreversible fails heartbeat prompt run"),
  ...words("intent success budget optimize alternatives keep priority timeout while overlap"),
  ...playing,
  ...words("on schedule every change start debounce throttle missed"),
  ...deciding,
  ...words("power lease reserve overflow members domain from fuse fresh decay history"),
];

/** Between two values, where a new line mostly begins something else. */
const joining: ReadonlySet<string> = new Set(["and", "or", "in", "is", "per", "not", "if", "match"]);

/** The words that values usually begin with. */
const opening: readonly string[] = ["match", "not", "if", "true", "false", "none"];

/** Begins a line: behind something else on one it is hardly meant. */
const beginning: ReadonlySet<string> = new Set([
  ...[doing, deciding, measuring, playing].flat(),
  ...words("never every at on"),
]);

/**
 * Words that continue a line come before those that begin one. Of the latter, in this order: the word that followed the
 * same word before; the last one written, which is often repeated; the usual successor; the rest.
 */
function inUsualOrder(words: readonly string[], { before, sign, part }: Gap): readonly string[] {
  const above = [...before.matchAll(/^[ \t]*(?:private\s+)?([a-z]+)\b/gmu)].map(([, word = ""]) => word);
  const last = above.findLast((word) => words.includes(word)) ?? "";
  const from = usual.indexOf(last);
  const isInLine = !/\n\s*$/u.test(before) && sign !== "{" && sign !== "" && part.text !== "";
  const isExpected = words.includes("completed") && /\bexpect\s+$/u.test(before);
  const isValue = !words.includes("step");
  const followers = new Set(above.flatMap((word, index) => (above[index - 1] === last ? [word] : [])));
  const place = (word: string): number => {
    if (isInLine && beginning.has(word) && !words.includes("run")) return usual.length * 3;
    const value = opening.indexOf(word);
    if (value !== -1 && isExpected) return usual.length * 3;
    if (value !== -1 && isValue) return value - opening.length;
    if (!isInLine && followers.has(word) && word !== last) return from === -1 ? usual.length : 0.5;
    const at = usual.indexOf(word);
    if (at === -1) return isInLine ? 0 : joining.has(word) ? usual.length * 2 : usual.length;
    return at >= from ? at - from : at + usual.length;
  };
  return words.toSorted((a, b) => place(a) - place(b));
}

/** The usual continuation of a keyword; `‹1:name›` is a placeholder. For statements: */
const statements: Readonly<Record<string, string>> = {
  step: "step ‹1:name› = $0",
  let: "let ‹1:name› = $0",
  when: "when ‹1:condition› {\n  $0\n}",
  match: "match ‹1:value› {\n  $0\n}",
  with: "with ‹1:name› = ‹2:pool› for ‹3:30m› {\n  $0\n}",
  sequence: "sequence {\n  $0\n}",
  finally: "finally {\n  $0\n}",
};

const declarations: Readonly<Record<string, string>> = {
  defaults: "defaults ‹1:service› {\n  $0\n}",
  tool: "tool ‹1:name›($2) -> ‹3:Type› {\n  $0\n}",
  agent: "agent ‹1:name›($2) -> ‹3:Type› {\n  $0\n}",
  service: "service ‹1:name›($2) -> ‹3:Type› {\n  $0\n}",
  llm: "llm ‹1:name›($2) -> ‹3:Type› {\n  $0\n}",
  human: "human ‹1:name›($2) -> ‹3:Approval› {\n  ask ‹4:role›\n  $0\n}",
  type: "type ‹1:Name› = $0",
  goal: "goal ‹1:name›($2) -> ‹3:Type› {\n  $0\n}",
  plan: "plan ‹1:name›($2) {\n  $0\n}",
  policy: "policy ‹1:name› {\n  on ‹2:selector›\n  $0\n}",
  guardrail: "guardrail ‹1:name› {\n  $0\n}",
  trigger: "trigger ‹1:name› {\n  $0\n}",
  scenario: 'scenario "‹1:title›" for ‹2:plan› {\n  $0\n}',
};

function words(text: string): readonly string[] {
  return text.split(" ");
}

function snippetOf(word: string, rules: readonly string[]): string | undefined {
  return formOf(word, rules)?.replaceAll("‹", "${").replaceAll("›", "}");
}

function formOf(word: string, rules: readonly string[]): string | undefined {
  if (rules.includes("file") && rules.length <= 2) return declarations[word];
  return rules.includes("planBody") || rules.includes("block") ? statements[word] : undefined;
}

/**
 * Words that stand behind others which alone could be the name of something: the grammar looks further ahead than a
 * text goes that is being written.
 */
const phrases: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bfault\s+$/u, ["resource", "clock", "worker", "crash"]],
  [/\bfault\s+clock\s+$/u, ["jumps"]],
  [/\bfault\s+worker\s+$/u, ["dies"]],
  [/\bfault\s+worker\s+dies\s+$/u, ["during"]],
  [/\bfault\s+resource\s+\w+\s+$/u, ["lost"]],
  [/\bexpect\s+in\s+$/u, ["doubt"]],
  [/\bexpect\s+(?:each\s+)?[\w.]+\s+$/u, ["once", "called", "before"]],
  [/\bexpect\s+(?:each\s+)?[\w.]+\s+called\s+$/u, ["once"]],
  [/\bexpect\s+never\s+$/u, ["tagged", "kind", "any"]],
  [/\bevery\s+$/u, ["tagged", "kind", "any"]],
  [/\bfor\s+\w+\s+in\s+$/u, ["event"]],
];

/** The continuations that may follow a text. */
function phrasesAfter(before: string): readonly string[] {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return phrases.flatMap(([above, words]) => (above.test(line) ? words : []));
}

/** Places that take one of a closed list of words. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  tiersClause: tiers,
  tierOption: tiers,
  placeClause: tiers,
  pick: measures,
  priorityClause: priorities,
  priorityOption: priorities,
  reserveClause: priorities,
  clearanceClause: confidentialities,
  labelledType: labelNames,
  optimizeClause: aims,
  overlapClause: overlaps,
  missedClause: missedPolicies,
  roleClause: modelRoles,
  roleDeclaration: trustWords,
  runHttpClause: httpMethods,
  keepClause: [...confidentialities, ...tiers],
};

/** Ways to make one value of several, as far as they fit the signal's type. */
function fuseWords({ look: { definition, module } }: Filled): readonly string[] {
  if (definition?.kind !== "signal") return fuseRules;
  return fuseRulesFor(module.program.signalTypeOf(definition).type, module.expression.units);
}

/** The words that a value may be compared with. */
function membersIn(type: Type): readonly string[] {
  if (type.kind === "enum") return type.members;
  if (type.kind === "failure") return type.names;
  const union = asUnion(type);
  if (union !== undefined) return casesOf(union);
  return type.kind === "done" ? doneStates : [];
}

export function wordItems(
  _gap: Gap,
  filled: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (node.kind !== "name" || parent === undefined) return undefined;
  if (parent.kind === "is") {
    const type = filled.look.expressions.get(parent.operand)?.typed.type;
    const of = type === undefined ? undefined : required(type);
    const members = of === undefined ? [] : membersIn(of);
    return [...members, "some", "none", "not"].map((label) => ({ label, kind: "word", rank: ranks.wanted }));
  }
  const words = parent.kind === "fuseClause" ? fuseWords(filled) : wordsOf[parent.kind];
  return words?.map((label) => ({ label, kind: "word", rank: ranks.wanted }));
}
