import type { AskedCondition, CheckedFlag, CheckedProgram, Origin } from "@orchlang/checker";
import { statementsOf } from "@orchlang/checker/scenario";
import { type Diagnostic, defineDiagnostic, type Label, type Place } from "@orchlang/language";
import type { Json } from "@orchlang/plan";
import type { FamilyIndex, TriggerSource } from "@orchlang/plan/context";
import { bindLocals, type Expression, freeReads } from "@orchlang/plan/expressions";
import { substitute } from "../expression/substitute.ts";
import { unknown } from "../interval/abstract.ts";
import type { Environment } from "../interval/environment.ts";
import { evaluateAbstractly, refine } from "../interval/evaluate.ts";
import { listed, shortName } from "../words.ts";
import { eventsFrom } from "./circle.ts";
import { declaredEvents, eachWritten, placeOf, type SoundTrigger, writtenName } from "./declared.ts";

/* Events that a trigger listens to, and that nothing in the program causes. */

export const neverHappens = defineDiagnostic<{ trigger: string; event: string; isJoined: boolean }>({
  code: "ORCH4603",
  severity: "info",
  title: "A trigger on an event that never happens",
  message: ({ trigger, event, isJoined }) =>
    isJoined
      ? `\`${trigger}\` listens to \`${event}\`, which joins what nothing emits and what has no \`from\`.`
      : `\`${trigger}\` listens to \`${event}\`, which nothing emits and which has no \`from\`.`,
  notes: ["Only what is reported from outside by its name could set it off."],
  help: "Add `from` with its source, or `emit` it in a plan.",
});

export const neverStarted = defineDiagnostic<{ trigger: string; plan: string; outcome: string }>({
  code: "ORCH4604",
  severity: "info",
  title: "A trigger on runs that nothing starts",
  message: ({ trigger, plan, outcome }) =>
    `\`${trigger}\` listens to \`${outcome} ${plan}\`, and no trigger starts \`${plan}\`.`,
  notes: [
    "A plan that another one calls is a part of that one's run: only runs of its own count, as those started by hand.",
  ],
  help: "Listen to the plan that is started, unless it is started by hand.",
});

/** Each source by itself: the others of a trigger may set it off. */
export function neverFiresHints(
  program: CheckedProgram,
  triggers: readonly SoundTrigger[],
): readonly Diagnostic[] {
  const declared = declaredEvents(program);
  const happening = eventsFrom(declared, [
    ...declared.flatMap(({ name, sources = [] }) => (sources.length > 0 ? [name] : [])),
    ...[...program.routines.values()].flatMap((routine) =>
      [...statementsOf(routine)].flatMap(({ node }) => (node.kind === "emit" ? [node.event] : [])),
    ),
  ]);
  const joined = new Set(declared.flatMap(({ name, joins }) => (joins === undefined ? [] : [name])));
  const started = new Set(triggers.map(({ starts }) => starts.target));
  const hintOf = (trigger: SoundTrigger, source: TriggerSource): readonly Diagnostic[] => {
    const name = writtenName(trigger);
    if (source.kind === "event" && !happening.has(source.event)) {
      const event = shortName(source.event);
      const isJoined = joined.has(source.event);
      return [neverHappens.at(placeOf(trigger), { trigger: name, event, isJoined })];
    }
    if (source.kind !== "outcome" || started.has(source.target)) return [];
    const { outcome, target } = source;
    return [neverStarted.at(placeOf(trigger), { trigger: name, plan: shortName(target), outcome })];
  };
  return eachWritten(triggers).flatMap((trigger) => trigger.on.flatMap((source) => hintOf(trigger, source)));
}

/* Conditions over the world that can never hold: of flags, fusions and triggers. */

export const neverHolds = defineDiagnostic<{ these: boolean; never: string; so: string }>({
  code: "ORCH4605",
  severity: "error",
  title: "A condition that can never hold",
  message: (p) => `${p.these ? "These conditions" : "This condition"} ${p.never}, so ${p.so}.`,
  help: "Write a condition that can hold at one moment, and for the required time.",
});

