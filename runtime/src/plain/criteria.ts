import type { JsonObject } from "@orchlang/plan";
import type { Expression, TemplatePart } from "@orchlang/plan/expressions";
import type { Need, Node } from "@orchlang/plan/nodes";
import { fieldsOf } from "../capabilities/declared.ts";
import { argumentsOf, attemptOf, type Known, registeredAs, type Used, use } from "./calls.ts";
import { condition } from "./condition.ts";
import { endOf, type Making } from "./nodes.ts";
import type { Names } from "./path.ts";
import type { NormalPlan, PlainCriterion, Report } from "./plan.ts";

/**
 * The judge of a criterion that is a sentence: a registered capability (a function or a model) that takes `criterion`
 * and, if it has the parameter, `output`, and returns `{ met, because? }`; or a person of a role.
 */
export type Judge = string | { readonly person: string };

/** A criterion in words. `by`: a sentence, which only a judge can decide about. */
export interface Criterion {
  readonly says: string;
  readonly by: "condition" | "judge";
}

/** Words with nothing between them that a condition needs: no sign, no path, no quotes; and more than one of them. */
const sentence = /^[\p{L}\p{N}'’-]+(?:[,;:]?\s+[\p{L}\p{N}'’-]+)+[.!?]?$/u;
const wordsAlone = /^[\p{L}\p{N}\s,;:'’-]+\s[\p{L}\p{N}\s,;:'’-]+[.!?]?$/u;
/** Words that join conditions: a text with one of them is read as a condition. */
const joining = /(?:^|\s)(?:and|or|not|in)(?:\s|$)/u;

export function criterionOf(written: PlainCriterion): Criterion {
  if (typeof written !== "string") return { says: written.says, by: "judge" };
  const words = written.trim();
  return { says: words, by: sentence.test(words) && !joining.test(words) ? "judge" : "condition" };
}

export function criteriaOf({
  successCriteria = [],
}: Pick<NormalPlan, "successCriteria">): readonly Criterion[] {
  return successCriteria.map(criterionOf);
}

/** The node that asks the judge about the n-th criterion, from 1. */
export const judgedBy = (nth: number): string => `judged@${nth}`;

/** The branch in which the plan fails where a criterion is not met. */
export const unmetBranch = "unmet@1";

/** Words of the failure of a plan of which this is not so. */
export const unmetMessage = ({ says }: Criterion): string => `what was wanted is not so: ${says}`;

/** A person who judges, as a capability of the plan. */
export const personJudge = "plan.judge";

/** After all steps each criterion is asked, and the plan fails where one is not met. Sentences without a judge are left. */
export function successOf(
  plan: NormalPlan,
  {
    judge,
    output,
    used,
  }: { readonly judge: Judge | undefined; readonly output: Expression; readonly used: Used },
  making: Making,
): readonly Node[] {
  const { steps, outputs, report } = making;
  const names: Names = { steps: outputs, reads: () => undefined };
  const needs = [...steps.values()]
    .filter((one) => one.within === undefined)
    .map((one): Need => ({ node: endOf(one), why: "order" }));
  const asked = criteriaOf(plan).flatMap((criterion, index): readonly Asked[] => {
    const nth = index + 1;
    const make = (value: Expression, on: readonly Need[], before: readonly Node[]): Asked => ({
      criterion,
      nodes: [...before, { id: `success@${nth}`, kind: "let", block: "root", needs: on, value }],
    });
    if (criterion.by === "condition") {
      const result = condition(criterion.says, names);
      if ("wrong" in result)
        report(
          ["successCriteria", index],
          result.wrong + (wordsAlone.test(criterion.says) ? orSentence : ""),
        );
      return [make("wrong" in result ? no : result.expression, needs, [])];
    }
    const call = judge === undefined ? undefined : judgeCall(nth, criterion, { judge, output, used }, making);
    if (call === undefined) return [];
    return [make(isMet(call.id), [{ node: call.id, why: "data" }], [{ ...call, needs }])];
  });
  return asked.length === 0 ? [] : [...asked.flatMap(({ nodes }) => nodes), ...failing(asked)];
}

