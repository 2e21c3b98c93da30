import { stepName } from "@orchlang/kernel/run";
import type { Capability, Json, JsonObject, Plan } from "@orchlang/plan";
import { numbersThings } from "@orchlang/plan/context";
import { type Expression, equal, freeReads } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { QuorumNode } from "@orchlang/plan/nodes";
import { formatMoney, isMoney } from "@orchlang/plan/quantities";
import type { GuardrailRule } from "@orchlang/plan/rules";
import { actionsOf, begins, type Deed, deedsOf, stands } from "../../expect/actions.ts";
import { countsFor } from "../../expect/scope.ts";
import type { SeenCall, Trial } from "../case.ts";
import { attemptAt, nodeOf } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

/** A quorum's value has enough different voters: nobody who was asked twice counts twice. */
export function agreed(trial: Trial): readonly Violation[] {
  const { run, calls } = trial;
  const { plan } = run.file;
  return run.events.flatMap((event): readonly Violation[] => {
    if (event.t !== "Settled" || event.status !== "completed") return [];
    const { routine, node: id, site } = event.call;
    const node = nodeOf(plan, routine, id)?.node;
    if (node?.kind !== "quorum") return [];
    const place = JSON.stringify(site);
    const asked = calls.filter(
      ({ intent: { call } }) =>
        call.routine === routine && call.node === id && JSON.stringify(call.site) === place,
    );
    const saying = asked.filter(({ key }) => {
      const intent = run.state.intents.get(key);
      return intent?.outcome === "completed" && equal(intent.result ?? null, event.value ?? null);
    });
    const [twice] = saying.filter((one, index) =>
      saying.slice(0, index).some((other) => voice(one) === voice(other)),
    );
    const voices = new Set(saying.map(voice)).size;
    if (twice === undefined || voices >= node.agree || asksAgain(plan, node)) return [];
    return [
      {
        property: "agreed",
        about: `${routine}/${id}`,
        says: `${stepName(event.call)} takes what ${voices} of ${node.agree} ${voices === 1 ? "says" : "say"}: ${short(twice.capability)} is asked the same twice, and agrees with itself.`,
        expect: { kind: "expect", expects: "once", target: twice.capability, each: false },
      },
    ];
  });
}

function voice({ capability, args }: SeenCall): string {
  return `${capability} ${canonical(args)}`;
}

/** A model may be asked the same several times on purpose, since it answers otherwise: then nobody else is asked. */
function asksAgain(plan: Plan, { attempts }: QuorumNode): boolean {
  const names = new Set(attempts.map(({ target }) => ("capability" in target ? target.capability : "")));
  const [only = ""] = names;
  const kind = plan.capabilities[only]?.kind;
  return names.size === 1 && (kind === "llm" || kind === "agent");
}

type Preceded = Pick<Extract<GuardrailRule, { kind: "preceded" }>, "every" | "by">;

/**
 * An approval must be for the thing that is acted on: `every drill preceded by fit granted` is kept to the letter if
 * `fit` was asked about another patient than the one drilled. The arguments of question and action with the same name
 * are compared, as far as the plan passes them on unchanged.
 */
export function askedOfAnother({ run }: Trial): readonly Violation[] {
  const { plan } = run.file;
  const rules = plan.guardrails.flatMap(({ severity, rules }) =>
    severity === "blocking" ? rules.flatMap((rule) => grantedFirst(rule)) : [],
  );
  if (rules.length === 0) return [];
  const deeds = actionsOf(run);
  return rules.flatMap((rule) =>
    deeds.flatMap((deed) => {
      const place = deed.began[0];
      if (place === undefined || !begins(rule.every, deed, plan)) return [];
      const before = deeds.filter(
        (one) =>
          countsFor(run, one, deed, place) && rule.by.some((action) => stands(action, one, place, plan)),
      );
      return violation(run, rule, deed, before) ?? [];
    }),
  );
}

/** Rules by which somebody has to agree first, in one form. */
function grantedFirst(rule: GuardrailRule): readonly Preceded[] {
  const result =
    rule.kind === "preceded"
      ? rule
      : rule.kind === "before"
        ? { every: rule.second, by: [rule.first] }
        : undefined;
  return result?.by.some(({ outcome }) => outcome === "granted") === true ? [result] : [];
}

