import type { Capability, Expression, GuardrailRule, Json, JsonObject, Plan } from "@orchlang/plan";
import { stepName } from "../../../kernel/run/view.ts";
import { opened } from "../../answers/generate.ts";
import { actionsOf, begins, type Deed, stands } from "../../expect/actions.ts";
import { countsFor } from "../../expect/scope.ts";
import type { Trial } from "../case.ts";
import { attemptAt, nodeOf } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

type Preceded = Extract<GuardrailRule, { kind: "preceded" }>;

/**
 * What somebody has to agree to before it is done is what was asked about: `every drill preceded by fit granted` is kept
 * to the letter where `fit` was asked of another patient than the one who is drilled. Only what a question names alone,
 * by the name under which the action is told it, is held against each other, and only what the plan hands on as it is.
 */
export function askedOfAnother({ run }: Trial): readonly Violation[] {
  const { plan } = run.file;
  const rules = plan.guardrails.flatMap(({ severity, rules }) =>
    severity === "blocking" ? rules.filter((rule) => rule.kind === "preceded") : [],
  );
  if (!rules.some(({ by }) => by.some(({ outcome }) => outcome === "granted"))) return [];
  const deeds = actionsOf(run);
  return rules.flatMap((rule) =>
    deeds.flatMap((deed) => {
      const place = deed.began[0];
      if (place === undefined || !begins(rule.every, deed, plan)) return [];
      const before = deeds.filter(
        (one) =>
          countsFor(run, one, deed, place) && rule.by.some((action) => stands(action, one, place, plan)),
      );
      return violation(plan, rule, deed, before) ?? [];
    }),
  );
}

/** None where something else counts besides, of which nothing is told. */
function violation(
  plan: Plan,
  { every }: Preceded,
  deed: Deed,
  before: readonly Deed[],
): Violation | undefined {
  const asked = before.map((one) => ({ one, name: nameAsked(plan, one) }));
  const [last] = asked.slice(-1);
  if (last?.name === undefined) return undefined;
  const { name: asking } = last;
  const own = handedOn(plan, deed, asking);
  const isOfAnother = asked.every(({ one, name }) => {
    const said = name === asking ? textOf(one.args, asking) : undefined;
    return own !== undefined && said !== undefined && !said.includes(own) && !own.includes(said);
  });
  if (own === undefined || !isOfAnother) return undefined;
  const { call } = deed;
  const said = JSON.stringify(textOf(last.one.args, asking));
  return {
    property: "agreed",
    about: `${call.routine}/${call.node}`,
    says: `${stepName(call)} is of ${asking} ${JSON.stringify(own)}, and ${short(last.one.capability)} was asked of ${asking} ${said}.`,
    expect: { kind: "expect", expects: "never", selector: every.selector },
  };
}

/** What says how, to whom or in which words, and not of what. */
const manner =
  /^(by|comment|from|message|note|question|reason|role|subject|text|title|to|what|who|whom|why)$/;

/** The one text that a person is asked with. */
function nameAsked({ capabilities, schemas }: Plan, { capability }: Deed): string | undefined {
  const declared = capabilities[capability];
  if (declared?.human === undefined) return undefined;
  const [only, ...more] = textsOf(declared, schemas);
  return only === undefined || more.length > 0 || manner.test(only) ? undefined : only;
}

function textsOf({ params }: Capability, schemas: Plan["schemas"]): readonly string[] {
  return params.flatMap(({ name, schema }) => {
    const type = opened(schema, schemas);
    return type.type === "string" && type.enum === undefined ? [name] : [];
  });
}

/** What a call is told by a name, where that is a parameter of the plan or the thing that a round is for. */
function handedOn(plan: Plan, { call, args }: Deed, name: string): string | undefined {
  const node = nodeOf(plan, call.routine, call.node)?.node;
  const given = node === undefined ? undefined : attemptAt(node, call.slot)?.args[name];
  return given !== undefined && isHandedOn(given) ? textOf(args, name) : undefined;
}

function isHandedOn(given: Expression): boolean {
  if (given.op === "field") return isHandedOn(given.of);
  return given.op === "read" && (given.from === "input" || given.from === "local");
}

function textOf(args: Json, name: string): string | undefined {
  const value = (args as JsonObject)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
