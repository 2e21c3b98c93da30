import type { Client } from "pg";
import { nodeRandom, pause, soon, systemHands } from "../../../world/node.ts";
import { type Holder, leaseMsDefault, leaseMsMin } from "../../lease.ts";
import type { Sealer } from "../../sealer.ts";
import type { Store, StoreFault } from "../../store.ts";
import { openPostgresStore } from "../postgres.ts";
import { connector, ended } from "./connections.ts";
import { faultOf, isAway } from "./faults.ts";
import { mainShard, schemaVersion, versionOf } from "./schema.ts";

/** A node that has joined a journal, as the database has it. */
export interface NodeRow extends Holder {
  /** `leader`: it holds the journal. `standby`: it would take over. `gone`: it was silent for longer than its lease. */
  readonly role: "leader" | "standby" | "gone";
  /** ms since 1970, by the database's clock. */
  readonly joined: number;
  readonly seen: number;
  readonly leaseMs: number;
}

/** The promise of a commit, as the database's settings make it. */
export interface Durability {
  /** PostgreSQL's `synchronous_commit`. */
  readonly commit: string;
  /** PostgreSQL's `synchronous_standby_names`; empty: a commit waits for no other server. */
  readonly standbys: string;
}

/** How a node joins. */
export interface MembershipOptions {
  readonly url: string;
  readonly holder: Holder;
  /** ms. Default: 10 s. */
  readonly lease?: number;
  readonly sealer?: Sealer;
}

/** How often a node looks whether the journal is free, ms: a fifth of its lease, and at most this. */
const lookMsMax = 500;
const lookMsMin = 20;

/** A row of a node that was silent so long is removed, ms. */
const forgottenMs = 86_400_000;

/** Claims of many nodes at once are spread over so much, ms: each takes a connection. */
const spreadMs = 100;

interface Look {
  readonly holder: string | null;
  readonly address: string | null;
  /** The end of the lease, exactly; null: nobody has one. */
  readonly until: string | null;
  /** ms; negative: it has run out. */
  readonly left: number | null;
  readonly lease: number | null;
}

