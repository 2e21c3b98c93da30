import { useMemo, useSyncExternalStore } from "react";

/** A place in the console, as the part of the address behind `#` has it: `#/runs/R3GX?at=4`. */
export interface Place {
  /** `["runs", "R3GX"]`; empty: home. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export function placeIn(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  return {
    path: path
      .split("/")
      .filter((part) => part !== "")
      .map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a place. Parts of the query that are empty or undefined are left out. */
export function hrefOf(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
  const asked = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  return `#/${path.map(encodeURIComponent).join("/")}${asked}`;
}

/** The one-time code of a sign-in link, `#code=…`. */
export function codeIn(hash: string): string | undefined {
  return /^#code=(?<code>[\w-]+)$/u.exec(hash)?.groups?.code;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

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