export const hardlyHolds = defineDiagnostic<{ because: string; so: string }>({
  code: "ORCH4606",
  severity: "warning",
  title: "A condition that hardly ever holds",
  message: (p) => `${p.because}, so ${p.so}.`,
  help: "Write a condition that can hold at one moment. A flag with `hold` stays true for a while.",
});

/** For a family it is reported if it holds for every member. */
export function neverHoldsDiagnostics(
  { asked = [], flags }: Pick<CheckedProgram, "asked" | "flags">,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const written = new Map<string, AskedCondition[]>();
  for (const one of asked) {
    if (isBroken(one.origin)) continue;
    const place = [one.origin.file, ...one.all.map(({ span }) => span.start)].join();
    written.set(place, [...(written.get(place) ?? []), one]);
  }
  return [...written.values()].flatMap((members) => {
    const faults = members.flatMap((one) => sayings(one, flags).map((said) => faultOf(one, said)));
    const [first] = faults;
    return first === undefined || faults.includes(undefined) ? [] : [first];
  });
}

function faultOf(asked: AskedCondition, said: Said): Diagnostic | undefined {
  const { so, inTurn, lasts } = asked;
  const { place, labels } = placesOf(asked);
  const flags = said.flags.map(({ name }) => `\`${shortName(name)}\``);
  const bySaying = `By the ${flags.length === 1 ? "definition" : "definitions"} of ${listed(flags)}`;
  const declared = said.flags.map(({ origin }) => ({
    file: origin.file,
    span: origin.nameSpan,
    message: "read for it",
  }));
  const byFlags = (never: string): Diagnostic =>
    hardlyHolds.at(
      place,
      { because: `${bySaying} ${never}`, so },
      { labels: [...labels, ...declared], notes: [toldByName] },
    );
  const these = asked.all.length > 1;
  // A condition that reads nothing is a switch of its author.
  if (freeReads(said.own).length === 0) return undefined;
  if (isImpossible(said.own)) {
    if (inTurn === undefined || asked.all.some(({ expression }) => isImpossible(expression)))
      return neverHolds.at(
        place,
        { these, never: these ? "never hold together" : "can never hold", so },
        { labels },
      );
    const because = "The change and the condition never hold together";
    return hardlyHolds.at(place, { because, so }, { labels, notes: [begunAnew] });
  }
  if (isImpossible(said.withFlags)) return byFlags(these ? "these never hold together" : "this never holds");
  const least = lasts?.op === "constant" && typeof lasts.value === "number" ? lasts.value : 0;
  const [change] = asked.all;
  if (change === undefined) return undefined;
  const never = "never lasts so long, by the clock";
  if (spellOf(change.expression) < least)
    return neverHolds.at(place, { these: false, never, so }, { labels: [] });
  return spellOf(said.withFlags) < least && !these ? byFlags(`this ${never}`) : undefined;
}

const toldByName = "Only a value given to the flag by name would make it so.";
const begunAnew = "Only where no process was there in between could it be otherwise by then.";

function placesOf({ origin: { file }, all }: AskedCondition): {
  readonly place: Place;
  readonly labels: readonly Label[];
} {
  const [first, ...others] = all.map(({ span }) => ({ file, span }));
  const place = first ?? { file, span: { start: 0, end: 0 } };
  return { place, labels: others.map((other) => ({ ...other, message: "never so while that is" })) };
}

const nothing: Environment = { read: () => unknown, fact: () => undefined };

/** True if it is never true: by what it says itself of single values it is not so. */
export function isImpossible(condition: Expression): boolean {
  const abstract = evaluateAbstractly(condition, refine(nothing, condition));
  return abstract.kind === "truth" && !abstract.yes;
}

/** All that has to hold for a condition, as one: as it is written, and with what its flags say. */
interface Said {
  readonly own: Expression;
  readonly withFlags: Expression;
  readonly flags: readonly CheckedFlag[];
}

