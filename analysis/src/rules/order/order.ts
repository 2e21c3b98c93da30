import { type Diagnostic, defineDiagnostic, type Fix, type Label } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { Action, GuardrailRule } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { expressionText } from "../../expression/text.ts";
import { begins, completes, type Path } from "../../graph/path.ts";
import { listed, shortName } from "../../words.ts";
import { distinct, nodeName, several } from "../finding.ts";
import type { GuardrailSite, Outcome } from "../guardrail.ts";
import { actionText, gatesOf, type Occurrence, selectorText } from "../occurrence.ts";
import { unguardedRun } from "../witness.ts";
import {
  afterEdit,
  answerOf,
  helpText,
  isGranted,
  isInRoundsOfCalled,
  type Missing,
  nearestOf,
  type OrderRule,
  type Place,
  whyOf,
} from "./missing.ts";
import { orderRule, placesOf } from "./places.ts";

/*
 * `A before B`, `every B preceded by A or C`: wherever B begins, one of the others stands.
 */

export const notBefore = defineDiagnostic<{ second: string; first: string; never: boolean }>({
  code: "ORCH4101",
  severity: "error",
  title: "Something can happen before what has to come first",
  message: ({ second, first, never }) =>
    never ? `${second} can happen, and ${first} before it.` : `${second} can happen before ${first}.`,
});

export function orderOutcome(
  site: GuardrailSite<GuardrailRule & { readonly kind: "before" | "preceded" }>,
): Outcome {
  const rule = orderRule(site.rule);
  const places = placesOf(site, rule);
  const nodes = distinct(places.map((place) => nodeName(place.routine, place.linked)));
  if (places.length === 0) {
    return { verdict: "proved", evidence: `${selectorText(rule.second.selector)} is never called`, nodes };
  }
  const open = places.filter((place) => place.guarded.verdict !== "proved");
  const gates = gatesOf(open);
  const refused = places.filter((place) => place.guarded.verdict === "refused");
  if (refused.length > 0) {
    const evidence = several(refused.map((place) => refusal(place, rule).message));
    const diagnostics = refused.map((place) => diagnostic(site, rule, place));
    return { verdict: "refused", evidence, path: pathTo(refused[0]), nodes, gates, diagnostics };
  }
  if (open.length > 0) {
    const checked = distinct(open.map((place) => nodeName(place.routine, place.linked)));
    const path = pathTo(open[0]);
    return { verdict: "checked", evidence: several(open.map(openWords)), path, nodes: checked, gates };
  }
  return {
    verdict: "proved",
    evidence: several(places.map((place) => proof(place, rule))),
    path: pathTo(places[0]),
    nodes,
  };
}

/** The statements before a place, and a path that reaches it without the action. */
function pathTo(place: Place | undefined): Path {
  if (place === undefined) return [];
  const { linked, guarded } = place;
  if (guarded.verdict === "proved") {
    const by = guarded.by.map((each) => each.linked);
    return by.length === 0 ? [`${linked.id} never begins`] : [completes(...by), begins(linked)];
  }
  if (guarded.verdict === "checked") return [guarded.because, begins(linked)];
  const skipped = guarded.missing.map(({ candidate, why }) => `${candidate.linked.id} ${skipWords[why]}`);
  return [...(skipped.length === 0 ? ["nothing of the kind"] : skipped), begins(linked)];
}

const skipWords: Readonly<Record<Missing["why"], string>> = {
  unordered: "has not completed yet",
  later: "has not begun yet",
  "may fail": "fails",
  "has failed": "has failed",
  "other side": "is skipped",
  "other round": "is done in another round only",
};

function openWords({ linked, slot, guarded }: Place): string {
  if (slot === "undo") return `decided when ${linked.id} is undone`;
  if (slot === "confirm") return `decided when it is asked what became of ${linked.id}`;
  const because = guarded.verdict === "checked" ? guarded.because : "it is decided when it begins";
  return `decided when ${linked.id} begins: ${because}`;
}

function proof({ linked, guarded }: Place, rule: OrderRule): string {
  if (guarded.verdict !== "proved") return "";
  const [first] = guarded.by;
  if (first === undefined) {
    const { when } = rule.second;
    return `${linked.id} never begins${when === undefined ? "" : ` where ${expressionText(when)}`}`;
  }
  if (guarded.by.length > 1) {
    return `${linked.id} runs only after ${listed(
      guarded.by.map((each) => each.linked.id),
      "or",
    )}, whichever is taken`;
  }
  if (!("capability" in first.attempt.target) && callsPlanFor(first, rule)) {
    return `${linked.id} runs only after ${first.linked.id}, and the plan called there sees to it`;
  }
  if (rule.firsts.some((action) => action.outcome === "granted")) {
    const value: Expression = { op: "read", from: "node", name: first.linked.id };
    const bool = first.linked.statement.type.kind === "bool";
    const granted = expressionText(bool ? value : { op: "field", of: value, name: "granted" });
    return `${linked.id} runs only under ${granted}, and after it`;
  }
  const { id } = first.linked;
  const failed = rule.firsts.every((action) => action.outcome === "failed");
  return `${linked.id} runs only ${failed ? `where ${id} has failed` : `after ${id} has completed`}`;
}

/** True if a step stands for what the plan does that it calls, rather than for the plan itself. */
function callsPlanFor({ capability }: Occurrence, { firsts }: OrderRule): boolean {
  return !firsts.some(({ selector }) => "name" in selector && selector.name === capability);
}

