import type { Call } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { type Share, shareOf } from "./scoreboard.ts";

/* How far stated confidences can be relied on: what was claimed, beside what came of it. */

/** A confidence from 0 to 1, and whether it was right. */
export interface Claim {
  readonly confidence: number;
  readonly right: boolean;
}

/** The capability that claims, and the one whose answer says whether it was right. */
export interface Judged {
  /** Its result has a field `confidence`. */
  readonly claim: string;
  /** Its result is a truth value, or has one under `right` or `granted`. */
  readonly outcome: string;
}

/** Claims of a similar confidence. */
interface Bin {
  readonly from: number;
  readonly to: number;
  readonly claims: number;
  /** The mean of what was claimed. */
  readonly confidence: number;
  /** The share that was right, with its 95 % interval. */
  readonly right: Share;
}

/** The reliability of claims. */
export interface Reliability {
  readonly claims: number;
  /** The mean squared error of the confidences, 0 to 1 (G. W. Brier, 1950). */
  readonly brier: number;
  /** The mean distance between confidence and share that was right, over the bins ("expected calibration error"). */
  readonly error: number;
  /** Ten of equal width; those without a claim are left out. A reliability diagram shows them. */
  readonly bins: readonly Bin[];
  /** Claims of at least this confidence may be acted on, on this evidence; left out: of none. */
  readonly act?: number;
  /** Claims below this confidence may be dropped; left out: none. Those between are for a person. */
  readonly drop?: number;
}

/** The shares that thresholds go by. */
export interface Aims {
  /** At least this share of what is acted on is right. */
  readonly act: number;
  /** At most this share of what is dropped would have been right. */
  readonly drop: number;
}

/** The aims, if none are named. */
export const aimsDefault: Aims = { act: 0.9, drop: 0.5 };
const binsMax = 10;

/**
 * The claims of one run whose outcome is known. In a plan, and in a round of its loops, the first claim goes with the first
 * answer, the second with the second.
 */
export function claimsIn(events: Iterable<RunEvent>, { claim, outcome }: Judged): readonly Claim[] {
  const claims = new Map<string, number[]>();
  const answers = new Map<string, boolean[]>();
  for (const { capability, place, value } of valuesIn(events)) {
    const confidence = fieldOf(value, "confidence");
    if (capability === claim && typeof confidence === "number") add(claims, place, confidence);
    const right = typeof value === "boolean" ? value : (fieldOf(value, "right") ?? fieldOf(value, "granted"));
    if (capability === outcome && typeof right === "boolean") add(answers, place, right);
  }
  return [...claims].flatMap(([place, confidences]) => {
    const rights = answers.get(place) ?? [];
    return confidences
      .slice(0, rights.length)
      .map((confidence, at) => ({ confidence, right: rights[at] === true }));
  });
}

interface Valued {
  readonly capability: string;
  readonly place: string;
  readonly value: Json;
}

/** The results of capabilities, and the answers of people. */
function* valuesIn(events: Iterable<RunEvent>): Generator<Valued> {
  const calls = new Map<string, Omit<Valued, "value">>();
  const asked = new Map<number, Omit<Valued, "value">>();
  let seq = 0;
  for (const event of events) {
    const place = ({ routine, site }: Call): string => JSON.stringify([routine, site]);
    if (event.t === "Began")
      calls.set(event.intent.key, { capability: event.capability, place: place(event.intent.call) });
    else if (event.t === "Asked" && event.ask.ask === "task" && event.ask.task.capability !== undefined)
      asked.set(seq, { capability: event.ask.task.capability, place: place(event.ask.task.call) });
    else if (event.t === "Told" && event.say.say === "answered") {
      const one = asked.get(event.say.ref.seq);
      if (one !== undefined) yield { ...one, value: event.say.value };
    } else if (event.t === "Ended" && "ok" in event.outcome) {
      const one = calls.get(event.key);
      if (one !== undefined) yield { ...one, value: event.outcome.ok };
    } else if (event.t === "Returned") {
      const one = calls.get(event.key);
      if (one !== undefined) yield { ...one, value: event.value };
    }
    seq += 1;
  }
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}

function fieldOf(value: Json, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}

/** The claims in ten bins, their errors, and the thresholds that they give reason for. */
export function reliabilityOf(claims: readonly Claim[], aims: Aims = aimsDefault): Reliability {
  const bins = Array.from({ length: binsMax }, (_, at) => binOf(claims, at)).filter(
    (bin) => bin !== undefined,
  );
  const mean = (sum: number): number => (claims.length === 0 ? 0 : sum / claims.length);
  const squares = claims.map(({ confidence, right }) => (confidence - (right ? 1 : 0)) ** 2);
  const distances = bins.map((bin) => bin.claims * Math.abs(bin.confidence - bin.right.share));
  const act = actFrom(bins, aims.act);
  const drop = dropBelow(bins, aims.drop);
  return {
    claims: claims.length,
    brier: mean(sumOf(squares)),
    error: mean(sumOf(distances)),
    bins,
    ...(act === undefined ? {} : { act }),
    ...(drop === undefined ? {} : { drop }),
  };
}

function binOf(all: readonly Claim[], at: number): Bin | undefined {
  const [from, to] = [at / binsMax, (at + 1) / binsMax];
  const claims = all.filter(
    ({ confidence }) => Math.min(binsMax - 1, Math.floor(confidence * binsMax)) === at,
  );
  if (claims.length === 0) return undefined;
  const right = claims.filter((claim) => claim.right).length;
  const confidence = sumOf(claims.map((claim) => claim.confidence)) / claims.length;
  return { from, to, claims: claims.length, confidence, right: shareOf(right, claims.length) };
}

/** The least bin from which on every bin, and surely enough all together, has at least this share right. */
function actFrom(bins: readonly Bin[], share: number): number | undefined {
  const able = bins.toReversed();
  const end = able.findIndex(({ right }) => right.share < share);
  const good = end === -1 ? able : able.slice(0, end);
  return good.findLast((_, at) => together(good.slice(0, at + 1)).low >= share)?.from;
}

/** The greatest bin down from which every bin, and surely enough all together, has at most this share right. */
function dropBelow(bins: readonly Bin[], share: number): number | undefined {
  const end = bins.findIndex(({ right }) => right.share > share);
  const bad = end === -1 ? bins : bins.slice(0, end);
  return bad.findLast((_, at) => together(bad.slice(0, at + 1)).high <= share)?.to;
}

function together(bins: readonly Bin[]): Share {
  const claims = sumOf(bins.map((bin) => bin.claims));
  return shareOf(Math.round(sumOf(bins.map((bin) => bin.claims * bin.right.share))), claims);
}

function sumOf(all: readonly number[]): number {
  return all.reduce((sum, one) => sum + one, 0);
}
