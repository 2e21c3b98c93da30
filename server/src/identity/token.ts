import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import { isRole, type Role, workerRole } from "./roles.ts";

/** The highest confidentiality that its holder is shown. `secret` is never shown. */
export type Clearance = "internal" | "personal";

/** A token as it is kept: the token itself is not. */
export interface TokenRecord {
  /** 12 characters, part of the token: names it in lists, audits and when it is revoked. */
  readonly id: string;
  readonly name: string;
  /** Hex SHA-256 of the whole token. */
  readonly hash: string;
  readonly role: Role;
  /** The user of the program on whose behalf it acts, and that user's roles there. */
  readonly user: string;
  readonly roles: readonly string[];
  readonly clearance: Clearance;
  readonly plans?: readonly string[];
  /** The pools that a worker may serve: names, or the ends of them. Left out of every other role. */
  readonly pools?: readonly string[];
  /** ms since 1970; undefined: it does not expire. */
  readonly expires?: number;
}

/** The properties of a new token. */
export type TokenRequest = Omit<TokenRecord, "id" | "hash">;

const prefix = "orch_";
const form = /^orch_(?<id>[\w-]{12})_(?<secret>[\w-]{43})$/u;

/** A new token of 256 random bits, and the record of it. */
export function mintToken(request: TokenRequest): { readonly token: string; readonly record: TokenRecord } {
  const id = randomBytes(9).toString("base64url");
  const token = `${prefix}${id}_${randomBytes(32).toString("base64url")}`;
  return { token, record: { ...request, id, hash: digest(token).toString("hex") } };
}

/** The id inside a token; undefined: it has not the form of one. */
export function idOf(token: string): string | undefined {
  return form.exec(token)?.groups?.id;
}

/** True if this is the token of that record. Takes the same time wherever they differ. */
export function matchesToken(token: string, record: TokenRecord): boolean {
  return timingSafeEqual(digest(token), Buffer.from(record.hash, "hex"));
}

function digest(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/** The record in a file of tokens; undefined: it is none. */
export function tokenRecordIn(value: JsonObject): TokenRecord | undefined {
  const { id, name, hash: digested, role, user, roles, clearance, plans, pools, expires } = value;
  const isFit =
    typeof id === "string" &&
    typeof name === "string" &&
    typeof digested === "string" &&
    /^[0-9a-f]{64}$/u.test(digested) &&
    isRole(role) &&
    typeof user === "string" &&
    areTexts(roles) &&
    (clearance === "internal" || clearance === "personal") &&
    (plans === undefined || areTexts(plans)) &&
    (role === workerRole ? areTexts(pools) : pools === undefined) &&
    (expires === undefined || typeof expires === "number");
  if (!isFit) return undefined;
  return {
    id,
    name,
    hash: digested,
    role,
    user,
    roles,
    clearance,
    ...(plans === undefined ? {} : { plans }),
    ...(areTexts(pools) ? { pools } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
