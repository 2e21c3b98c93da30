import { useMemo, useSyncExternalStore } from "react";
import { hrefOf, type Place, placeIn } from "./place.ts";

const subscribe = (changed: () => void): (() => void) => {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
};

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => placeIn(hash), [hash]);
}

/** Goes to a place, with an entry in the browser's history. */
export function go(path: readonly string[], query?: Readonly<Record<string, string | undefined>>): void {
  location.hash = hrefOf(path, query);
}

/** Changes the query of the place where the page is, without an entry in the history. */
export function amend(place: Place, query: Readonly<Record<string, string | undefined>>): void {
  const url = hrefOf(place.path, { ...place.query, ...query });
  history.replaceState(null, "", url);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