function refusal({ guarded }: Place, rule: OrderRule): { readonly message: string; readonly never: boolean } {
  const missing = guarded.verdict === "refused" ? guarded.missing : [];
  // Several rounds may well have done it.
  const never = missing.every(
    ({ why }) => why !== "unordered" && why !== "may fail" && why !== "other round",
  );
  const params = {
    second: selectorText(rule.second.selector),
    first: listed(rule.firsts.map(actionText), "or"),
    never,
  };
  const message = never
    ? `${params.second} can happen, and ${listed(rule.firsts.map(neverWords), "and")} before it.`
    : `${params.second} can happen before ${params.first}.`;
  return { message, never };
}

function diagnostic(site: GuardrailSite, rule: OrderRule, place: Place): Diagnostic {
  const { file } = place.routine.checked.origin;
  const { never } = refusal(place, rule);
  const missing = place.guarded.verdict === "refused" ? place.guarded.missing : [];
  const labels: Label[] = [
    {
      file: site.guardrail.origin.file,
      span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
      message: "this has to hold on every path",
    },
    ...missing.map(({ candidate, why }) => ({
      file: candidate.routine.checked.origin.file,
      span: candidate.linked.statement.nameSpan,
      message: isInRoundsOfCalled(rule, place, { candidate, why })
        ? `\`${shortName(candidate.capability)}\` is called here, and does it in rounds of its own`
        : candidateWords[why](shortName(candidate.capability)),
    })),
    ...comingFrom(site.root, place.routine),
  ];
  const unordered = missing.find(({ why }) => why === "unordered");
  const fixes = unordered === undefined ? [] : waitingFix(place, rule, unordered);
  return notBefore.at(
    { file, span: place.linked.statement.nameSpan },
    {
      second: `\`${shortName(calledAt(place, rule))}\``,
      first: never ? listed(rule.firsts.map(neverWords), "and") : listed(rule.firsts.map(firstWords), "or"),
      never,
    },
    {
      label: place.slot === "undo" ? undoWords : placeWords[whyOf(missing)],
      labels,
      notes: [whyNote(place, missing), unguardedRun(place, missing)],
      help: helpText(place, site.root, rule, missing),
      fixes,
    },
  );
}

/** The plan whose run comes to a place of another. */
export function comingFrom({ checked }: AnalysedRoutine, routine: AnalysedRoutine): readonly Label[] {
  if (checked === routine.checked) return [];
  const { file, nameSpan } = checked.origin;
  return [{ file, span: nameSpan, message: `a run of \`${shortName(checked.name)}\` comes to it` }];
}

function calledAt({ linked, slot }: Place, rule: OrderRule): string {
  const slottedAttempt = linked.attempts.find((each) => each.slot === slot);
  if (slottedAttempt !== undefined && "capability" in slottedAttempt.attempt.target)
    return slottedAttempt.attempt.target.capability;
  return "name" in rule.second.selector ? rule.second.selector.name : linked.id;
}

function firstWords(action: Action): string {
  const verb = { granted: "is granted", completed: "has completed", failed: "has failed" };
  return `${selectorText(action.selector)} ${verb[action.outcome ?? "completed"]}`;
}

function neverWords(action: Action): string {
  const verb = { granted: "is never granted", completed: "never completes", failed: "never fails" };
  return `${selectorText(action.selector)} ${verb[action.outcome ?? "completed"]}`;
}

const undoWords = "undoing this calls it, and nothing of the kind comes before that";

const placeWords: Readonly<Record<ReturnType<typeof whyOf>, string>> = {
  unordered: "… but nothing makes this wait for it",
  "may fail": "… and this runs all the same",
  "has failed": "… and this is its handler",
  "other round": "… and this stands outside that round",
  "other side": "… and this runs where it does not",
  later: "nothing of the kind comes before this",
  nothing: "nothing of the kind comes before this",
};

const candidateWords: Readonly<Record<Missing["why"], (name: string) => string>> = {
  unordered: (name) => `\`${name}\` is called here …`,
  later: (name) => `\`${name}\` is called here, only after it`,
  "may fail": (name) => `\`${name}\` is called here, but it may fail …`,
  "has failed": (name) => `\`${name}\` is called here, and has failed when its handler runs …`,
  "other side": (name) => `\`${name}\` is called here, on another side`,
  "other round": (name) => `\`${name}\` is called here, in another round: that does not count`,
};

function whyNote({ linked }: Place, missing: readonly Missing[]): string {
  const why = whyOf(missing);
  const candidate = nearestOf(missing)?.candidate.linked;
  if (why === "unordered" && candidate !== undefined)
    return `A step runs as soon as its inputs are available, and \`${linked.id}\` uses no result of \`${candidate.id}\`.`;
  if (why === "other round") return "An action in one round of a loop counts for that round only.";
  return "It has to have happened before, in every run and every round.";
}

/** The step waits for the one that it has to come after; for an answer, and that it is yes. */
function waitingFix(place: Place, rule: OrderRule, { candidate }: Missing): readonly Fix[] {
  if (isGranted(rule)) return grantedFix(place, candidate);
  const edit = afterEdit(place.routine, candidate.linked, place.linked);
  return edit === undefined
    ? []
    : [{ title: `Wait for \`${candidate.linked.id}\``, safe: true, edits: [edit] }];
}

/** Not safe: what uses the step then knows it only where it happened. */
function grantedFix({ routine, linked }: Place, { linked: asked }: Missing["candidate"]): readonly Fix[] {
  const { span } = linked.statement;
  if (asked.block !== linked.block) return [];
  const { file } = routine.checked.origin;
  const answer = answerOf(asked);
  const edits = [
    { file, span: { start: span.start, end: span.start }, newText: `when ${answer} { ` },
    { file, span: { start: span.end, end: span.end }, newText: " }" },
  ];
  return [{ title: `Do it only where \`${answer}\``, safe: false, edits }];
}
