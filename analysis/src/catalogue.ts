import { type Catalogue, collectCatalogue } from "@orchlang/language";
import { callsItself } from "./order/calling.ts";
import { waitingInCircle } from "./order/cycle.ts";
import { unreachable } from "./order/unreachable.ts";
import { askedWhileHeld, holdsCross } from "./resources/deadlock.ts";
import { heldTooShort, longerThanLease, tooMany } from "./resources/limits-kept.ts";
import { tooMuch } from "./rules/bound/bound.ts";
import { reachesTooFar } from "./rules/clearance.ts";
import { tooOften } from "./rules/count/at-most.ts";
import { flowsTooFar } from "./rules/flow.ts";
import { forbidden } from "./rules/never.ts";
import { notBefore } from "./rules/order/order.ts";
import { alwaysDenied } from "./rules/policy.ts";
import { notFollowed, notWatched } from "./rules/response/not-followed.ts";
import { unordered } from "./rules/steps/conflicts.ts";
import { noTimeLimit, waitsForAny, waitsForEver } from "./rules/steps/endless-wait.ts";
import { exchanged } from "./rules/steps/exchanged.ts";
import { doesNotWait } from "./rules/steps/not-waiting.ts";
import { oneMember } from "./rules/steps/one-member.ts";
import { otherArgument } from "./rules/steps/other-argument.ts";
import { otherMeasure } from "./rules/steps/other-measure.ts";
import { handedOn, roundsAlike } from "./rules/steps/rounds-alike.ts";
import { overAtOnce, raceOfOne, retryOfPerson, sameFallback } from "./rules/steps/without-effect.ts";
import { effectCached } from "./rules/undo/cached.ts";
import { committedTakenBack } from "./rules/undo/committed.ts";
import { irreversibleUndone } from "./rules/undo/irreversible.ts";
import { ofAnother } from "./rules/undo/of-another.ts";
import { onceAskedAnew, onceInRace, onceReplaced, onceRetried } from "./rules/undo/once.ts";
import { leftStanding, undoOnce } from "./rules/undo/undo.ts";
import { mayStartItself } from "./triggers/circle.ts";
import { startsForEver } from "./triggers/for-ever.ts";
import { hardlyHolds, neverHappens, neverHolds, neverStarted } from "./triggers/never-fires.ts";
import { overlapOfCalled, overtaken } from "./triggers/overtaken.ts";
import { stranded } from "./triggers/stranded.ts";
import { takenForSame } from "./triggers/taken-for-same.ts";

/** Every diagnostic of phase 4. 40xx order, 41xx rules, 42xx undo, 43xx `once`, 44xx resources, 45xx warnings, 46xx triggers. */
export const analysisCatalogue: Catalogue = collectCatalogue({
  waitingInCircle,
  unreachable,
  callsItself,
  notBefore,
  tooOften,
  forbidden,
  tooMuch,
  notFollowed,
  notWatched,
  flowsTooFar,
  reachesTooFar,
  alwaysDenied,
  leftStanding,
  undoOnce,
  irreversibleUndone,
  committedTakenBack,
  onceInRace,
  onceRetried,
  onceReplaced,
  onceAskedAnew,
  effectCached,
  tooMany,
  longerThanLease,
  holdsCross,
  askedWhileHeld,
  heldTooShort,
  noTimeLimit,
  waitsForEver,
  overAtOnce,
  raceOfOne,
  retryOfPerson,
  sameFallback,
  exchanged,
  oneMember,
  otherArgument,
  otherMeasure,
  ofAnother,
  roundsAlike,
  handedOn,
  waitsForAny,
  unordered,
  doesNotWait,
  startsForEver,
  mayStartItself,
  neverHappens,
  neverStarted,
  neverHolds,
  hardlyHolds,
  overtaken,
  stranded,
  overlapOfCalled,
  takenForSame,
});
