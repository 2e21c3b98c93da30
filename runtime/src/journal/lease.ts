import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { pid } from "node:process";
import { soon, systemHands } from "../world/node.ts";
import type { Hold } from "./store.ts";

/** Default of a lease, ms: how long nobody else takes over from a process that is silent. */
export const leaseMsDefault = 10_000;

/** The shortest, ms: three renewals and their answers have to fit on a busy machine. */
export const leaseMsMin = 500;

/** A process that may write, as others see it. */
export interface Holder {
  /** Its own, another after each start. */
  readonly id: string;
  /** In words, for messages. */
  readonly shown: string;
  /** Where it serves HTTP to the other nodes. */
  readonly address?: string;
  readonly version?: string;
}

/** A holder for this process, new each time. */
export function thisProcess(): Holder {
  return { id: randomUUID(), shown: `process ${pid} on ${hostname()}` };
}

/** When a request was sent, by two clocks. */
export interface Sent {
  /** ms of a clock that never goes back. */
  readonly steady: number;
  /** ms since 1970: it goes on while the machine is suspended, and the steady one may not. */
  readonly wall: number;
}

export function sentNow(): Sent {
  return { steady: systemHands.steady(), wall: systemHands.wall() };
}

function since({ steady, wall }: Sent): number {
  return Math.max(systemHands.steady() - steady, systemHands.wall() - wall);
}

export interface Claimed {
  readonly holder: Holder;
  readonly epoch: number;
  readonly leaseMs: number;
  /** When the claim was sent: the lease began later. */
  readonly sent: Sent;
  /** It lasts longer until {@link Lease.settle} is called. */
  readonly opening?: true;
}

/**
 * How long a lease lasts at least while its holder opens what it serves, ms: a process that loads and compiles does not
 * renew it meanwhile.
 */
export const openingMs = 60_000;

/** Where a lease is kept: by its clock alone it ends. */
export interface LeaseKeeper {
  /** Renews it for so many ms, and gives when it asked for that. Undefined: another has it. Rejects: not known. */
  renew(ms: number): Promise<Sent | undefined>;
  /** Gives it back, if it is still held, and ends. Never rejects. */
  close(isHeld: boolean): Promise<void>;
}

/**
 * A lease that was claimed, renewed every third of it. The clock of its keeper says when it ends.
 * This side counts from the moment a renewal was *sent*, and stops a margin before, so that it stops before anybody else
 * can begin (C. Gray, D. Cheriton, "Leases", 1989). A lease that ran out and that nobody took is simply renewed.
 */
export class Lease implements Hold {
  readonly #claimed: Claimed;
  readonly #keeper: LeaseKeeper;
  #sent: Sent;
  /** How long it was asked for at that time. */
  #asked: number;
  #opening: boolean;
  #timer: (() => void) | undefined;
  #renewing: Promise<void> | undefined;
  #lost: string | undefined;
  #closed = false;
  #abandoned = false;
  readonly #waiting = new Set<(holds: boolean) => void>();
  readonly #onLost = new Set<(why: string) => void>();

  constructor(claimed: Claimed, keeper: LeaseKeeper) {
    this.#claimed = claimed;
    this.#sent = claimed.sent;
    this.#opening = claimed.opening === true;
    this.#asked = this.#wanted;
    this.#keeper = keeper;
    this.#schedule();
  }

  get #wanted(): number {
    const { leaseMs } = this.#claimed;
    return this.#opening ? Math.max(leaseMs, openingMs) : leaseMs;
  }

  holds(): boolean {
    return this.#lost === undefined && since(this.#sent) < this.#asked - marginOf(this.#asked);
  }

  settle(): void {
    if (!this.#opening) return;
    this.#opening = false;
    void this.#renew();
  }

  async regained(): Promise<boolean> {
    if (this.holds()) return true;
    if (this.#lost !== undefined || this.#closed || this.#abandoned) return false;
    const decided = new Promise<boolean>((resolve) => this.#waiting.add(resolve));
    void this.#renew();
    return await decided;
  }

  onLost(call: (why: string) => void): () => void {
    this.#onLost.add(call);
    if (this.#lost !== undefined) call(this.#lost);
    return () => this.#onLost.delete(call);
  }

  abandon(): void {
    this.#abandoned = true;
    this.#tell(false);
  }

  resign(why: string): void {
    this.lose(why);
  }

  /** Another has it. */
  lose(why: string): void {
    if (this.#lost !== undefined || this.#closed) return;
    this.#lost = why;
    this.#end();
    for (const call of [...this.#onLost]) call(why);
  }

  /** Gives it back, so that the next one need not wait for its end. */
  async release(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
    await this.#renewing;
    await this.#keeper.close(this.#lost === undefined);
  }

  #end(): void {
    this.#timer?.();
    this.#tell(false);
  }

  #tell(holds: boolean): void {
    for (const tell of [...this.#waiting]) tell(holds);
    this.#waiting.clear();
  }

  #schedule(): void {
    this.#timer?.();
    if (this.#closed || this.#lost !== undefined) return;
    // One that has run out is asked for sooner: appends wait for it.
    const pause = this.holds() ? this.#claimed.leaseMs / 3 : this.#claimed.leaseMs / 10;
    this.#timer = soon(pause, () => void this.#renew());
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#renewed().finally(() => {
      this.#renewing = undefined;
      this.#schedule();
    });
    return this.#renewing;
  }

  async #renewed(): Promise<void> {
    const asked = this.#wanted;
    let sent: Sent | undefined;
    try {
      sent = await this.#keeper.renew(asked);
    } catch {
      // Not answered: it is asked again, soon if the lease has run out.
      return;
    }
    if (this.#closed) return;
    if (sent === undefined) return this.lose("Another process writes to this journal now.");
    [this.#sent, this.#asked] = [sent, asked];
    if (this.holds()) this.#tell(true);
  }
}

/** How long before its end a lease is no longer relied on, ms: for clocks that run unlike and a thread that is late. */
function marginOf(leaseMs: number): number {
  return leaseMs / 5;
}
