import type { User } from "@orchlang/kernel/run";
import type { Role } from "./roles.ts";
import type { Clearance } from "./token.ts";

/** The maker of a request: always the holder of its token or session, never anybody whom its body names. */
export interface Principal {
  /** The id of the token, for audits. */
  readonly token: string;
  /** The name that people know it by. */
  readonly name: string;
  readonly role: Role;
  readonly user: User;
  /** Values labelled above it are masked in every response. */
  readonly clearance: Clearance;
  /** Qualified names of the plans it may see and start; undefined: all. */
  readonly plans: readonly string[] | undefined;
  /** The pools that a worker may serve; undefined: it is no worker. */
  readonly pools?: readonly string[];
  /** The id of the session of a browser; undefined: it came with a token. */
  readonly session?: string;
  /** An issuer claims it; the server has no record of it, so `expires` alone ends it. */
  readonly isClaimed?: true;
  /** ms since 1970; undefined: its access does not end by itself. */
  readonly expires?: number;
}

export function maySee({ plans }: Principal, entry: string): boolean {
  return plans === undefined || plans.includes(entry);
}