/** A node's part in a journal that several share: it is counted, knows who leads, and leads when nobody else does. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #leaseMs: number;
  readonly #connect: ReturnType<typeof connector>;
  #client: Client | undefined;
  #timer: (() => void) | undefined;
  #beating: Promise<void> = Promise.resolve();
  #last: Look | undefined;
  #same: { readonly until: string; readonly since: number } | undefined;
  #isClosed = false;
  #asked: Promise<unknown> = Promise.resolve();

  private constructor(options: MembershipOptions) {
    this.#options = options;
    this.#leaseMs = Math.max(options.lease ?? leaseMsDefault, leaseMsMin);
    this.#connect = connector(options.url, `orch node ${options.holder.id.slice(0, 8)}`, this.#leaseMs);
  }

  /** Joins. A journal that cannot be joined, now or later, is a fault. */
  static async join(options: MembershipOptions): Promise<Membership | StoreFault> {
    const made = new Membership(options);
    try {
      const fault = await made.#unusable();
      if (fault !== undefined) {
        await made.close();
        return fault;
      }
      await made.#look();
      made.#beat();
      return made;
    } catch (error) {
      await made.close();
      return faultOf(error);
    }
  }

  /** Where the leader serves HTTP, as far as is known here. */
  leader(): string | undefined {
    const { holder, address, until } = this.#last ?? {};
    return until === null || holder === this.#options.holder.id ? undefined : (address ?? undefined);
  }

  /** The id of the node that was seen to lead last. */
  get lastLeader(): string | undefined {
    return this.#last?.holder ?? undefined;
  }

  /**
   * Waits until nobody else holds the journal, and opens it. Undefined: `until` came before. A fault: this node never can.
   */
  async lead(
    signal: AbortSignal,
    onLost: (why: string) => void = () => undefined,
  ): Promise<Store | StoreFault | undefined> {
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      const look = await this.#look().catch(() => undefined);
      if (look !== undefined && this.#mayClaim(look)) {
        const got = await this.#claim(look, onLost);
        if (got !== undefined) return got;
      }
      const left = look?.left ?? lookMsMax;
      const wait = Math.min(lookMsMax, this.#leaseMs / 5, Math.max(left, lookMsMin));
      await Promise.race([pause(wait + below(lookMsMin)), aborted]);
    }
    return undefined;
  }

  /** Those that were seen within a day, the newest last. */
  async nodes(): Promise<readonly NodeRow[]> {
    const rows = await this.#ask<Omit<NodeRow, "role"> & { readonly leads: boolean; readonly gone: boolean }>(
      `SELECT n.id, n.shown, n.address, n.version, n.lease AS "leaseMs",
         (extract(epoch FROM n.joined) * 1000)::float8 AS joined, (extract(epoch FROM n.seen) * 1000)::float8 AS seen,
         coalesce(s.holder = n.id AND s.until > clock_timestamp(), false) AS leads,
         n.seen < clock_timestamp() - n.lease * interval '1 ms' AS gone
       FROM orch.nodes n LEFT JOIN orch.shards s ON s.id = $1 ORDER BY n.joined, n.id`,
      [mainShard],
    );
    return rows.map(({ leads, gone, address, version, ...node }) => ({
      ...node,
      ...(address == null ? {} : { address }),
      ...(version == null ? {} : { version }),
      joined: Math.round(node.joined),
      seen: Math.round(node.seen),
      role: leads ? "leader" : gone ? "gone" : "standby",
    }));
  }

  /** Shows other nodes that this is one of them; undefined: the journal has no key. */
  credential(): string | undefined {
    return this.#options.sealer?.seal(this.#options.holder.id, credentialName);
  }

  /** The node that shows it; undefined: it was made with another key, or the node is not counted any more. */
  async nodeOf(credential: string): Promise<string | undefined> {
    const id = this.#options.sealer?.open(credential, credentialName);
    if (id === undefined) return undefined;
    return (await this.nodes()).find((node) => node.id === id && node.role !== "gone")?.id;
  }

  async durability(): Promise<Durability> {
    const rows = await this.#ask<Durability>(
      `SELECT current_setting('synchronous_commit') AS commit,
         current_setting('synchronous_standby_names') AS standbys`,
    );
    return rows[0] ?? { commit: "", standbys: "" };
  }

  /** Leaves: the others no longer count this node. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.();
    await this.#beating;
    if (this.#client === undefined) return;
    await this.#ask("DELETE FROM orch.nodes WHERE id = $1", [this.#options.holder.id])
      // It is then seen as gone.
      .catch(() => undefined);
    if (this.#client !== undefined) await ended(this.#client);
  }

  async #unusable(): Promise<StoreFault | undefined> {
    const version = await versionOf(await this.#connected());
    if (version > schemaVersion)
      return { fault: "newer", message: `The journal has version ${version} of its tables: update orch.` };
    if (version < schemaVersion) return undefined;
    const [row] = await this.#ask<{ text: string }>("SELECT text FROM orch.kept WHERE name = $1", [sealName]);
    return this.#otherKey(row?.text);
  }

  /** Every node has to have the key that seals secrets: without it the journal can't be carried on. */
  #otherKey(sealed: string | undefined): StoreFault | undefined {
    const { sealer } = this.#options;
    if (sealed === undefined || sealer === undefined || sealer.open(sealed, sealName) === sealText)
      return undefined;
    return {
      fault: "unreadable",
      message:
        "The key that seals the journal's secrets is missing here, or is another: copy the file `.orch/postgres-…-key` from the node that runs.",
    };
  }

  #mayClaim({ until, left, lease }: Look): boolean {
    if (until === null || left === null || left < 0) return true;
    if (this.#same?.until !== until) {
      this.#same = { until, since: systemHands.steady() };
      return false;
    }
    // The database's clock was set back: a lease that nobody renews ends by this clock too.
    return systemHands.steady() - this.#same.since > (lease ?? this.#leaseMs) * 1.5;
  }

  async #claim(look: Look, onLost: (why: string) => void): Promise<Store | StoreFault | undefined> {
    const { url, holder, sealer } = this.#options;
    await pause(below(spreadMs));
    const seen = look.until !== null && (look.left ?? 0) >= 0 ? { seen: look.until } : {};
    const got = await openPostgresStore(
      url,
      { mode: "write", lease: this.#leaseMs, holder, onLost, opening: true, ...seen },
      sealer === undefined ? {} : { sealer },
    );
    if ("fault" in got) return got.fault === "newer" ? got : undefined;
    try {
      const sealed = await got.kept?.get(sealName);
      const fault = this.#otherKey(sealed);
      if (fault === undefined) {
        if (sealed === undefined && sealer !== undefined)
          await got.kept?.put(sealName, sealer.seal(sealText, sealName));
        return got;
      }
      await got.close();
      return fault;
    } catch {
      // The database went away: another may claim it meanwhile.
      await got.close();
      return undefined;
    }
  }

  async #look(): Promise<Look> {
    const free: Look = { holder: null, address: null, until: null, left: null, lease: null };
    try {
      const rows = await this.#ask<Look>(
        `SELECT holder, address, extract(epoch FROM until)::text AS until, lease,
           (extract(epoch FROM until - clock_timestamp()) * 1000)::float8 AS left
         FROM orch.shards WHERE id = $1`,
        [mainShard],
      );
      this.#last = rows[0] ?? free;
    } catch (error) {
      // Tables of the first version, or none: whoever claims it makes them.
      if ((error as { readonly code?: unknown }).code !== undefinedTable) throw error;
      this.#last = free;
    }
    return this.#last;
  }

  /** Says that this node is there, every third of its lease. */
  #beat(): void {
    this.#beating = this.#beaten().finally(() => {
      if (!this.#isClosed) this.#timer = soon(this.#leaseMs / 3, () => this.#beat());
    });
  }

  async #beaten(): Promise<void> {
    const { holder } = this.#options;
    await this.#ask(
      `WITH old AS (DELETE FROM orch.nodes WHERE seen < clock_timestamp() - $6 * interval '1 ms' AND id <> $1)
       INSERT INTO orch.nodes (id, shown, address, version, lease) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET seen = clock_timestamp()`,
      [holder.id, holder.shown, holder.address ?? null, holder.version ?? null, this.#leaseMs, forgottenMs],
    )
      // While it leads, it looks at no other time.
      .then(() => this.#look())
      // The database is away, or has no such table yet: the next beat says it.
      .catch(() => undefined);
  }

  /** One after the other, over one connection; one that has failed is replaced. */
  #ask<T extends object>(text: string, values: readonly unknown[] = []): Promise<readonly T[]> {
    const answer = this.#asked.then(async () => {
      const client = await this.#connected();
      try {
        const { rows } = await client.query<T>(text, [...values]);
        return rows;
      } catch (error) {
        if (isAway(error)) this.#dropped(client);
        throw error;
      }
    });
    this.#asked = answer.catch(() => undefined);
    return answer;
  }

  async #connected(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    const client = await this.#connect();
    client.once("end", () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }

  #dropped(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    client.connection.stream.destroy();
  }
}

/** By chance, so that nodes do not all ask in the same instant. */
function below(limit: number): number {
  return (Number.parseInt(nodeRandom.hex(2), 16) / 0x1_0000) * limit;
}

const sealName = "key";
const credentialName = "node";
const sealText = "orch";

/** SQLSTATE undefined_table. */
const undefinedTable = "42P01";