const orSentence = '; of a sentence that a judge decides about, write `{ says: "…" }`';

interface Asked {
  readonly criterion: Criterion;
  /** The last gives whether it is met. */
  readonly nodes: readonly Node[];
}

const no: Expression = { op: "constant", value: false };

function isMet(call: string): Expression {
  const met: Expression = {
    op: "field",
    of: { op: "read", from: "node", name: call },
    name: "met",
    optional: true,
  };
  return { op: "call", fn: "any.equal", args: [met, { op: "constant", value: true }] };
}

function judgeCall(
  nth: number,
  { says }: Criterion,
  { judge, output, used }: { readonly judge: Judge; readonly output: Expression; readonly used: Used },
  { known, report, checks }: Making,
): (Node & { readonly kind: "call" }) | undefined {
  const criterion: Expression = { op: "constant", value: says };
  const call = (capability: string, args: Readonly<Record<string, Expression>>): Node & { kind: "call" } => ({
    id: judgedBy(nth),
    kind: "call",
    block: "root",
    needs: [],
    attempt: attemptOf(capability, args, {}, checks),
    rescues: [],
  });
  if (typeof judge !== "string") return call(personJudge, { criterion, output });
  const registered = judgeNamed(judge, known, report);
  if (registered === undefined) return undefined;
  const fields = fieldsOf(registered.input?.json);
  const all = { criterion, output };
  const args = Object.fromEntries(
    Object.entries(all).filter(([name]) => fields === undefined || Object.hasOwn(fields, name)),
  );
  use(used, registered, args as unknown as JsonObject);
  // Held against what it takes, as any call is.
  argumentsOf(
    registered,
    Object.fromEntries(Object.keys(args).map((name) => [name, ""])),
    ["judge"],
    noNames,
    report,
  );
  return call(registered.name, args);
}

const noNames: Names = { steps: new Map(), reads: () => undefined };

function judgeNamed(name: string, known: Known, report: Report): ReturnType<Known["get"]> {
  const registered = registeredAs(name, ["judge"], known, report);
  const fields = fieldsOf(registered?.output?.json);
  if (fields !== undefined && !Object.hasOwn(fields, "met")) {
    report(
      ["judge"],
      `\`${name}\` is no judge: it gives { ${Object.keys(fields).join(", ")} }, and a judge { met: true or false }`,
    );
    return undefined;
  }
  return registered;
}

function failing(asked: readonly Asked[]): readonly Node[] {
  const values = asked.map(({ nodes }) => nodes.at(-1)?.id ?? "");
  const arms = values.map((id) => ({
    block: `${unmetBranch}/${id}`,
    condition: { op: "not", of: { op: "read", from: "node", name: id } } as const,
  }));
  const needs = values.map((id): Need => ({ node: id, why: "data" }));
  const choice: Node = { id: unmetBranch, kind: "branch", block: "root", needs, arms };
  const fails = arms.map(
    ({ block }, index): Node => ({
      id: `fail@${index + 1}`,
      kind: "fail",
      block,
      needs: [],
      name: "unmet",
      message: {
        op: "constant",
        value: asked[index] === undefined ? "" : unmetMessage(asked[index].criterion),
      },
    }),
  );
  return [choice, ...fails];
}

/** The text shown to a person who judges. */
export function judgeQuestion(): Expression {
  const local = (name: string): Expression => ({ op: "read", from: "local", name });
  const parts: readonly TemplatePart[] = [
    "Is this so: ",
    { value: local("criterion"), as: "text.of_any" },
    "? The plan gives ",
    { value: local("output"), as: "text.of_any" },
  ];
  return { op: "template", parts };
}
