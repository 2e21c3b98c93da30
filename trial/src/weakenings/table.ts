import type { ThemeName } from "../program/themes.ts";

/** A mistake that is put into an analysis on purpose: one place of its text, and what stands there instead. */
export interface Weakening {
  readonly name: string;
  /** The part that the analysis no longer sees. */
  readonly drops: string;
  /** Below `analysis/src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The programs that are drawn. */
  readonly theme: ThemeName;
}

/**
 * Edges, attempts and cases that an analysis needs, each left out by itself. A search for false proofs that does not
 * find every one of them would not find a mistake of that kind either.
 */
export const weakenings: readonly Weakening[] = [
  {
    name: "branch-decides",
    drops: "the edge from a condition to what stands below it (an implicit flow)",
    file: "labels/statement.ts",
    from: "happens: byPerson(granted, joinTaints(around.happens, walk.decides(asked, linked))),",
    to: "happens: byPerson(granted, around.happens),",
    theme: "labels",
  },
  {
    name: "case-decides",
    drops: "the edge from which case a union is to what its arms do",
    file: "labels/expression.ts",
    from: 'return whole(fieldOf(subject, "case"));',
    to: "return clean;",
    theme: "labels",
  },
  {
    name: "handler-is-told",
    drops: "the exceptional edge from what failed to its handler",
    file: "labels/statement.ts",
    from: "const happens = joinTaints(around.happens, walk.decides(why, linked));",
    to: "const happens = around.happens;",
    theme: "labels",
  },
  {
    name: "accept-decides",
    drops: "the edge from what `accept` asks to all that follows",
    file: "labels/attempt.ts",
    from: "const accepted = acceptedBy(walk, at, inside, called.value);",
    to: "const accepted = clean;",
    theme: "labels",
  },
  {
    name: "undo-arguments",
    drops: "the edge from a result to the undo that is given it",
    file: "labels/attempt.ts",
    from: 'else if (declared.undo !== undefined) back(walk, linked, declared.undo, "undo", clauses, around.happens);',
    to: "",
    theme: "labels",
  },
  {
    name: "goal-undoes",
    drops: "the edge from what a goal asks of a result to the undos of the plan that gave it",
    file: "labels/started.ts",
    from: "hangsOn(exit.taint, unwinds) ? undone : clean,",
    to: "clean,",
    theme: "labels",
  },
  {
    name: "goal-chosen",
    drops: "the edge from what decides between a goal's plans to the result that starts another",
    file: "labels/started.ts",
    from: '["result", withOwn(result, chosen)],',
    to: '["result", result],',
    theme: "labels",
  },
  {
    name: "called-plans",
    drops: "the edges from arguments into a called plan",
    file: "labels/attempt.ts",
    from: "for (const exit of exits) {",
    to: "for (const exit of exits.slice(0, 0)) {",
    theme: "labels",
  },
  {
    name: "wait-decides",
    drops: "the edge from what a wait asks to all that follows",
    file: "labels/statement.ts",
    from: "const asked = walk.taint([awaited.condition, awaited.held, awaited.within], around, linked);",
    to: "const asked = walk.taint([], around, linked);",
    theme: "labels",
  },
  {
    name: "undo-attempt",
    drops: "one attempt of each undo",
    file: "bounds/about.ts",
    from: "const tries = context.faultless === true ? 1 : 1 + furtherTries;",
    to: "const tries = context.faultless === true ? 1 : furtherTries;",
    theme: "bounds",
  },
  {
    name: "process-death",
    drops: "the death of a process, and what is made again after it",
    file: "bounds/redispatch.ts",
    from: "if (context.deaths === 0 || context.faultless === true)",
    to: "if (context.deaths >= 0 || context.faultless === true)",
    theme: "bounds",
  },
  {
    name: "wait-handlers",
    drops: "the handlers of waits from what is spent",
    file: "bounds/spending.ts",
    from: "return rescued(context, linked, node.rescues, noSpending(measures), of, undoing);",
    to: "return noSpending(measures);",
    theme: "mixed",
  },
  {
    name: "retry-delays",
    drops: "the delay before a further try",
    file: "bounds/attempt.ts",
    from: "return isBounded(every) ? bounded(every.value * retry.times) : every;",
    to: "return isBounded(every) ? bounded(0) : every;",
    theme: "bounds",
  },
  {
    name: "retries-count",
    drops: "further tries from how often a call begins",
    file: "rules/count/count.ts",
    from: "return triesWithin(1 + retry.times, this.#window,",
    to: "return triesWithin(1, this.#window,",
    theme: "order",
  },
  {
    name: "optional-completes",
    drops: "the exceptional edge of an optional step",
    file: "rules/order/standing.ts",
    from: 'if (!("optional" in node) || node.optional !== true) return notReplaced;',
    to: "return notReplaced;",
    theme: "order",
  },
  {
    name: "fails-by-data",
    drops: "what ends a plan by data alone between a call and what has to follow it",
    file: "graph/must-reach.ts",
    from: "} else if (wayOut(origin, target) === undefined) alone.push([target]);",
    to: "} else alone.push([target]);",
    theme: "order",
  },
  {
    name: "open-interval",
    drops: "the end of an interval that a comparison includes",
    file: "interval/evaluate.ts",
    from: "if (below) return numberRange(-Infinity, other.high);",
    to: "if (below) return numberRange(-Infinity, other.high - 1);",
    theme: "mixed",
  },
  {
    name: "deferral-time",
    drops: "the time for which policies defer a call",
    file: "bounds/tries.ts",
    from: "const deferred = deferredFor(context, attempt) * requests;",
    to: "const deferred = 0;",
    theme: "bounds",
  },
  {
    name: "drift-decides",
    drops: "the edge from the condition of a `while` to what follows the work that it ends",
    file: "labels/statement.ts",
    from: "return { ...quiet, ends: decided, fails: decided };",
    to: "return quiet;",
    theme: "labels",
  },
  {
    name: "drift-fails",
    drops: "the exceptional edge of work whose `while` no longer holds",
    file: "graph/failure-edges.ts",
    from: 'add(node.kind === "wait" && node.for.kind === "while", mode.data, "drifts");',
    to: "",
    theme: "order",
  },
  {
    name: "kept-by-finally",
    drops: "that what a plan does in the `finally` of its caller is not undone",
    file: "rules/response/around.ts",
    from: "return call.linked.block.inFinally || passesHeldMember(call);",
    to: "return passesHeldMember(call);",
    theme: "responses",
  },
  {
    name: "kept-after-hold",
    drops: "that an undo needs a member that the caller of its plan has held",
    file: "rules/response/around.ts",
    from: "return call.linked.block.inFinally || passesHeldMember(call);",
    to: "return call.linked.block.inFinally;",
    theme: "responses",
  },
  {
    name: "failing-part",
    drops: "that a part may fail after an action that nothing undoes",
    file: "rules/response/around.ts",
    from: '(!undone.inside || "goal" in call.attempt.target) &&',
    to: "false &&",
    theme: "responses",
  },
  {
    name: "failing-round",
    drops: "that what fails in a round is undone before the other rounds",
    file: "bounds/undoing.ts",
    from: "time: addLimits(numbers, round.time, failingPart(linked, of))",
    to: "time: round.time",
    theme: "responses",
  },
  {
    name: "optional-response",
    drops: "that a response in a part may be left out",
    file: "rules/response/responders.ts",
    from: "({ linked, sure }) => sure && happensAlways(analysis, called, linked),",
    to: "({ linked }) => happensAlways(analysis, called, linked),",
    theme: "responses",
  },
  {
    name: "skipping-round",
    drops: "that a round may do without what has to follow",
    file: "rules/response/responders.ts",
    from: "if (inEach !== true) return { sure: false };",
    to: "",
    theme: "responses",
  },
  {
    name: "empty-loop",
    drops: "that a loop may have no round that does what has to follow",
    file: "rules/response/responders.ts",
    from: "sure: roundsOf(routine.context, loop, node).least > 0,",
    to: "sure: true,",
    theme: "responses",
  },
  {
    name: "chosen-round",
    drops: "that a value which is another in each round is chosen by the round that makes the call",
    file: "labels/attempt.ts",
    from: "varies(parameter) ? taint : given",
    to: "given",
    theme: "labels",
  },
  {
    name: "chosen-handed-on",
    drops: "that a called plan hands a value that has to be trusted on from its caller",
    file: "labels/attempt.ts",
    from: "substitute(exit.chosen, symbols, deciding)",
    to: "exit.chosen",
    theme: "labels",
  },
];
