import { type Answer, ask } from "../server/client.ts";
import type { Session } from "../server/types.ts";
import type { Place } from "./place.ts";

export interface ViewProps {
  readonly place: Place;
  readonly session: Session;
}

export type { Session };

const rank = ["viewer", "approver", "operator", "author", "admin"] as const;

/** Each role includes those before it. */
export function mayAs({ role }: Session, needed: Session["role"]): boolean {
  return rank.indexOf(role) >= rank.indexOf(needed);
}

export function readSession(): Promise<Answer<Session>> {
  return ask<Session>({ path: "/session" });
}

/** Signs in with the one-time code of a link. */
export function signInByCode(code: string): Promise<Answer<Session>> {
  return ask<Session>({ method: "POST", path: "/session", body: { code } });
}

/** Signs in with a token. The browser keeps a cookie that no script can read, never the token. */
export function signInByToken(token: string): Promise<Answer<Session>> {
  return ask<Session>({ method: "POST", path: "/session", body: { token } });
}

export function signOut(): Promise<Answer<unknown>> {
  return ask<unknown>({ method: "DELETE", path: "/session" });
}