/** Undefined if the rule counts further conditions, of which no argument is known. */
function violation(
  run: Trial["run"],
  { every }: Preceded,
  deed: Deed,
  before: readonly Deed[],
): Violation | undefined {
  const wrong = before.map((one) => ({ one, name: unlike(run, one, deed) }));
  const [last] = wrong.slice(-1);
  if (last?.name === undefined || wrong.some(({ name }) => name === undefined)) return undefined;
  const { call } = deed;
  const { one, name } = last;
  const [own, text] = [deed, one].map(({ args }) => shown((args as JsonObject)[name] ?? null));
  return {
    property: "agreed",
    about: `${call.routine}/${call.node}`,
    says: `${stepName(call)} is of ${name} ${own}, and ${short(one.capability)} was asked of ${name} ${text}.`,
    expect: { kind: "expect", expects: "never", selector: every.selector },
  };
}

/** Parameters that say how, to whom or in which words, but not about what. */
const manner =
  /^(by|comment|from|message|note|question|reason|role|subject|text|title|to|what|who|whom|why)$/;

/** The name of something that a question says otherwise than what is done. */
function unlike(run: Trial["run"], asked: Deed, deed: Deed): string | undefined {
  const { capabilities } = run.file.plan;
  if (capabilities[asked.capability]?.human === undefined) return undefined;
  const own = deed.args as JsonObject;
  return Object.entries(asked.args as JsonObject).find(
    ([name, value]) =>
      !manner.test(name) &&
      own[name] !== undefined &&
      isHandedOn(run, asked, deed, name) &&
      isOther(value, own[name] ?? null, isNumbered(capabilities[deed.capability], name)),
  )?.[0];
}

function isNumbered(capability: Capability | undefined, name: string): boolean {
  return (
    capability?.params.some((param) => param.name === name && numbersThings(name, param.schema)) === true
  );
}

/**
 * A text of other words, something that is in no list that was asked about, another record, or a greater amount.
 * @param isNumbered numbers stand for things: a lesser one is another thing
 */
function isOther(value: Json, own: Json, isNumbered: boolean): boolean {
  if (isNumbered) return typeof value === "number" && value !== own;
  if (typeof own === "string")
    return (
      typeof value === "string" &&
      own !== "" &&
      (value === "" || (!value.includes(own) && !own.includes(value)))
    );
  if (Array.isArray(own)) {
    const items = new Set(Array.isArray(value) ? value.map((item) => canonical(item as Json)) : []);
    return Array.isArray(value) && own.some((item) => !items.has(canonical(item as Json)));
  }
  const [most, amount] = [amountOf(value), amountOf(own)];
  if (most !== undefined && amount !== undefined) return amount > most;
  const areRecords = [value, own].every(
    (one) => typeof one === "object" && one !== null && !Array.isArray(one),
  );
  return areRecords && canonical(value) !== canonical(own);
}

function shown(value: Json): string {
  return isMoney(value) ? formatMoney(value) : JSON.stringify(value);
}

function amountOf(value: Json): number | undefined {
  if (typeof value === "number") return value;
  return isMoney(value) ? Number(value.amount) : undefined;
}

/** The argument is known when the question is asked: an input, a round's item, or the result of an earlier step. */
function isHandedOn(run: Trial["run"], asked: Deed, { call }: Deed, name: string): boolean {
  const given = argumentOf(run.file.plan, call, name);
  const root = given === undefined ? undefined : rootOf(given);
  if (root === undefined) return false;
  if (root.from === "input" || root.from === "local") return true;
  if (root.from !== "node") return false;
  const other = argumentOf(run.file.plan, asked.call, name);
  if (other !== undefined && freeReads(other).length === 0) return true;
  // Two parts of one result may well be of one thing.
  const otherRoot = other === undefined ? undefined : rootOf(other);
  if (otherRoot?.from === "node" && otherRoot.name === root.name) return false;
  const place = asked.began[0] ?? 0;
  const isIt = (one: Deed["call"]): boolean => one.node === root.name && one.routine === call.routine;
  return (
    deedsOf(run).some((one) => isIt(one.call) && one.ended !== undefined && one.ended < place) ||
    run.events.some((event, seq) => event.t === "Settled" && isIt(event.call) && seq < place)
  );
}

function argumentOf(plan: Plan, { routine, node, slot }: Deed["call"], name: string): Expression | undefined {
  const argument = nodeOf(plan, routine, node)?.node;
  return argument === undefined ? undefined : attemptAt(argument, slot)?.args[name];
}

/** The read below field accesses. */
function rootOf(given: Expression): Extract<Expression, { op: "read" }> | undefined {
  if (given.op === "field") return rootOf(given.of);
  return given.op === "read" ? given : undefined;
}
