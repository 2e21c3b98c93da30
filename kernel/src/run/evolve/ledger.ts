import { furtherTries } from "@orchlang/plan";
import type { Spent } from "../../failure.ts";
import type { Standing } from "../../identity.ts";
import { type Amounts, besides, minus, nothing, ofSpent, ofTries, ofWorst, plus } from "../amounts.ts";
import { countsByKey, isChargedOnce } from "../call.ts";
import type { Worst } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import type { Template } from "../layout.ts";
import { type Draft, frameAt, type IntentState, type Ledger, type Mutable } from "../state.ts";
import { undoOf } from "../undo-of.ts";

export const emptyLedger: Ledger = { spent: nothing, reserved: nothing, undo: nothing, last: nothing };

/** A dispatch goes out: its worst case is set aside, and that of undoing it while it may have to be. */
export function reserve(draft: Draft, intent: IntentState): void {
  book(draft, intent.frame, "reserved", chargeOf(draft, intent, ofWorst(intent.worst)), plus);
}

/** A dispatch's charge in addition to all earlier ones under its key. */
function chargeOf(draft: Draft, { capability, spent }: IntentState, amounts: Amounts): Amounts {
  return isChargedOnce(draft.plan, capability) ? besides(amounts, spent) : amounts;
}

/** A dispatch is over: what it used, or its worst case where that is not known, is spent. */
export function spend(draft: Draft, intent: IntentState, used: Spent | undefined): Amounts {
  const reserved = chargeOf(draft, intent, ofWorst(intent.worst));
  const actual = used === undefined ? reserved : chargeOf(draft, intent, ofSpent(used, intent.worst));
  if (reserved === nothing && actual === nothing) return intent.spent;
  changeLedgers(draft, intent.frame, (ledger) => ({
    ...ledger,
    reserved: minus(ledger.reserved, reserved),
    spent: plus(ledger.spent, actual),
  }));
  return plus(intent.spent, actual);
}

/** Something may have to be undone, or no longer: what that may use is set aside, or free again. */
function holdUndo(draft: Draft, intent: IntentState, holds: boolean): IntentState {
  if (intent.undoWorst === undefined || !(holds || intent.undoHeld)) return intent;
  const next = { ...intent };
  bookUndo(draft, next, holds);
  return next;
}

/** The same in place. For an undo that is retired nothing is set aside. */
export function bookUndo(draft: Draft, intent: Mutable<IntentState>, wanted: boolean): void {
  if (intent.undoWorst === undefined || !(wanted || intent.undoHeld)) return;
  // Once it is being undone, the undo has set aside what is left of its tries.
  const isUndoing = intent.undo !== undefined && countsByKey(draft.plan);
  const holds = wanted && !isUndoing && undoOf(draft.plan, draft, intent) !== undefined;
  if (intent.undoHeld === holds) return;
  book(draft, intent.frame, "undo", ofWorst(intent.undoWorst), holds ? plus : minus);
  intent.undoHeld = holds;
}

/** Reserves the worst case of an attempt's confirm while it may be needed. */
export function bookConfirm(draft: Draft, intent: Mutable<IntentState>, wanted: boolean): void {
  if (intent.confirmWorst === undefined || intent.confirmHeld === wanted) return;
  book(draft, intent.frame, "undo", ofWorst(intent.confirmWorst), wanted ? plus : minus);
  intent.confirmHeld = wanted;
}

/** The same of an intent that is still to be put back. */
export function withoutConfirm(draft: Draft, intent: IntentState): IntentState {
  const next = { ...intent };
  bookConfirm(draft, next, false);
  return next;
}

