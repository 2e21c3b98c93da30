import type { Json, JsonObject, Priority } from "@orchlang/plan";
import type { Map as PersistentMap } from "immutable";
import type { Instant, Ref, RunId } from "../../machine.ts";
import type { HoldRequest } from "../../messages.ts";

/** What a plan file says of a pool, as far as it matters to who gets what. */
export interface PoolDeclaration {
  readonly name: string;
  readonly count: number;
  readonly tier?: string;
  /** ms. */
  readonly lease?: number;
  readonly overflow?: string;
  readonly reserve?: { readonly count: number; readonly priority: Priority };
}

export type Health = "ready" | "maintenance" | "lost";

export interface MemberState {
  readonly id: string;
  readonly fields: JsonObject;
  readonly health: Health;
  /** The hold that it is given to, by its message. */
  readonly holder: string | undefined;
  /** Of the last that held it; 0: nobody has. */
  readonly fence: number;
}

export interface PoolState {
  readonly declared: PoolDeclaration;
  readonly members: PersistentMap<string, MemberState>;
}

/** A hold that somebody wants or has. */
export interface HoldState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly hold: HoldRequest;
  /** Whether a step's gate asked for it, which is answered with it. */
  readonly gate: boolean;
  /** What the gate reads beside it. */
  readonly reads: readonly string[];
  readonly status: "waiting" | "held";
  /** Its place among those that wait: those before it come first. */
  readonly since: Instant;
  /** When it is no longer wanted, or its members are free again whatever the holder does. */
  readonly due: Instant | undefined;
  readonly members: readonly { readonly pool: string; readonly id: string }[];
}

export function poolDeclaration(name: string, said: JsonObject): PoolDeclaration {
  return { count: 1, ...(said as Partial<PoolDeclaration>), name };
}

/** A pool as its declaration has it: members by number, of which nothing is known but that they are there. */
export function declaredMembers({
  name,
  count,
}: PoolDeclaration): readonly (readonly [string, MemberState])[] {
  const short = name.slice(name.lastIndexOf(".") + 1);
  return Array.from({ length: count }, (_, index) => {
    const id = `${short}[${index + 1}]`;
    const fields: Readonly<Record<string, Json>> = { id, online: true };
    return [id, { id, fields, health: "ready", holder: undefined, fence: 0 }] as const;
  });
}
