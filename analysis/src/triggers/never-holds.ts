import type { AskedCondition, CheckedFlag, CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label, type Place } from "@orchlang/language";
import type { Json } from "@orchlang/plan";
import type { FamilyIndex } from "@orchlang/plan/context";
import { bindLocals, type Expression, freeReads } from "@orchlang/plan/expressions";
import { substitute } from "../expression/substitute.ts";
import { unknown } from "../interval/abstract.ts";
import { assuming } from "../interval/assume.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { listed, shortName } from "../words.ts";
import { spellOf } from "./spell.ts";

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
    const because = "What changes and what is asked then never hold together";
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

const nothing: Knowledge = { read: () => unknown, fact: () => undefined };

/** Whether it is never true: by what it says itself of single values it is not so. */
export function isImpossible(condition: Expression): boolean {
  const found = evaluateAbstractly(condition, assuming(nothing, condition));
  return found.kind === "truth" && !found.yes;
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