/** An undo or a confirm goes on: what it was asked for sets nothing aside any more, and it what its further tries may use. */
export function bookTries(draft: Draft, intent: Mutable<IntentState>, goesOn: boolean): void {
  if (!countsByKey(draft.plan)) return;
  const left = goesOn ? Math.max(0, 1 + furtherTries - (intent.attempt - intent.base)) : 0;
  const aside = ofWorst(ofTries(intent.worst, left, false));
  const rest = isChargedOnce(draft.plan, intent.capability) ? { ...aside, cost: [] } : aside;
  if (intent.furtherTriesReserve !== nothing)
    book(draft, intent.frame, "undo", intent.furtherTriesReserve, minus);
  intent.furtherTriesReserve = isNothing(rest) ? nothing : rest;
  book(draft, intent.frame, "undo", intent.furtherTriesReserve, plus);
}

function isNothing({ cost, energy, tokens }: Amounts): boolean {
  return cost.length === 0 && energy === 0 && tokens === 0;
}

export function holdsUndo(standing: Standing): boolean {
  return standing === "applied" || standing === "maybe";
}

/** Sets the standing of an intent, and with it whether its undo is reserved. */
export function withStanding(draft: Draft, intent: IntentState, standing: Standing): IntentState {
  return holdUndo(draft, { ...intent, standing }, holdsUndo(standing));
}

/** Reserves the cost of a hold, and frees it once the hold is used or not needed. */
export function bookHold(
  draft: Draft,
  { frame }: { readonly frame: number },
  aside: Amounts | undefined,
  free: Amounts | undefined,
  used?: Amounts,
): void {
  if (aside !== undefined) book(draft, frame, "reserved", aside, plus);
  if (free !== undefined) book(draft, frame, "reserved", free, minus);
  if (used !== undefined) book(draft, frame, "spent", used, plus);
}

/** The worst case of every `finally` is reserved from the start of its plan to the start of the `finally`. */
export function bookLast(draft: Draft, frame: Frame, begins: boolean): void {
  const amounts = lastOf(frame.template);
  if (amounts !== nothing) book(draft, frame.id, "last", amounts, begins ? plus : minus);
}

function book(
  draft: Draft,
  frame: number,
  field: keyof Ledger,
  amounts: Amounts,
  how: (one: Amounts, other: Amounts) => Amounts,
): void {
  if (amounts === nothing) return;
  changeLedgers(draft, frame, (ledger) => ({ ...ledger, [field]: how(ledger[field], amounts) }));
}

/** Applies a change to all ledgers that count a frame's use. */
function changeLedgers(draft: Draft, frame: number, change: (ledger: Ledger) => Ledger): void {
  for (const id of frameAt(draft, frame).ledgers) {
    draft.ledgers = draft.ledgers.set(id, change(draft.ledgers.get(id) ?? emptyLedger));
  }
}

const lasts = new WeakMap<Template, Amounts>();

function lastOf(template: Template): Amounts {
  let amounts = lasts.get(template);
  if (amounts === undefined) {
    amounts = (template.finally?.nodes ?? []).reduce((sum, at) => {
      const bounds = template.routine.nodeBounds[template.nodes[at]?.node.id ?? ""];
      return bounds === undefined ? sum : plus(sum, ofWorst(worstOf(bounds)));
    }, nothing);
    lasts.set(template, amounts);
  }
  return amounts;
}

function worstOf(bounds: Template["routine"]["bounds"]): Worst {
  const { cost, energy, tokens } = bounds;
  return {
    ...("value" in cost.worst ? { cost: cost.worst.value } : {}),
    ...("value" in energy.worst ? { energy: energy.worst.value } : {}),
    ...("value" in tokens.worst ? { tokens: tokens.worst.value } : {}),
  };
}

/** True if a routine's `finally` may use without bound, as far as the plan says. */
export function lastUnbounded(template: Template, of: "cost" | "energy" | "tokens"): boolean {
  return (template.finally?.nodes ?? []).some((at) => {
    const bounds = template.routine.nodeBounds[template.nodes[at]?.node.id ?? ""];
    return bounds !== undefined && "unbounded" in bounds[of].worst;
  });
}
