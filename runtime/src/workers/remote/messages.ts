import type { Json, JsonObject } from "@orchlang/plan";
import type { Job } from "../../world/world.ts";
import type { ThreadOutput } from "../messages.ts";
import { isRecord } from "../project.ts";

/**
 * The messages between a server and a worker elsewhere: one JSON text each, over any connection that keeps their order.
 * Neither trusts the other: `desk.ts` reads a worker's word as it reads a thread's, and a worker runs only code of its own.
 */

export const protocol = 1;

/** One hand-over of an attempt. `dispatch` is its fencing token: a result under another one is refused. */
export interface Flight {
  readonly key: string;
  readonly attempt: number;
  readonly dispatch: number;
}

/** The jobs of one pool that a worker offers to do at once, with what each of its places says of itself. */
export interface Offer {
  readonly pool: string;
  readonly capacity: number;
  /** `latency` in ms, `cost` as `{amount, currency, per}`, and the fields of the pool's kind. */
  readonly fields: JsonObject;
}

/** A worker introduces itself, on each connection. */
export interface Hello {
  readonly worker: string;
  /** Drawn once by each process: another one knows nothing of what this one was given. */
  readonly process: string;
  readonly offers: readonly Offer[];
  /** Jobs of no pool that a node takes at once while it stands by. */
  readonly shares?: number;
  /** The hash of its code, by capability. */
  readonly code: Readonly<Record<string, string>>;
  /** Jobs that it has begun and not reported, or has reported not long ago. */
  readonly under: readonly Flight[];
  readonly version: string;
}

/** A job as it is sent: how long it may take counts from its arrival, since clocks differ. */
export type SentJob = Omit<Job, "place" | "due" | "held" | "resumed"> & { readonly left?: number };

export type ToWorker =
  /** It was taken in: it is given up once nothing was heard of it for `lease` ms. */
  | { readonly says: "welcome"; readonly lease: number }
  | { readonly says: "job"; readonly job: SentJob }
  | ({ readonly says: "abort" } & Pick<Flight, "key" | "attempt">)
  /** The job is still the worker's: if it has ended, its result is to be sent again. */
  | ({ readonly says: "keep" } & Flight)
  /** The job was given up: it is to be stopped, and nobody wants its result. */
  | ({ readonly says: "drop" } & Flight)
  | { readonly says: "beat"; readonly n: number }
  /** Nothing is held of it any more: it may go. */
  | { readonly says: "drained" }
  | { readonly says: "refused"; readonly why: string };

export type FromWorker =
  | ({ readonly says: "hello"; readonly protocol: typeof protocol } & Hello)
  | { readonly says: "beat"; readonly n: number }
  | ({ readonly says: "alive" } & Flight)
  | ({ readonly says: "output"; readonly by: ThreadOutput["by"]; readonly text: string } & Flight)
  | ({ readonly says: "result"; readonly result: Json } & Flight)
  /** It wants no more jobs, and goes when it has none. */
  | { readonly says: "drain" };

export function flightName({ key, attempt, dispatch }: Flight): string {
  return `${key}/${attempt}/${dispatch}`;
}

/** A worker's name is part of the names of members. */
const workerForm = /^[A-Za-z0-9][\w.-]{0,63}$/u;

const flightsMax = 10_000;
const offersMax = 64;
const capacityMax = 1_000;
/** As many as `flightsMax` lets it show. */
const sharesMax = 5_000;

/** A worker's message; undefined: it is none. The result of a job is looked at by whoever knows the job. */
export function fromWorker(text: string): FromWorker | undefined {
  const result = parsed(text);
  if (!isRecord(result)) return undefined;
  switch (result.says) {
    case "hello":
      return helloIn(result);
    case "beat":
      return isCount(result.n) ? { says: "beat", n: result.n } : undefined;
    case "drain":
      return { says: "drain" };
    case "alive":
    case "output":
    case "result":
      return flightIn(result) === undefined ? undefined : (result as unknown as FromWorker);
    default:
      return undefined;
  }
}

function helloIn(said: Readonly<Record<string, unknown>>): FromWorker | undefined {
  const { worker, offers, code, under, version, process, shares } = said;
  if (said.protocol !== protocol || typeof worker !== "string" || !workerForm.test(worker)) return undefined;
  if (typeof version !== "string" || version.length > 100) return undefined;
  if (typeof process !== "string" || process.length > 100) return undefined;
  if (!Array.isArray(offers) || offers.length > offersMax || !offers.every(isOffer)) return undefined;
  if (shares !== undefined && !(isCount(shares) && shares <= sharesMax)) return undefined;
  if (!isRecord(code) || !Object.values(code).every((one) => typeof one === "string")) return undefined;
  if (!Array.isArray(under) || under.length > flightsMax) return undefined;
  const flights = under.map((one) => (isRecord(one) ? flightIn(one) : undefined));
  if (flights.includes(undefined)) return undefined;
  return {
    says: "hello",
    protocol,
    worker,
    process,
    offers: offers.map(({ pool, capacity, fields }) => ({ pool, capacity, fields })),
    ...(shares === undefined ? {} : { shares }),
    code: code as Readonly<Record<string, string>>,
    under: flights.filter((one) => one !== undefined),
    version,
  };
}

function isOffer(value: unknown): value is Offer {
  if (!isRecord(value)) return false;
  const { pool, capacity, fields } = value;
  const isFit = typeof pool === "string" && pool.length <= 200 && isCount(capacity) && capacity >= 1;
  return isFit && capacity <= capacityMax && isRecord(fields) && JSON.stringify(fields).length <= 10_000;
}

function flightIn({ key, attempt, dispatch }: Readonly<Record<string, unknown>>): Flight | undefined {
  if (typeof key !== "string" || key.length > 1_000 || !isCount(attempt) || !isCount(dispatch))
    return undefined;
  return { key, attempt, dispatch };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A server's message; undefined: it is none. A worker believes it otherwise: it is the server that it was pointed to. */
export function toWorker(text: string): ToWorker | undefined {
  const result = parsed(text);
  if (!isRecord(result)) return undefined;
  switch (result.says) {
    case "welcome":
      return isCount(result.lease) ? { says: "welcome", lease: result.lease } : undefined;
    case "beat":
      return isCount(result.n) ? { says: "beat", n: result.n } : undefined;
    case "job":
      return isRecord(result.job) && flightIn(result.job) !== undefined
        ? (result as unknown as ToWorker)
        : undefined;
    case "abort":
    case "keep":
    case "drop":
      return flightIn({ dispatch: 0, ...result }) === undefined ? undefined : (result as unknown as ToWorker);
    case "drained":
      return { says: "drained" };
    case "refused":
      return { says: "refused", why: String(result.why) };
    default:
      return undefined;
  }
}

/** Endless nesting exhausts the reader's stack. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
