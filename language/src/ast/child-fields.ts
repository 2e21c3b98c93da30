import type { Inner } from "./expression-kinds.ts";
import type { Name, Path } from "./names.ts";
import type { Node, NodeKind, NodeOfKind } from "./node.ts";

/*
 * Which properties of each kind of node hold other nodes, in the order in which they stand in the text, and of what
 * sort: names alone, expressions and types alone, or any. The type asks for all of them and for no others, so the table
 * cannot fall behind the tree.
 */

/** What stands in a field; whoever looks for nothing of the kind need not look into it. */
export type FieldSort = "names" | "inner" | "any";

type Holds<T> = [Exclude<T, undefined>] extends [Node | readonly Node[]] ? true : false;
type Held<T> = T extends readonly (infer Item)[] ? Item : T;
type SortOf<T> = [Held<T>] extends [Name | Path] ? "names" : [Held<T>] extends [Inner] ? "inner" : "any";

type ChildFields<N> = {
  readonly [P in keyof N as Holds<N[P]> extends true ? P : never]-?: SortOf<Exclude<N[P], undefined>>;
};

type ChildFieldTable = { readonly [K in NodeKind]: ChildFields<NodeOfKind<K>> };

const none = {};

export const childFields: ChildFieldTable = {
  file: { module: "any", imports: "any", declarations: "any" },
  module: { path: "names" },
  import: { path: "names", names: "any" },
  importedName: { name: "names", alias: "names" },
  brokenDeclaration: { name: "names" },

  name: none,
  path: { segments: "names" },
  missing: none,
  parameter: { name: "names", type: "inner", default: "inner" },

  // literals and expressions
  number: none,
  quantity: none,
  money: none,
  ratio: none,
  date: none,
  time: none,
  instant: none,
  boolean: none,
  none: none,
  text: none,
  interpolation: { expression: "inner" },
  string: { parts: "inner" },
  reference: none,
  lambda: { parameter: "names", body: "inner" },
  if: { condition: "inner", whenTrue: "inner", whenFalse: "inner" },
  binary: { left: "inner", right: "inner" },
  unary: { operand: "inner" },
  is: { operand: "inner", what: "names" },
  range: { from: "inner", to: "inner" },
  per: { operand: "inner", divisor: "inner" },
  member: { object: "inner", member: "names" },
  call: { callee: "inner", arguments: "inner" },
  argument: { name: "names", value: "inner" },
  invocation: { path: "names", arguments: "inner" },
  list: { elements: "inner" },
  record: { entries: "inner" },
  entry: { name: "names", value: "inner" },
  spread: { value: "inner" },
  matchExpression: { subject: "inner", arms: "inner" },
  arm: { pattern: "inner", value: "inner" },
  elsePattern: none,
  valuePattern: { alternatives: "inner" },

  // types
  namedType: { name: "names", within: "inner", matching: "inner" },
  listType: { element: "inner", size: "inner" },
  recordType: { fields: "inner" },
  field: { name: "names", type: "inner", default: "inner" },
  enumType: { members: "names" },
  mapType: { key: "inner", value: "inner" },
  doneType: { value: "inner" },
  moneyType: { currency: "names", within: "inner" },
  optionalType: { type: "inner" },
  labelledType: { type: "inner", labels: "names" },
  bounds: { from: "inner", to: "inner" },

  // clauses of several declarations
  bound: { limit: "inner" },
  failsClause: { failures: "names" },
  priorityClause: { priority: "names" },
  categoryClause: { category: "names" },
  fromClause: { sources: "any" },
  source: { path: "names", arguments: "inner" },
  overlapClause: { policy: "names", by: "inner", upTo: "inner" },

  // capabilities
  capability: { name: "names", parameters: "any", result: "inner", clauses: "any" },
  effectClause: { for: "inner" },
  scopeClause: { scope: "inner" },
  clearanceClause: { label: "names" },
  usesClause: { resourceKind: "names", count: "inner" },
  touchesClause: { entity: "names", by: "inner" },
  tiersClause: { tiers: "names" },
  tagsClause: { tags: "names" },
  undoClause: { call: "any" },
  confirmClause: { call: "any" },
  irreversibleClause: { because: "inner" },
  ensuresClause: { condition: "inner" },
  heartbeatClause: { every: "inner" },
  runModuleClause: { module: "inner" },
  runHttpClause: { method: "names", url: "inner" },
  runMcpClause: { tool: "inner" },
  roleClause: { role: "names" },
  promptClause: { prompt: "inner" },
  askClause: { role: "names", count: "inner", where: "inner" },
  showClause: { message: "inner" },

  // types, units, roles
  typeDeclaration: { name: "names", type: "inner" },
  unitDeclaration: { name: "names", quantity: "names", scale: "any", offset: "any" },
  scaledUnit: { unit: "names" },
  roleDeclaration: { name: "names", trust: "names" },

  // context
  resourceDeclaration: { name: "names", resourceKind: "names", count: "inner", clauses: "any" },
  placeClause: { tier: "names", site: "inner" },
  figureClause: { value: "inner" },
  overflowClause: { pool: "names" },
  reserveClause: { count: "inner", priority: "names" },
  signalDeclaration: { name: "names", parameters: "any", type: "inner", clauses: "any" },
  domainClause: { domain: "names" },
  fuseClause: { rule: "names" },
  freshClause: { duration: "inner" },
  decayClause: { rate: "inner" },
  flagDeclaration: { name: "names", parameters: "any", value: "inner", clauses: "any" },
  confidenceClause: { atLeast: "inner" },
  holdClause: { duration: "inner" },
  eventDeclaration: { name: "names", parameters: "any", clauses: "any" },
  dedupeClause: { within: "inner", by: "inner" },
  fusionDeclaration: { name: "names", parameters: "any", clauses: "any" },
  joinClause: { joined: "any" },
  joinedEvent: { event: "names", alias: "names" },
  nearClause: { first: "inner", second: "inner", within: "inner" },
  lateClause: { upTo: "inner" },
  withinClause: { duration: "inner" },
  byClause: { key: "inner" },
  whereClause: { condition: "inner" },
  emitClause: { value: "inner" },

  // goals and plans
  goalDeclaration: { name: "names", parameters: "any", result: "inner", clauses: "any" },
  intentClause: { sentences: "inner" },
  successClause: { message: "inner", condition: "inner" },
  budgetClause: { bounds: "any" },
  optimizeClause: { aim: "names" },
  keepClause: { label: "names", tier: "names" },
  planDeclaration: {
    name: "names",
    parameters: "any",
    result: "inner",
    headings: "any",
    // The body's braces are around the clauses and `finally`.
    body: "any",
    clauses: "any",
    finally: "any",
  },
  achievesHeading: { goal: "names" },
  underHeading: { rules: "names" },
  timeoutClause: { duration: "inner" },

  // statements
  block: { statements: "any" },
  step: { name: "names", body: "any", options: "any", handlers: "any" },
  handler: { condition: "inner", body: "any", options: "any" },
  let: { name: "names", value: "inner" },
  when: { condition: "inner", body: "any", otherwise: "any" },
  match: { subject: "inner", cases: "any" },
  matchCase: { pattern: "inner", binding: "names", body: "any" },
  with: { name: "names", pick: "any", duration: "inner", body: "any", otherwise: "any" },
  sequence: { body: "any" },
  wait: { time: "inner" },
  emit: { event: "any" },
  return: { value: "inner" },
  yield: { value: "inner" },
  fail: { failure: "names", message: "inner" },
  brokenStatement: { name: "names" },

  // what a step does
  attempt: { call: "any", using: "any" },
  pick: { pool: "names", nearest: "inner", within: "inner", where: "inner", count: "inner", wait: "inner" },
  loop: {
    variable: "names",
    source: "any",
    upTo: "inner",
    atOnce: "inner",
    within: "inner",
    until: "inner",
    body: "any",
  },
  eachEvent: { event: "names", where: "inner" },
  eachItem: { list: "inner" },
  fromValue: { first: "inner" },
  quorum: { count: "inner", calls: "any" },
  race: { count: "inner", branches: "any" },
  branch: { name: "names", body: "any", options: "any" },
  waitForEvent: { event: "names", where: "inner", within: "inner" },
  waitUntil: { condition: "inner", for: "inner", within: "inner" },
  waitDuration: { duration: "inner" },

  // options
  options: { options: "any" },
  timeoutOption: { duration: "inner" },
  cacheOption: { duration: "inner" },
  acceptOption: { condition: "inner" },
  retryOption: { count: "inner", every: "inner", backoff: "inner", condition: "inner" },
  afterOption: { steps: "names" },
  undoOption: { call: "any" },
  optionalOption: { upTo: "inner" },
  priorityOption: { priority: "names" },
  tierOption: { tier: "names" },
  losersOption: none,
  attemptsOption: { count: "inner", every: "inner" },
  becauseOption: { because: "inner" },

  // rules
  policyDeclaration: { name: "names", category: "names", clauses: "any" },
  taggedSelector: { tag: "names" },
  kindSelector: none,
  anySelector: none,
  pathSelector: { path: "names" },
  onClause: { selectors: "any" },
  decisionClause: { condition: "inner", because: "inner" },
  requireConsentClause: { scope: "inner" },
  requireApprovalClause: { role: "names", within: "inner" },
  limitClause: { count: "inner", per: "inner", by: "inner" },
  recordClause: { value: "inner" },
  guardrailDeclaration: { name: "names", category: "names", rules: "any" },
  action: { selector: "any", condition: "inner" },
  beforeRule: { first: "any", second: "any" },
  atMostRule: { count: "inner", action: "any", per: "inner" },
  everyRule: { action: "any", by: "any", within: "inner" },
  neverRule: { selector: "any", to: "names", condition: "inner" },

  // triggers
  triggerDeclaration: { name: "names", family: "any", clauses: "any" },
  triggerFamily: { variable: "names", of: "names" },
  sourceClause: { source: "any" },
  eventSource: { event: "names", where: "inner" },
  scheduleSource: { cron: "inner", zone: "inner" },
  everySource: { period: "inner" },
  changeSource: { condition: "inner", for: "inner" },
  outcomeSource: { plan: "names" },
  requestSource: { path: "inner" },
  whenClause: { condition: "inner" },
  debounceClause: { duration: "inner", by: "inner" },
  throttleClause: { count: "inner", per: "inner" },
  startClause: { call: "any" },
  missedClause: { policy: "names" },

  // scenarios
  scenarioDeclaration: { title: "inner", target: "names", clauses: "any" },
  givenSignal: { signal: "names", arguments: "inner", value: "inner" },
  givenEvent: { event: "any", at: "inner" },
  givenConsent: { scope: "inner", at: "inner" },
  givenValue: { name: "names", value: "inner" },
  answer: { capability: "names", value: "inner", after: "inner" },
  resourceFault: { resource: "names", at: "inner", for: "inner" },
  clockFault: { by: "inner" },
  crashFault: { step: "names" },
  crashAtFault: { at: "inner" },
  workerFault: { step: "names" },
  capabilityFault: { capability: "names", call: "inner", behaviour: "any" },
  fails: { failure: "names", message: "inner", times: "inner" },
  timesOut: { times: "inner" },
  returns: { value: "inner" },
  answersTwice: none,
  answersLate: { after: "inner" },
  operatorCommand: { at: "inner" },
  operatorResolution: { step: "names", resolution: "inner", at: "inner" },
  expectCompleted: { by: "names" },
  expectFailed: { with: "inner" },
  expectWaiting: none,
  expectInDoubt: { step: "names" },
  expectBreached: { rule: "names" },
  expectNever: { selector: "any" },
  expectOnce: { capability: "names" },
  expectUndone: { capability: "names" },
  expectWithin: { duration: "inner" },
  expectBefore: { first: "any", second: "any" },
  expectCondition: { condition: "inner" },
};
