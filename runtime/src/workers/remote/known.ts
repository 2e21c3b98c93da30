import type { Instant } from "@orchlang/kernel";
import type { JsonObject } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Job, JobResult } from "../../world/world.ts";
import type { Hello } from "./messages.ts";

/** A connection to a worker, as this side uses it. */
export interface Link {
  send(text: string): void;
  close(why: string): void;
}

/** The token that a connection came with. */
export interface Bearer {
  readonly token: string;
  readonly clearance: "internal" | "personal";
  /** The pools that it may serve, by name or the end of it. */
  readonly pools: readonly string[];
  /** It is another node of the same journal, which may take jobs of no pool. */
  readonly isNode?: true;
}

/** How operators let a worker work. `quarantined`: it is given nothing, and nothing that it says counts. */
export type Standing = "open" | "draining" | "quarantined";

/** Word of a place of a worker, which is a member of a pool. */
export interface MemberWord {
  readonly pool: string;
  readonly member: string;
  readonly health?: "ready" | "draining" | "maintenance" | "lost";
  readonly gone?: true;
  readonly fields?: JsonObject;
  readonly why?: string;
}

/** A job, and who wants its result. */
export interface Asked {
  readonly job: Job;
  report(job: Job, result: JobResult): void;
}

/** A job that a worker is to do, or does. */
export interface Given extends Asked {
  readonly worker: Remote;
  /** `waiting`: it was not sent by this process. */
  state: "waiting" | "sent";
  /** The process of the worker that has it. */
  process?: string;
  /** The job was given up: its end is reported once the journal has the loss of the worker. */
  doomed?: true;
  /** It was asked to stop. */
  aborted?: true;
  /** It is of no pool: a node does it for the one that leads. */
  readonly isLent?: true;
}

interface Place {
  readonly pool: string;
  readonly member: string;
  last: string;
}

/** A worker elsewhere, as the server knows it. */
export class Remote {
  readonly name: string;
  /** Undefined: it has not been here since this process began. */
  who: Bearer | undefined;
  hello: Hello | undefined;
  link: Link | undefined;
  heard: Instant;
  isLost = false;
  /** It has said that it wants to go. */
  isLeaving = false;
  standing: Standing = "open";
  why: string | undefined;
  /** Why it may not serve a pool that it offers to serve. */
  readonly unfit = new Map<string, string>();
  /** Jobs in a row that failed by no name of their capability. */
  failures = 0;
  /** Jobs that it was given, and that are not over. */
  load = 0;
  /** Lines that it wrote within a second. */
  lines = { since: 0, count: 0 };
  /** Jobs that it has and nobody here has asked for yet, each with what forgets it. */
  readonly unclaimed = new Map<string, () => void>();
  forget: (() => void) | undefined;
  readonly #places = new Map<string, Place>();

  constructor(name: string, heard: Instant) {
    this.name = name;
    this.heard = heard;
  }

  /** A place that an earlier process has reported. */
  adopt(pool: string, member: string): void {
    this.#places.set(`${pool} ${member}`, { pool, member, last: "" });
  }

  /** True of a node that could take one more job of no pool. */
  get hasRoom(): boolean {
    const isThere = this.link !== undefined && !this.isLost && !this.isLeaving;
    return isThere && this.standing === "open" && this.load < (this.hello?.shares ?? 0);
  }

  get isGone(): boolean {
    return this.#places.size === 0;
  }

  /** The reports about its places that are still to be sent. `leaves`: the worker has no places any more. */
  news(leaves = false): readonly MemberWord[] {
    const words = leaves ? [] : this.#words();
    const offered = new Set(words.map(({ pool, member }) => `${pool} ${member}`));
    const isKnown = this.hello !== undefined || leaves;
    const gone = [...this.#places].flatMap(([name, { pool, member }]): MemberWord[] => {
      if (offered.has(name)) return [];
      if (isKnown) this.#places.delete(name);
      return [isKnown ? { pool, member, gone: true } : { pool, member, health: this.#health(pool) }];
    });
    const changed = words.filter((word) => {
      const name = `${word.pool} ${word.member}`;
      const last = canonical({ ...word });
      const isNew = this.#places.get(name)?.last !== last;
      this.#places.set(name, { pool: word.pool, member: word.member, last });
      return isNew;
    });
    return [...gone, ...changed];
  }

  #words(): readonly MemberWord[] {
    return (this.hello?.offers ?? []).flatMap(({ pool, capacity, fields }) =>
      Array.from({ length: capacity }, (_, n): MemberWord => {
        const why = this.unfit.get(pool) ?? this.why;
        return {
          pool,
          member: `${this.name}/${n + 1}`,
          health: this.#health(pool),
          fields: { ...fields, worker: this.name },
          ...(why === undefined ? {} : { why }),
        };
      }),
    );
  }

  #health(pool: string): NonNullable<MemberWord["health"]> {
    if (this.isLost) return "lost";
    if (this.standing === "quarantined" || this.unfit.has(pool)) return "maintenance";
    return this.isLeaving || this.standing === "draining" ? "draining" : "ready";
  }
}

/** `w1` of the member `w1/3`; undefined: no worker's place is called so. */
export function workerOf(member: string): string | undefined {
  return /^(?<name>[\w.-]+)\/\d+$/u.exec(member)?.groups?.name;
}
