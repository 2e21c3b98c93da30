import type * as Sdk from "@restatedev/restate-sdk";
import type { Holder } from "../../lease.ts";

/** The state of a journal that every write looks at. */
export interface Tip {
  readonly epoch: number;
  /** Commits so far: the number of the next. */
  readonly commits: number;
  /** Streams so far: the number of the next. */
  readonly streams: number;
  /** The release that writes: see `writerVersion`. */
  readonly writer: number;
  /** Undefined: nobody has the lease. */
  readonly holder?: Holder;
  readonly leaseMs: number;
  /** Rises with each renewal: an end that was set for an earlier one does nothing. */
  readonly beat: number;
}

/**
 * Raised by a release that writes what an earlier one cannot carry on: see the same name of PostgreSQL's tables. The forms
 * of keys and values are covered by it too.
 */
export const writerVersion = 1;

/** Values by key; an absent key has no value. */
export type Cells = Readonly<Record<string, unknown>>;

export interface Write {
  readonly epoch: number;
  /** The commits that the writer believes there are. Left out: no commit, but something that may be lost. */
  readonly at?: number;
  /** New streams. */
  readonly streams: number;
  readonly sets: readonly (readonly [key: string, value: unknown])[];
  readonly clears: readonly string[];
}

export type Written = "ok" | "stale_epoch" | "unexpected_seq";

interface Claim {
  readonly holder: Holder;
  readonly leaseMs: number;
  readonly writer: number;
  /** Even if another holds it. */
  readonly over: boolean;
}

/** Undefined: a newer release has written, or another holds it. The tip says which. */
export interface Claimed {
  readonly epoch?: number;
  readonly tip: Tip;
}

interface Renewal {
  readonly epoch: number;
  readonly leaseMs: number;
}

/** The one key of each journal's object. */
export const objectKey = "journal";

/** Retries of an invocation whose process is gone, ms: another process may be there soon. */
const retryMs = { first: 50, max: 500 } as const;

/** How long an invocation may make no progress before Restate takes it from a frozen process, ms. */
const silentMs = 1_000;

type Context = Sdk.ObjectContext;

/**
 * The virtual object that is a journal. Restate runs one exclusive handler of it at a time, which makes it the writer; the
 * handlers compare and set, and decide nothing. They wait for the tip alone, and then set all keys in one go: an invocation
 * that loses its process is played to its end by the next one.
 */
export function journalObject(sdk: typeof Sdk, name: string) {
  const self: Sdk.VirtualObjectDefinition<string, { expire: typeof expire }> = { name };
  const endLater = (context: Context, epoch: number, beat: number, delay: number): void => {
    context.objectSendClient(self, context.key).expire({ epoch, beat }, sdk.rpc.sendOpts({ delay }));
  };

  const expire = async (
    context: Context,
    { epoch, beat }: { readonly epoch: number; readonly beat: number },
  ): Promise<void> => {
    const tip = await tipOf(context);
    if (tip.epoch === epoch && tip.beat === beat) context.set("tip", withoutHolder(tip));
  };

  const handlers = {
    claim: async (context: Context, { holder, leaseMs, writer, over }: Claim): Promise<Claimed> => {
      const tip = await tipOf(context);
      if (tip.writer > writer || (tip.holder !== undefined && !over)) return { tip };
      const next = { ...tip, epoch: tip.epoch + 1, writer, holder, leaseMs, beat: tip.beat + 1 };
      context.set("tip", next);
      endLater(context, next.epoch, next.beat, leaseMs);
      return { epoch: next.epoch, tip: next };
    },
    renew: async (
      context: Context,
      { epoch, holder, leaseMs }: Renewal & { readonly holder: Holder },
    ): Promise<boolean> => {
      const tip = await tipOf(context);
      if (tip.epoch !== epoch) return false;
      const next = { ...tip, holder, leaseMs, beat: tip.beat + 1 };
      context.set("tip", next);
      endLater(context, epoch, next.beat, leaseMs);
      return true;
    },
    release: async (context: Context, { epoch }: { readonly epoch: number }): Promise<void> => {
      const tip = await tipOf(context);
      if (tip.epoch === epoch) context.set("tip", withoutHolder(tip));
    },
    expire,
    write: async (context: Context, { epoch, at, streams, sets, clears }: Write): Promise<Written> => {
      const tip = await tipOf(context);
      if (tip.epoch !== epoch) return "stale_epoch";
      if (at !== undefined && tip.commits !== at) return "unexpected_seq";
      for (const [key, value] of sets) context.set(key, value);
      for (const key of clears) context.clear(key);
      if (at !== undefined) context.set("tip", { ...tip, commits: at + 1, streams: tip.streams + streams });
      return "ok";
    },
    /** After all writes that were sent before it. */
    settled: async (context: Context): Promise<Tip> => await tipOf(context),
    read: sdk.handlers.object.shared(
      async (context: Sdk.ObjectSharedContext, keys: readonly string[]): Promise<Cells> => {
        const values = await sdk.RestatePromise.all(
          keys.map((key) => context.get<unknown>(key) as Sdk.RestatePromise<unknown>),
        );
        return Object.fromEntries(
          keys.map((key, at) => [key, values[at]]).filter(([, value]) => value !== null),
        );
      },
    ),
  };
  return sdk.object({
    name,
    handlers,
    options: {
      enableLazyState: true,
      journalRetention: 0,
      inactivityTimeout: silentMs,
      abortTimeout: silentMs,
      retryPolicy: { initialInterval: retryMs.first, maxInterval: retryMs.max, exponentiationFactor: 2 },
    },
  });
}

async function tipOf(context: Context): Promise<Tip> {
  return (
    (await context.get<Tip>("tip")) ?? { epoch: 0, commits: 0, streams: 0, writer: 0, leaseMs: 0, beat: 0 }
  );
}

function withoutHolder({ holder: _, ...tip }: Tip): Tip {
  return tip;
}
