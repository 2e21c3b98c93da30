/** Users: their roles, their consents, and until when these last. */
import { Map as PersistentMap } from "immutable";
import type { ControlEvent } from "../events.ts";
import type { ConsentState, ControlState, UserState } from "../state.ts";
import { armed } from "./alarms.ts";
import { tallied } from "./tallies.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

const stranger: UserState = {
  consents: PersistentMap<string, ConsentState>(),
  withdrawn: PersistentMap<string, true>(),
};

export function userTold(
  before: ControlState,
  { id, user, roles, trust, gone }: Event<"User">,
): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const was = state.users.get(user) ?? stranger;
  if (gone === true)
    return withUser(state, user, { ...was, known: { roles: [] }, consents: was.consents.clear() });
  const kept = trust ?? was.known?.trust;
  const known = { roles: roles ?? was.known?.roles ?? [], ...(kept === undefined ? {} : { trust: kept }) };
  return withUser(state, user, { ...was, known });
}

export function consented(
  before: ControlState,
  { id, user, scope, until }: Event<"Consented">,
): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const was = state.users.get(user) ?? stranger;
  const consent: ConsentState = until === undefined ? {} : { until };
  const next = withUser(state, user, {
    ...was,
    consents: was.consents.set(scope, consent),
    withdrawn: was.withdrawn.delete(scope),
  });
  return until === undefined
    ? next
    : armed(next, { due: until, of: "consent", name: JSON.stringify([user, scope]) });
}

/** Remembered, so that it holds for whatever is begun from now on. */
export function withdrew(before: ControlState, { id, user, scope }: Event<"Withdrew">): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  return tallied(withoutConsent(state, user, scope), `consent ${scope} withdrawn`);
}

export function lapsed(state: ControlState, { user, scope }: Event<"Lapsed">): ControlState {
  return tallied(withoutConsent(state, user, scope), `consent ${scope} lapsed`);
}

function withoutConsent(state: ControlState, user: string, scope: string): ControlState {
  const was = state.users.get(user) ?? stranger;
  return withUser(state, user, {
    ...was,
    consents: was.consents.delete(scope),
    withdrawn: was.withdrawn.set(scope, true),
  });
}

function withUser(state: ControlState, name: string, user: UserState): ControlState {
  return { ...state, users: state.users.set(name, user) };
}
