import { type Draft, type EventKind, type Routine, type Scope, topScope } from "../draft.ts";
import { drawnValue } from "../values/value.ts";
import { familyQuestion, signalFor, signalQuestion } from "./context.ts";
import { eventFor } from "./event.ts";

/* Declares triggers. */

/** The plan that is started. */
export function writeTriggers(draft: Draft, started: Pick<Routine, "name" | "params">): void {
  const { dice, theme } = draft;
  if (!dice.chance(theme.context * 0.6)) return;
  const count = dice.chance(0.2) ? 2 : 1;
  for (let nth = 0; nth < count; nth++) writeTrigger(draft, started);
}

function emptyScope(): Scope {
  return topScope({ params: [], fails: [], depth: 0, called: new Set(), lasting: false }, 0);
}

/** Starts one plan with what another has come to. */
export function writeTriggerOf(draft: Draft, watched: Routine, started: Routine): void {
  const scope = emptyScope();
  const source = outcomeOf(draft, scope, watched);
  draft.declare(
    `trigger ${draft.fresh("tr")} { on ${source}  start ${started.name}(${argumentsFor(draft, scope, started)}) }`,
  );
}

function argumentsFor(draft: Draft, scope: Scope, { params }: Pick<Routine, "params">): string {
  return params
    .map(
      ({ name, type, label }) => `${name}: ${drawnValue(draft, scope, { type, most: label, depth: 1 }).text}`,
    )
    .join(", ");
}

function writeTrigger(draft: Draft, started: Pick<Routine, "name" | "params">): void {
  const { dice } = draft;
  const scope = emptyScope();
  const family = dice.chance(0.7) ? familyQuestion(draft, "v") : undefined;
  const by = dice.one([byEvent, byEvent, byEvent, bySchedule, byChange, byOutcome, byOutcome, byRequest]);
  const source = family === undefined ? by(draft, scope, started) : `change ${family.text}`;
  const given = argumentsFor(draft, scope, started);
  const apart = scope.values.find(({ text }) => text.startsWith("event."))?.text;
  const clauses = [`on ${source}`, `start ${started.name}(${given})`];
  if (dice.chance(0.25)) clauses.push(`when ${signalQuestion(draft)}`);
  if (dice.chance(0.1)) clauses.push(`debounce 5s${apart === undefined ? "" : ` by ${apart}`}`);
  if (dice.chance(0.1)) clauses.push("throttle 2 per 1m");
  if (dice.chance(0.1)) clauses.push(`overlap ${dice.one(["skip", "queue", "allow"])}`);
  if (dice.chance(0.05)) clauses.push("priority high");
  if (source.startsWith("schedule") && dice.chance(0.4))
    clauses.push(`missed ${dice.one(["skip", "once", "all"])}`);
  const of = family === undefined ? "" : ` for v in ${family.of}`;
  draft.declare(`trigger ${draft.fresh("tr")}${of} { ${clauses.join("  ")} }`);
}

type Source = (draft: Draft, scope: Scope, started: Pick<Routine, "name">) => string;

const byEvent: Source = (draft, scope) => {
  const event = eventFor(draft);
  for (const field of event.fields)
    scope.values.push({ text: `event.${field.name}`, type: field.type, label: field.label });
  return `event ${event.name}${whereOf(draft, event)}`;
};

function whereOf({ dice }: Draft, { fields }: EventKind): string {
  if (!dice.chance(0.35)) return "";
  const { name, type } = dice.one(fields);
  if (type.is === "bool") return ` where event.${name}`;
  if (type.is === "int") return ` where event.${name} > 1`;
  return type.is === "text" ? ` where event.${name} == "a"` : "";
}

const bySchedule: Source = ({ dice }) =>
  dice.one(['schedule "30 5 * * 1-6"', 'schedule "0 13 * * *" in "Europe/Berlin"', "every 8h"]);

const byChange: Source = (draft) => {
  const of = signalFor(draft);
  const asked = of.type.is === "bool" && of.family === undefined ? of.name : signalQuestion(draft);
  return `change ${asked}${draft.dice.chance(0.4) ? " for 5s" : ""}`;
};

const byOutcome: Source = (draft, scope, { name }) => {
  const others = draft.routines.filter((each) => each.name !== name);
  if (others.length === 0) return byEvent(draft, scope, { name });
  return outcomeOf(draft, scope, draft.dice.one(others));
};

function outcomeOf({ dice }: Draft, scope: Scope, of: Routine): string {
  if (dice.chance(0.5)) {
    const way = dice.one(["failed", "failed", "cancelled"]);
    if (way === "failed")
      for (const text of ["error.message", `"of \${error.name}"`])
        scope.values.push({ text, type: { is: "text" }, label: of.label });
    return `${way} ${of.name}`;
  }
  if (of.result !== undefined) scope.values.push({ text: "result", type: of.result, label: of.label });
  return `completed ${of.name}`;
}

const byRequest: Source = () => 'request "go/now"';
