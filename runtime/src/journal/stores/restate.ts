import {
  type Holder,
  Lease,
  type LeaseKeeper,
  leaseMsDefault,
  leaseMsMin,
  openingMs,
  sentNow,
  thisProcess,
} from "../lease.ts";
import type { Sealer } from "../sealer.ts";
import type { Appended, Store, StoreFault } from "../store.ts";
import { keyOf, readerOf } from "./restate/cells.ts";
import { type Endpoint, serveObject, unreachable } from "./restate/endpoint.ts";
import { faultOf } from "./restate/faults.ts";
import { type Claimed, type Tip, writerVersion } from "./restate/object.ts";
import { type Place, placeOf } from "./restate/place.ts";
import { ledgerOf, reading } from "./restate/reads.ts";
import { quoted, RestateServer } from "./restate/server.ts";
import { RestateWriter } from "./restate/writer.ts";

/** Options of a writer: see those of a journal in PostgreSQL. */
export interface RestateOptions {
  readonly mode: "write";
  /** Takes the journal from whoever writes to it: the epoch rises, and Restate refuses what the other still sends. */
  readonly takeOver?: true;
  /** How long nobody else takes the journal from this process while it is silent, ms. Default: 10 s. At least 500. */
  readonly lease?: number;
  /** Called once, with words, when another process has the journal. Nothing is appended from then on. */
  readonly onLost?: (why: string) => void;
  /** Default: a process without an address. */
  readonly holder?: Holder;
  /** The lease lasts a minute at least until `hold.settle` is called. */
  readonly opening?: true;
}

/** How long Restate may take for an answer, ms: it may have just begun, and a frozen process may have to be waited for. */
const answerMs = 30_000;

/**
 * A journal on a Restate server: one virtual object, whose state are the streams. Restate keeps the state, runs one write
 * after the other, and ends the lease of a process that is silent by a delayed call. `url`: see {@link placeOf}. The writer
 * needs the package `@restatedev/restate-sdk`, which is no dependency of this one.
 */
export async function openRestateStore(
  url: string,
  mode: "read" | RestateOptions,
  { sealer }: { readonly sealer?: Sealer } = {},
): Promise<Store | StoreFault> {
  const place = placeOf(url);
  if ("fault" in place) return place;
  const server = new RestateServer(place, answerMs);
  const sealing = sealer === undefined ? {} : { sealer };
  try {
    if (mode !== "read") return await openToWrite(place, server, mode, sealing);
    const reader = readerOf(place, server, "query");
    const tip = (await reader.all(keyOf.tip)).map(([, value]) => value as Tip)[0];
    if (tip === undefined) return { fault: "missing", message: "Restate has no such journal." };
    if (tip.writer > writerVersion) return newer;
    const ledger = ledgerOf(reader);
    return { ...sealing, ...reading(reader), ...refusing(), ledger, close: async () => server.end() };
  } catch (error) {
    return error instanceof Error && "fault" in error ? (error.fault as StoreFault) : faultOf(error);
  }
}

const newer: StoreFault = {
  fault: "newer",
  message: "A newer orch has written to the journal, and this one cannot carry it on: update orch.",
};

async function openToWrite(
  place: Place,
  server: RestateServer,
  options: RestateOptions,
  sealing: { readonly sealer?: Sealer },
): Promise<Store | StoreFault> {
  const apart = unreachable(place);
  if (apart !== undefined) return apart;
  const held = options.takeOver === true ? undefined : await heldNow(place, server);
  if (held !== undefined) return held;
  const endpoint = await serveObject(place, server);
  if ("fault" in endpoint) return endpoint;
  const leaseMs = Math.max(options.lease ?? leaseMsDefault, leaseMsMin);
  const leasing = new RestateServer(place, leaseMs / 3);
  const claimed = await claim(server, { ...options, leaseMs }, (holder, epoch) =>
    keeperOf(leasing, endpoint, holder, epoch),
  ).catch(async (error: unknown) => {
    await endpoint.close();
    throw error;
  });
  if ("fault" in claimed) {
    await endpoint.giveBack();
    return claimed;
  }
  await endpoint.forgetOthers();
  const { epoch, lease } = claimed;
  if (options.onLost !== undefined) lease.onLost(options.onLost);
  // Nobody waits for an answer that changes nothing any more.
  lease.onLost(() => server.end());
  const reader = readerOf(place, server, "object", () => lease.regained());
  const writer = new RestateWriter(epoch, server, readerOf(place, server, "object"), lease);
  const textOf = async (key: string): Promise<string | undefined> =>
    (await reader.get([key]))[key] as string | undefined;
  return {
    ...sealing,
    ...reading(reader),
    ledger: ledgerOf(reader),
    epoch,
    hold: lease,
    append: (appends) => writer.append(appends),
    put: (id, text) => writer.put([{ id, text }]),
    prune: (pruning) => writer.prune(pruning),
    snapshots: {
      keep: (stream, text) => writer.keep(keyOf.snapshot(stream), text),
      get: (stream) => textOf(keyOf.snapshot(stream)),
    },
    kept: {
      put: (name, text) => writer.keep(keyOf.kept(name), text),
      get: (name) => textOf(keyOf.kept(name)),
    },
    close: closing(writer, endpoint, server),
  };
}

