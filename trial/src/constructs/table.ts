import { createSourceFile, parse } from "@orchlang/language";
import { type Node, type NodeKind, type NodeOfKind, visit } from "@orchlang/language/ast";

/*
 * The constructs that move data, control, time or money: every kind of node, and what more may be said of each,
 * as `field` where that may be left out, or `field=word`. The type asks for all kinds, so that the table cannot fall
 * behind the tree. `undefined`: nothing of a run hangs on it.
 */

type FieldOf<K extends NodeKind> = Exclude<Extract<keyof NodeOfKind<K>, string>, "kind" | "span">;

/** One thing that may be said of a kind of node. */
type Facet<K extends NodeKind> = FieldOf<K> | `${FieldOf<K>}=${string}`;

type Table = { readonly [K in NodeKind]: readonly Facet<K>[] | undefined };

function words<F extends string>(field: F, among: string): `${F}=${string}`[] {
  return among.split(" ").map((word) => `${field}=${word}` as const);
}

const constructs: Table = {
  file: undefined,
  module: undefined,
  import: [],
  importedName: undefined,
  brokenDeclaration: undefined,
  name: undefined,
  path: undefined,
  missing: undefined,
  parameter: ["trusted", "default"],

  number: [],
  quantity: [],
  money: [],
  ratio: [],
  date: [],
  time: [],
  instant: [],
  boolean: [],
  none: [],
  text: [],
  interpolation: [],
  string: [],
  reference: words("text", "now run"),
  lambda: [],
  if: [],
  binary: words("operator", "or and == != < <= > >= in ?? + - * /"),
  unary: words("operator", "not -"),
  is: ["negated", ...words("what", "some none")],
  range: [],
  per: [],
  member: [
    "optional",
    ...words(
      "member",
      "size first last at contains concat take skip reverse join map filter find any all count sum",
    ),
    ...words(
      "member",
      "min max sort_by group_by flatten distinct upper lower trim split replace starts_with round",
    ),
    ...words("member", "hour weekday time date granted status message name attempts last"),
  ],
  call: [
    ...words("callee", "min max abs endorse declassify redact noisy_or"),
    // The member of a value: `day.add_days(2)`, and `now.hour("Asia/Tokyo")` in a zone of its own.
    ...words("callee", "add_days add_months add_business_days hour date at"),
  ],
  argument: words("form", "positional named shorthand"),
  invocation: [],
  list: [],
  record: [],
  entry: [],
  spread: [],
  matchExpression: [],
  arm: [],
  elsePattern: [],
  valuePattern: [],

  namedType: [
    "within",
    "matching",
    ...words("name", "Bool Int Float String Ratio Duration Money Instant Date Json Email Url Geo"),
  ],
  listType: ["size"],
  recordType: [],
  field: ["default"],
  enumType: [],
  unionType: [],
  unionCase: ["record"],
  mapType: [],
  doneType: [],
  moneyType: [],
  optionalType: [],
  labelledType: words("labels", "public internal personal secret untrusted"),
  bounds: [],

  bound: ["least", ...words("measure", "cost latency energy tokens")],
  failsClause: [],
  priorityClause: [],
  categoryClause: [],
  fromClause: [],
  source: [],
  overlapClause: ["by", "upTo", ...words("policy", "skip queue replace allow")],

  capability: ["brief", ...words("capabilityKind", "tool agent service llm human")],
  effectClause: ["for", ...words("effect", "pure idempotent once")],
  scopeClause: [],
  clearanceClause: words("label", "public internal personal secret"),
  usesClause: ["count"],
  touchesClause: [],
  tiersClause: words("tiers", "device edge cloud"),
  tagsClause: [],
  undoClause: [],
  confirmClause: [],
  irreversibleClause: [],
  ensuresClause: [],
  heartbeatClause: [],
  chargedClause: [],
  runModuleClause: undefined,
  runHttpClause: ["hosts", "callback"],
  runMcpClause: undefined,
  roleClause: undefined,
  promptClause: undefined,
  askClause: ["count", "where"],
  showClause: [],

  defaultsDeclaration: [],
  typeDeclaration: [],
  unitDeclaration: [],
  scaledUnit: undefined,
  roleDeclaration: ["trust"],
  constantDeclaration: ["type"],

  resourceDeclaration: ["count", "resourceKind"],
  placeClause: ["site", ...words("tier", "device edge cloud")],
  figureClause: words("figure", "latency cost power lease members"),
  overflowClause: [],
  reserveClause: [],
  signalDeclaration: ["parameters"],
  domainClause: undefined,
  fuseClause: words("rule", "latest any all majority median mean min max sum noisy_or"),
  freshClause: [],
  historyClause: [],
  decayClause: [],
  flagDeclaration: ["parameters"],
  confidenceClause: [],
  holdClause: [],
  eventDeclaration: [],
  dedupeClause: ["by"],
  fusionDeclaration: [],
  joinClause: [],
  joinedEvent: ["alias"],
  nearClause: [],
  lateClause: [],
  withinClause: [],
  byClause: [],
  whereClause: [],
  emitClause: [],

  goalDeclaration: [],
  intentClause: undefined,
  successClause: [],
  budgetClause: [],
  alternativesClause: [],
  optimizeClause: words("aim", "privacy cost latency comfort balanced"),
  keepClause: words("label", "personal secret"),
  planDeclaration: ["finally"],
  achievesHeading: [],
  underHeading: [],
  timeoutClause: [],
  whileClause: [],

  block: [],
  step: [],
  handler: ["condition", "options"],
  let: ["type"],
  when: ["otherwise"],
  match: [],
  matchCase: ["binding"],
  with: ["from", "otherwise"],
  sequence: [],
  wait: ["until"],
  emit: [],
  return: [],
  yield: [],
  fail: ["failure"],
  commit: [],
  brokenStatement: undefined,

  attempt: ["using"],
  pick: [
    "nearest",
    "within",
    "where",
    ...words("at", "privacy cost latency energy reliability"),
    "count",
    "wait",
  ],
  loop: ["upTo", "atOnce", "within", "until"],
  eachEvent: ["where"],
  eachItem: [],
  fromValue: [],
  quorum: [],
  race: ["count"],
  branch: ["name", "options"],
  interruptible: ["otherwise"],
  interruption: ["next", "where"],
  waitForEvent: ["next", "where", "within", "forever"],
  waitUntil: ["for", "within"],
  waitDuration: [],

  options: [],
  timeoutOption: [],
  cacheOption: [],
  acceptOption: [],
  retryOption: ["every", "backoff", "condition"],
  afterOption: [],
  undoOption: [],
  optionalOption: ["upTo"],
  priorityOption: [],
  tierOption: words("tier", "device edge cloud"),
  losersOption: [],
  attemptsOption: ["every"],
  whileOption: [],
  becauseOption: ["irreversible"],

  policyDeclaration: words("severity", "blocking warning advisory informational"),
  taggedSelector: [],
  kindSelector: [],
  anySelector: [],
  pathSelector: [],
  onClause: [],
  decisionClause: words("decision", "deny allow warn"),
  deferClause: ["because"],
  requireConsentClause: [],
  requireApprovalClause: ["within"],
  limitClause: ["by"],
  recordClause: [],
  guardrailDeclaration: words("severity", "blocking warning advisory informational"),
  action: ["condition", ...words("state", "granted completed failed")],
  beforeRule: [],
  atMostRule: ["per"],
  everyRule: ["within", ...words("relation", "followed preceded")],
  neverRule: ["to", "condition"],

  triggerDeclaration: ["family"],
  triggerFamily: [],
  sourceClause: [],
  eventSource: ["where"],
  scheduleSource: ["zone"],
  everySource: [],
  changeSource: ["for"],
  outcomeSource: words("outcome", "completed failed cancelled"),
  requestSource: [],
  whenClause: [],
  debounceClause: ["by"],
  throttleClause: [],
  startClause: [],
  missedClause: [],

  scenarioDeclaration: undefined,
  givenSignal: undefined,
  givenEvent: undefined,
  givenConsent: undefined,
  givenValue: undefined,
  answer: undefined,
  resourceFault: undefined,
  clockFault: undefined,
  crashFault: undefined,
  crashAtFault: undefined,
  workerFault: undefined,
  approvalFault: undefined,
  capabilityFault: undefined,
  fails: undefined,
  timesOut: undefined,
  returns: undefined,
  answersTwice: undefined,
  answersLate: undefined,
  operatorCommand: undefined,
  operatorResolution: undefined,
  expectCompleted: undefined,
  expectFailed: undefined,
  expectCancelled: undefined,
  expectWaiting: undefined,
  expectInDoubt: undefined,
  expectBreached: undefined,
  expectNever: undefined,
  expectOnce: undefined,
  expectUndone: undefined,
  expectWithin: undefined,
  expectBefore: undefined,
  expectCondition: undefined,
};

