import type { Json, JsonObject, Plan, PlanFile, Schema } from "@orchlang/plan";
import { answerSchemaOf, type RunDetail, stepName } from "@orchlang/runtime";
import type { OpenQuestion } from "@orchlang/runtime/reports";
import type { Context } from "./context.ts";
import { argumentsOf, forecastView, type Shown } from "./forecast-view.ts";
import { maySee, type Principal } from "./identity/principal.ts";
import { redactionOf } from "./run-view.ts";
import { anyJson, anyObject, count, duration, flag, forecast, list, record, text, time } from "./schemas.ts";

export const taskSchema: JsonObject = record(
  {
    task: { ...text, description: "its id, for answers and claims" },
    run: text,
    workflow: text,
    step: text,
    capability: text,
    role: { ...text, description: "the role that is asked" },
    show: { ...text, description: "the question" },
    evidence: { ...anyJson, description: "the arguments that the question is about" },
    approval: { ...flag, description: "not a result is asked for, but whether the step may go ahead" },
    answer: { ...anyObject, description: "the JSON Schema of the answer" },
    people: record({ of: count, answered: list(text) }),
    later: { ...list(text), description: "roles that are asked afterwards" },
    claimed: { ...list(text), description: "the people for whom it is kept" },
    asked: time,
    due: time,
    age: duration,
    overdue: flag,
    may: record({ answer: flag, why: text }, ["why"]),
    no: { ...forecast, description: "the consequences of a no, where a no can be given" },
  },
  ["answer", "due", "no"],
);

/** A question as the caller may see it; undefined: it is not theirs to see. */
export async function taskView(
  context: Context,
  by: Principal,
  question: OpenQuestion,
): Promise<JsonObject | undefined> {
  const { journal, now, orchestrator } = context;
  const file = await journal.plan(question.run);
  if ("refused" in file || !maySee(by, file.plan.entry)) return undefined;
  const detail = await journal.detail(question.run);
  if ("refused" in detail) return undefined;
  const {
    ref,
    run,
    call,
    capability,
    role,
    show,
    approval,
    later,
    count: of,
    answered,
    claims,
    due,
  } = question;
  const schema = answerSchemaOf(file.plan, call, approval);
  // The person who is asked sees personal values in the question; nobody is sent a secret.
  const clearance = holds(by, role) ? "personal" : by.clearance;
  const redaction = await redactionOf(journal, file.plan, run, clearance);
  const shown: Shown = { plan: file.plan, clearance, redacted: (said) => redaction.redacted(said) };
  const step = stepName(call);
  const asked = askedAt(detail, step);
  const why = orchestrator.mayNotAnswer(ref, by.user);
  const no = await consequence(context, question, file.plan, shown);
  return {
    task: ref,
    run,
    workflow: file.plan.entry,
    step,
    capability,
    role,
    show: shown.redacted(show),
    evidence: argumentsOf(capability, question.args, shown),
    approval,
    ...(schema === undefined ? {} : { answer: schema as JsonObject }),
    people: { of, answered },
    later: later.map((next) => next.role),
    claimed: claims,
    asked,
    ...(due === undefined ? {} : { due }),
    age: Math.max(0, now() - asked),
    overdue: due !== undefined && due < now(),
    may: why === undefined ? { answer: true } : { answer: false, why },
    ...(no === undefined ? {} : { no }),
  };
}

export async function planOf({ journal }: Context, { run }: OpenQuestion): Promise<PlanFile | undefined> {
  const file = await journal.plan(run);
  return "refused" in file ? undefined : file;
}

/** True if the token's user has a role of the program, by its name or the end of it. */
export function holds({ user }: Principal, role: string): boolean {
  return user.roles.some((one) => one === "*" || one === role || role.endsWith(`.${one}`));
}

function askedAt({ steps, started }: RunDetail, step: string): number {
  return steps.findLast((one) => one.step === step)?.began ?? started;
}

async function consequence(
  { journal }: Context,
  { run, call, approval }: OpenQuestion,
  plan: Plan,
  shown: Shown,
): Promise<JsonObject | undefined> {
  const schema = answerSchemaOf(plan, call, approval);
  const answer = schema === undefined ? undefined : refusing(schema, plan);
  if (answer === undefined) return undefined;
  const foresight = await journal.foresee(run, { step: stepName(call), answer });
  return "refused" in foresight ? undefined : forecastView(foresight, shown);
}

/**
 * The answer in which everything that can be denied is, with a dash for each reason; undefined where more has to be said
 * than yes or no.
 */
export function refusing(schema: Schema, plan: Plan): Json | undefined {
  const answer = deniedIn(schema, plan);
  return answer === dash ? undefined : answer;
}

/** Stands for a reason that nobody has written yet. */
const dash = "–";

function deniedIn(schema: Schema, { schemas }: Plan): Json | undefined {
  if (typeof schema !== "object") return undefined;
  if (typeof schema.$ref === "string") {
    const named = schemas[schema.$ref.replace("#/$defs/", "")];
    return named === undefined ? undefined : deniedIn(named, { schemas } as Plan);
  }
  if (schema.type === "boolean") return false;
  if (schema.type === "string" && !("enum" in schema) && !("const" in schema)) return dash;
  const { properties, required } = schema as JsonObject;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return undefined;
  const needed = Array.isArray(required) ? required.map(String) : [];
  const entries = needed.map((name) => [
    name,
    deniedIn((properties as JsonObject)[name] as Schema, { schemas } as Plan),
  ]);
  // `by` is filled in with who answers.
  const open = entries.filter(([name, value]) => value === undefined && name !== "by");
  const isDenied = entries.some(([, value]) => value !== undefined && value !== dash);
  if (open.length > 0 || !isDenied) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? "nobody"]));
}