function closing(writer: RestateWriter, endpoint: Endpoint, server: RestateServer): () => Promise<void> {
  let done: Promise<void> | undefined;
  return async () => {
    done ??= (async () => {
      await writer.close();
      await endpoint.close();
      server.end();
    })();
    await done;
  };
}

/**
 * Asked without becoming the process that serves the object. Undefined: it is free, or its lease has run out and nobody
 * was there to be called.
 */
async function heldNow(place: Place, server: RestateServer): Promise<StoreFault | undefined> {
  const [found] = await readerOf(place, server, "query").all(keyOf.tip);
  const tip = found?.[1] as Tip | undefined;
  if (tip?.holder === undefined) return undefined;
  const [last] = await server.query<{
    readonly status: string;
    readonly created_at: string;
    readonly now: string;
  }>(
    `SELECT status, created_at, now() AS now FROM sys_invocation
     WHERE target_service_name = ${quoted(place.service)} AND target_handler_name = 'expire'
     AND status <> 'completed' ORDER BY created_at DESC LIMIT 1`,
  );
  if (last?.status !== "scheduled") return undefined;
  const since = Date.parse(last.now) - Date.parse(last.created_at);
  return locked(tip, Math.max(0, tip.leaseMs - since));
}

interface Leased {
  readonly epoch: number;
  readonly lease: Lease;
}

/** The lease, and the journal's epoch, raised. All that was sent to it before is done by then. */
async function claim(
  server: RestateServer,
  options: RestateOptions & { readonly leaseMs: number },
  keeper: (holder: Holder, epoch: number) => LeaseKeeper,
): Promise<Leased | StoreFault> {
  const { leaseMs } = options;
  const holder = options.holder ?? thisProcess();
  const sent = sentNow();
  const { epoch, tip } = await server.call<Claimed>("claim", {
    holder,
    leaseMs: options.opening === true ? Math.max(leaseMs, openingMs) : leaseMs,
    writer: writerVersion,
    over: options.takeOver === true,
  });
  if (epoch === undefined) return tip.writer > writerVersion ? newer : locked(tip, 0);
  const claimed = { holder, epoch, leaseMs, sent, ...(options.opening && { opening: true as const }) };
  return { epoch, lease: new Lease(claimed, keeper(holder, epoch)) };
}

/** `leaseMs`: how long it lasts still; 0: it was about to end when it was asked for. */
function locked({ holder }: Tip, leaseMs: number): StoreFault {
  const shown = holder?.shown ?? "another process";
  const address = holder?.address;
  return {
    fault: "locked",
    holder: shown,
    message: `The journal is held by ${shown}.`,
    leaseMs,
    ...(address === undefined ? {} : { address }),
  };
}

function keeperOf(server: RestateServer, endpoint: Endpoint, holder: Holder, epoch: number): LeaseKeeper {
  return {
    renew: async (leaseMs) => {
      const sent = sentNow();
      try {
        return (await server.call<boolean>("renew", { epoch, holder, leaseMs })) ? sent : undefined;
      } catch (error) {
        // Another process may have asked to be called instead, and be gone.
        await endpoint.serve();
        throw error;
      }
    },
    close: async (isHeld) => {
      // Where Restate does not answer, the lease ends by itself.
      if (isHeld) await server.call("release", { epoch }).catch(() => undefined);
    },
  };
}

function refusing(): Pick<Store, "append" | "put"> {
  const refused: Appended = { ok: false, why: "read_only", message: "The journal was opened for reading." };
  return { append: async () => refused, put: async () => refused };
}