/** Every construct that there is to be covered, as `loop` or `loop.atOnce`. */
export const everyConstruct: readonly string[] = Object.entries(constructs).flatMap(([kind, facets]) =>
  facets === undefined ? [] : [kind, ...facets.map((facet) => `${kind}.${facet}`)],
);

const facetsOf = new Map<string, readonly string[]>(
  Object.entries(constructs).flatMap(([kind, facets]) =>
    facets === undefined ? [] : [[kind, facets] as const],
  ),
);

/** The constructs in a program's tree, with their counts. */
export function constructsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  visit(parse(createSourceFile("program.orch", text)).file, {
    any: (node) => {
      const facets = facetsOf.get(node.kind);
      if (facets === undefined) return undefined;
      count(node.kind);
      for (const facet of facets) if (hasFacet(node, facet)) count(`${node.kind}.${facet}`);
      return undefined;
    },
  });
  return counts;
}

function hasFacet(node: Node, facet: string): boolean {
  const at = facet.indexOf("=");
  const [field, word] = at < 0 ? [facet, undefined] : [facet.slice(0, at), facet.slice(at + 1)];
  const value = (node as unknown as Readonly<Record<string, unknown>>)[field];
  if (word === undefined)
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  const results: readonly unknown[] = Array.isArray(value) ? value : [value];
  return results.some((one) => wordOf(one) === word);
}

/** A word as it is written, or the name of a node; of `x.f`, `f`. */
function wordOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { text, name, member } = value as Readonly<Record<"text" | "name" | "member", unknown>>;
  if (member !== undefined) return wordOf(member);
  if (typeof text === "string") return text;
  return typeof name === "string" ? name : undefined;
}
