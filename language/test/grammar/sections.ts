/*
 * The order in which docs/language/grammar.md shows the parser's rules: a part of the language each, in a block fenced
 * as `ebnf` and the part's name. Every rule stands in exactly one.
 */
export const sections: Readonly<Record<string, readonly string[]>> = {
  files: ["file", "moduleHeader", "import", "imported", "path", "declaration"],

  types: [
    ...[
      "typeDecl",
      "type",
      "listType",
      "recordType",
      "field",
      "genericType",
      "enumType",
      "unionType",
      "unionCase",
      "namedType",
      "bounds",
    ],
    ...["unit", "scaled", "role", "constant"],
  ],

  expressions: [
    ...["expression", "lambda", "conditional", "operation", "range", "operand"],
    ...["string", "list", "record", "entry", "spread", "matching", "arm", "pattern"],
    ...["argumentList", "call"],
  ],

  capabilities: [
    ...["capability", "defaults", "kind", "params", "param", "result", "capabilityClause"],
    ...[
      "effectClause",
      "declaredBound",
      "bound",
      "fails",
      "ensuresClause",
      "scopeClause",
      "clearanceClause",
      "tiersClause",
    ],
    ...["usesClause", "touchesClause", "tagsClause", "undoClause", "confirmClause", "irreversibleClause"],
    ...[
      "heartbeatClause",
      "chargedClause",
      "runClause",
      "roleClause",
      "promptClause",
      "askClause",
      "showClause",
    ],
    ...["names", "whole"],
  ],

  plans: [
    ...[
      "goal",
      "goalClause",
      "intentClause",
      "successClause",
      "budgetClause",
      "optimizeClause",
      "alternativesClause",
      "keepClause",
    ],
    ...[
      "plan",
      "achieves",
      "under",
      "planBody",
      "planClause",
      "priority",
      "timeoutClause",
      "whileClause",
      "overlap",
    ],
  ],

  statements: [
    ...["block", "statement", "step", "stepBody", "handler", "attempt", "pick"],
    ...[
      "loop",
      "loopSource",
      "count",
      "quorum",
      "race",
      "branch",
      "interruptible",
      "interruption",
      "waiting",
    ],
    ...["let", "when", "matchStatement", "matchCase", "with", "sequence", "wait"],
    ...["emit", "return", "yield", "fail", "commit"],
  ],

  options: [
    ...[
      "options",
      "stepOption",
      "timeoutOption",
      "retryOption",
      "attemptsOption",
      "acceptOption",
      "afterOption",
    ],
    ...["undoOption", "optionalOption", "priorityOption", "tierOption", "cacheOption", "losersOption"],
    ...["whileOption", "becauseOption"],
  ],

  resources: [
    ...["resource", "resourceClause", "placeClause", "figureClause", "overflowClause", "reserveClause"],
  ],

  context: [
    ...[
      "signal",
      "signalClause",
      "domainClause",
      "from",
      "reading",
      "fuseClause",
      "freshClause",
      "historyClause",
      "decayClause",
    ],
    ...["flag", "flagClause", "confidenceClause", "holdClause"],
  ],

  events: [
    ...["event", "eventClause", "category", "dedupeClause"],
    ...["fusion", "fusionClause", "joinClause", "joined", "withinClause", "nearClause", "byClause"],
    ...["whereClause", "lateClause", "emitClause"],
    ...["trigger", "triggerClause", "sourceClause", "triggerSource", "eventSource", "scheduleSource"],
    ...["everySource", "changeSource", "outcomeSource", "requestSource"],
    ...["whenClause", "debounceClause", "throttleClause", "startClause", "missedClause"],
  ],

  rules: [
    ...["head", "severity", "selector"],
    ...[
      "policy",
      "policyClause",
      "onClause",
      "decisionClause",
      "deferClause",
      "requireClause",
      "limitClause",
      "recordClause",
    ],
    ...["guardrail", "guardrailRule", "action", "beforeRule", "everyRule", "atMostRule", "neverRule"],
  ],

  scenarios: [
    ...["scenario", "scenarioClause", "givenClause", "answer"],
    ...["faultClause", "approvalFault", "capabilityFault", "faultyBehaviour", "crashFault", "operatorClause"],
    ...["expectClause", "ofArguments", "expectFailed"],
  ],
};
