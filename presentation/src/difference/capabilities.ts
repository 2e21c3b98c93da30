import { expressionText, shortName } from "@orchlang/analysis";
import type { CallReference, Capability, Handler, Parameter } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";

import { quantityText } from "../explain/rule-text.ts";
import { type Clause, compareClauses, given, timeText } from "./clauses.ts";
import { type DeclarationChange, sameJson } from "./model.ts";

/** The changes of a capability that both plans have. */
export function capabilityChanges(before: Capability, after: Capability): readonly DeclarationChange[] {
  const of = shortName(after.name);
  const changes = compareClauses(of, capabilityClauses(before), capabilityClauses(after));
  const effect = effectText(before) !== effectText(after);
  const fewer = (after.human?.count ?? 0) < (before.human?.count ?? 0);
  return [
    ...changes,
    ...parameterChanges(of, before.params, after.params),
    ...(sameJson(before.result, after.result)
      ? []
      : [{ of, says: resultWords(before, after), weaker: false }]),
    ...(effect ? [{ of, says: `effect ${effectText(before)} → ${effectText(after)}`, weaker: false }] : []),
    ...(before.human !== undefined && before.human.count !== after.human?.count
      ? [
          {
            of,
            says: `asks ${before.human.count} → ${after.human?.count ?? 0} different people`,
            weaker: fewer,
          },
        ]
      : []),
  ];
}

function capabilityClauses(capability: Capability): readonly Clause[] {
  const { clearance, undo, confirm, irreversible, human, run, tiers, scopes, fails, model, ensures } =
    capability;
  const { heartbeat, uses, tags, touches, charged } = capability;
  const quantity = (
    name: "cost" | "latency" | "energy" | "tokens",
    value: Expression | undefined,
  ): readonly Clause[] => {
    const least = capability.least?.[name];
    const atLeast = least === undefined ? "" : ` at least ${quantityText(name, least)}`;
    return value === undefined ? [] : [{ name, value: `<= ${quantityText(name, value)}${atLeast}` }];
  };
  return [
    ...quantity("cost", capability.cost),
    ...quantity("latency", capability.latency),
    ...quantity("energy", capability.energy),
    ...quantity("tokens", capability.tokens),
    ...given("clearance", `${clearance.confidentiality}`),
    ...given("undo", undo && shortName(undo.capability), true),
    ...given("undo is given", undo && argumentsText(undo)),
    ...given("confirm", confirm && shortName(confirm.capability), true),
    ...given("confirm is given", confirm && argumentsText(confirm)),
    ...given("irreversible", irreversible),
    ...given("asks", human && shortName(human.role), true),
    ...given("shows", human && expressionText(human.show)),
    ...given("where", human?.where && expressionText(human.where), true),
    ...given("runs", run && handlerText(run)),
    ...given("at", tiers.join(", ")),
    ...given("scope", scopes.join(", ")),
    ...given("fails", fails.join(", ")),
    ...given("role", model?.role),
    ...given("prompt", model && expressionText(model.prompt)),
    ...given("heartbeat", heartbeat && timeText(heartbeat)),
    ...given("charged", charged),
    ...given("uses", uses.map(({ kind, count }) => `${shortName(kind)} x ${count}`).join(", ")),
    ...given("tags", tags.join(", ")),
    ...given(
      "touches",
      touches.map(({ entity, by }) => `${shortName(entity)} by ${expressionText(by)}`).join(", "),
    ),
    ...given("ensures", ensures.map(expressionText).join(" and "), true),
  ];
}

function handlerText(run: Handler): string {
  if (run.kind === "module") return `${run.path}#${run.export}`;
  return run.kind === "http"
    ? [`${run.method.toUpperCase()} ${run.url}`, ...(run.hosts ?? [])].join(" ")
    : `${run.server}#${run.tool}`;
}

function effectText({ effect }: Capability): string {
  return effect.kind === "idempotent" && effect.for !== undefined
    ? `idempotent for ${timeText(effect.for)}`
    : effect.kind;
}

function argumentsText({ args }: CallReference): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${expressionText(value)}`)
    .join(", ");
}

function resultWords({ result: before }: Capability, { result: after }: Capability): string {
  if (before === null || after === null) return after === null ? "gives nothing any more" : "gives something";
  if (!sameJson(before.schema, after.schema)) return "what it gives changed";
  return `what it gives was ${labelText(before.label)}, and is ${labelText(after.label)}`;
}

function labelText({ confidentiality, integrity }: Parameter["label"]): string {
  return integrity === "untrusted" ? `${confidentiality}, untrusted` : confidentiality;
}

/** How much trust a parameter asks for changed; true if it asks for less. */
function trustChange({ trusted: from }: Parameter, { trusted: to }: Parameter): [string, boolean] {
  if (to === undefined) return ["takes what is untrusted", true];
  if (to === "value") return ["has to be trusted in its value alone", from === true];
  return ["has to be trusted", false];
}

/** The changes of a capability's or a plan's parameters, by name. */
export function parameterChanges(
  of: string,
  olds: readonly Parameter[],
  news: readonly Parameter[],
): readonly DeclarationChange[] {
  const names = [...new Set([...olds, ...news].map(({ name }) => name))];
  const changed = names.flatMap((name): readonly DeclarationChange[] => {
    const from = olds.find((one) => one.name === name);
    const to = news.find((one) => one.name === name);
    const says = (text: string, weaker = false): DeclarationChange => ({
      of,
      says: `\`${name}\` ${text}`,
      weaker,
    });
    if (to === undefined) return [says("is gone")];
    if (from === undefined) return [says("is new")];
    return [
      ...(from.trusted === to.trusted ? [] : [says(...trustChange(from, to))]),
      ...(sameJson(from.label, to.label)
        ? []
        : [says(`was ${labelText(from.label)}, and is ${labelText(to.label)}`)]),
      ...(sameJson(from.schema, to.schema) ? [] : [says("is of another type")]),
      ...(sameJson(from.default, to.default) ? [] : [says("has another default")]),
    ];
  });
  if (changed.length > 0 || olds.every(({ name }, at) => news[at]?.name === name)) return changed;
  return [{ of, says: "its parameters come in another order", weaker: false }];
}
