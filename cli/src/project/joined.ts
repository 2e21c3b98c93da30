import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Orchestrator, Store } from "@orchlang/runtime";
import type { Kept } from "@orchlang/runtime/journal";
import type { Membership } from "@orchlang/runtime/postgres";
import type { RemoteWorkers } from "@orchlang/runtime/remote";
import type { Cluster } from "@orchlang/server";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { version } from "../version.ts";
import { interruption } from "./interruption.ts";
import { unusable } from "./journal.ts";
import { holdJournal } from "./operator.ts";
import { filesOf, isDatabase, isRestate, storeOf } from "./place.ts";
import { type StandbyWork, type StandbyWorkOptions, workWhileStandingBy } from "./standby-work.ts";

/** A node while it leads. */
interface Leading {
  readonly orchestrator: Orchestrator;
  readonly kept: Kept | undefined;
  readonly cluster: Cluster;
  /** Workers elsewhere, for as long as it leads. */
  readonly remote: RemoteWorkers | undefined;
  /** The port that it has listened on as a standby. */
  readonly port: number;
  /** To be called once it serves. */
  settle(): void;
  /** Why it ends. */
  readonly ended: Promise<"interrupted" | "lost">;
}

/**
 * Joins the journal as one node of several, until interrupted: stands by, forwarding to whoever leads, and calls `lead`
 * whenever this node has the journal. A node that loses it stands by again.
 */
export async function joined(
  invocation: Invocation,
  { host, port: wanted }: { readonly host: string; readonly port: number },
  lead: (node: Leading) => Promise<void>,
  remoteFor: (leaseMs: number) => Promise<RemoteWorkers>,
  program: Pick<StandbyWorkOptions, "plans" | "root">,
): Promise<ExitCode> {
  const url = databaseOf(invocation);
  const lease = leaseOf(invocation);
  const advertised = advertisedOf(invocation, host);
  const shares = sharesOf(invocation);
  const { Membership: nodes, thisProcess } = await import("@orchlang/runtime/postgres");
  const { sealerBeside } = await import("@orchlang/runtime/journal");
  const { openStandby } = await import("@orchlang/server");
  const { err, out } = invocation.terminal;
  const files = filesOf(invocation);
  mkdirSync(dirname(files), { recursive: true });
  const me = thisProcess();
  let port = wanted;
  let membership: Membership | undefined;
  let work: StandbyWork | undefined;
  const standBy = async () => {
    const standby = await openStandby({ host, port, node: me.id, leader: () => membership?.leader() });
    if ("fault" in standby)
      throw new UsageError(`The server cannot listen at ${host}:${port}: ${standby.fault}`);
    port = Number(new URL(standby.address).port);
    return standby;
  };
  const interrupted = interruption();
  const stopping = new AbortController();
  void interrupted.promise.then(() => stopping.abort());
  let standby = await standBy();
  try {
    const holder = { ...me, address: advertised ?? standby.address, version };
    const sealer = sealerBeside(files, true);
    const member = await nodes.join({ url, holder, lease, sealer });
    if ("fault" in member) throw unusable(invocation, member);
    membership = member;
    const here = { ...program, node: me.id, address: standby.address, shares };
    work = await workOf(member, here, (what) => err.line(what));
    for (;;) {
      const leader = member.leader();
      if (invocation.format === "json") out.json({ address: standby.address, role: "standby" });
      else err.line(`standing by at ${standby.address}${leader === undefined ? "" : `; ${leader} leads`}`);
      const lost = Promise.withResolvers<"lost">();
      const store = await member.lead(stopping.signal, (why) => {
        err.line(why);
        lost.resolve("lost");
      });
      if (store === undefined) await drained(work);
      else work?.leads();
      await standby.close();
      if (store === undefined) return ExitCode.interrupted;
      if ("fault" in store) throw unusable(invocation, store);
      abandonedAfter(stopping.signal, store);
      const remote = await remoteFor(lease);
      remote.awaits(await workersOf(member, me.id, work !== undefined));
      const held = await holdJournal(invocation, { triggers: true, store, remote });
      if ("fault" in held) throw unusable(invocation, held);
      try {
        const { orchestrator, kept } = held;
        const cluster = clusterOf(member, store);
        const ended = Promise.race([interrupted.promise, lost.promise]);
        await lead({ orchestrator, kept, remote, cluster, port, ended, settle: () => store.hold?.settle() });
      } finally {
        await held.close();
      }
      if (stopping.signal.aborted) return ExitCode.interrupted;
      work?.standsBy();
      standby = await standBy();
    }
  } finally {
    await standby.close();
    await work?.close();
    await membership?.close();
    interrupted.dispose();
  }
}