/** Larger families are not looked into. */
const membersMax = 64;

/** One of each member of a family. */
function sayings(
  { all, family = [] }: Pick<AskedCondition, "all" | "family">,
  flags: CheckedProgram["flags"] = {},
): readonly Said[] {
  return membersOf(family).map((member) => {
    const items = all.map(({ expression }) => bindLocals(expression, member));
    const own: Expression = { op: "and", items };
    const used = new Set<CheckedFlag>();
    return { own, withFlags: inlined(own, flags, used), flags: [...used] };
  });
}

function membersOf(family: FamilyIndex): readonly Readonly<Record<string, Json>>[] {
  let members: readonly Readonly<Record<string, Json>>[] = [{}];
  for (const { name, members: own } of family)
    members = members.flatMap((one) => own.map((member) => ({ ...one, [name]: member })));
  return members.length > membersMax ? [] : members;
}

/** A flag that is held stays true when what it says no longer is; one that leads back to itself says nothing. */
function inlined(
  expression: Expression,
  flags: NonNullable<CheckedProgram["flags"]>,
  used: Set<CheckedFlag>,
  around: readonly CheckedFlag[] = [],
): Expression {
  return substitute(expression, ({ from, name }) => {
    if (from !== "context") return undefined;
    const [, plain = name, index = ""] = /^(.*?)\((.*)\)$/su.exec(name) ?? [];
    const flag = flags[plain];
    if (flag === undefined || flag.hold !== undefined || around.includes(flag)) return undefined;
    used.add(flag);
    const parts = index.split(",");
    const member = Object.fromEntries((flag.family ?? []).map((one, at) => [one.name, parts[at] ?? ""]));
    return inlined(bindLocals(flag.value, member), flags, used, [...around, flag]);
  });
}

const minute = 60_000;
const hour = 60 * minute;

/** Clocks are put back by an hour, and by that much everything that goes by them lasts longer. */
const putBack = hour;

/** For how long at most a condition stays true without a break, by the clock alone; in ms. */
export function spellOf(expression: Expression): number {
  if (expression.op === "and") return Math.min(Number.POSITIVE_INFINITY, ...expression.items.map(spellOf));
  if (expression.op !== "call") return Number.POSITIVE_INFINITY;
  const [of, from, to] = expression.args;
  if (of?.op !== "call" || !readsNow(of.args[0])) return Number.POSITIVE_INFINITY;
  if (expression.fn === "time.between" && of.fn === "instant.time") return windowOf(from, to);
  if (expression.fn !== "any.equal" || from?.op !== "constant") return Number.POSITIVE_INFINITY;
  const lasting = unitsOf[of.fn];
  return lasting === undefined ? Number.POSITIVE_INFINITY : lasting + putBack;
}

/** How long each part of the time keeps one value. */
const unitsOf: Readonly<Record<string, number>> = {
  "instant.minute": minute,
  "instant.hour": hour,
  "instant.weekday": 24 * hour,
  "instant.date": 24 * hour,
};

function readsNow(of: Expression | undefined): boolean {
  return of?.op === "read" && of.from === "context" && of.name === "now";
}

/** `22:00..06:00` goes over midnight. Its last minute counts. */
function windowOf(from: Expression | undefined, to: Expression | undefined): number {
  const [start, end] = [timeOf(from), timeOf(to)];
  if (start === undefined || end === undefined) return Number.POSITIVE_INFINITY;
  return ((end - start + 24 * hour) % (24 * hour)) + minute + putBack;
}

function timeOf(of: Expression | undefined): number | undefined {
  const value = of?.op === "constant" && typeof of.value === "string" ? of.value : "";
  const [, hours, minutes, seconds = "0"] = /^(\d\d):(\d\d)(?::(\d\d))?$/u.exec(value) ?? [];
  if (hours === undefined) return undefined;
  return Number(hours) * hour + Number(minutes) * minute + Number(seconds) * 1000;
}