function databaseOf(invocation: Invocation): string {
  const url = storeOf(invocation);
  if (isDatabase(url) && !isRestate(url)) return url;
  throw new UsageError("`--join` is for a journal that several servers can reach.", [
    "Name one in PostgreSQL: `--store postgres://…`.",
  ]);
}

/** A node that is to end does not wait for a database that is away. */
function abandonedAfter(stopping: AbortSignal, { hold }: Store): void {
  if (stopping.aborted) hold?.abandon();
  else stopping.addEventListener("abort", () => hold?.abandon(), { once: true });
}

function clusterOf(member: Membership, { epoch, hold }: Store): Cluster {
  return {
    epoch: epoch ?? 0,
    holds: () => hold?.holds() !== false,
    nodes: () => member.nodes(),
    nodeOf: (shown) => member.nodeOf(shown),
    durability: () => member.durability(),
  };
}

/** Undefined: this node runs no steps for others. */
async function workOf(
  member: Membership,
  options: Omit<StandbyWorkOptions, "credential" | "says">,
  says: StandbyWorkOptions["says"],
): Promise<StandbyWork | undefined> {
  const credential = member.credential();
  if (options.shares === 0 || credential === undefined) return undefined;
  return await workWhileStandingBy({ ...options, credential, says });
}

/** The nodes that may have steps of the leader before. */
async function workersOf(member: Membership, own: string, works: boolean): Promise<readonly string[]> {
  const { nodeWorker } = await import("@orchlang/server");
  const before = member.lastLeader;
  const nodes = await member.nodes().catch(() => []);
  return nodes
    .filter(({ role, id }) => (id === own ? works : role === "standby" && id !== before))
    .map(({ id }) => nodeWorker(id));
}

/** Lets the steps of others end; a second interrupt ends it at once. */
async function drained(work: StandbyWork | undefined): Promise<void> {
  if (work === undefined) return;
  const again = interruption();
  await Promise.race([work.drain(), again.promise]);
  again.dispose();
}

function sharesOf(invocation: Invocation): number {
  const shares = Number(invocation.text("share"));
  if (Number.isInteger(shares) && shares >= 0 && shares <= 5_000) return shares;
  throw new UsageError("--share takes a number from 0 to 5000.");
}

function leaseOf(invocation: Invocation): number {
  const text = invocation.text("lease") ?? "10s";
  const groups = /^(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m)$/u.exec(text)?.groups;
  const ms = Number(groups?.count) * ({ ms: 1, s: 1_000, m: 60_000 }[groups?.unit ?? ""] ?? Number.NaN);
  if (Number.isNaN(ms) || ms < 500 || ms > 600_000)
    throw new UsageError("--lease takes a duration from 500ms to 10m, such as 10s.");
  return ms;
}

/** Undefined: the address that it listens on. */
function advertisedOf(invocation: Invocation, host: string): string | undefined {
  const text = invocation.text("advertise");
  if (text === undefined && (host === "0.0.0.0" || host === "::"))
    throw new UsageError(`\`--host ${host}\` is no address that other nodes could reach.`, [
      "Say where they reach this one: `--advertise http://10.0.0.5:7300`.",
    ]);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol) || url.pathname !== "/")
    throw new UsageError("--advertise takes an address such as http://10.0.0.5:7300.");
  return url.origin;
}
