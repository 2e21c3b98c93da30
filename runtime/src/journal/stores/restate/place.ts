import type { StoreFault } from "../../store.ts";

/** Where a journal on Restate is, and this process for Restate. */
export interface Place {
  /** The name of the journal's virtual object. */
  readonly service: string;
  readonly ingress: string;
  readonly admin: string;
  /** Where Restate reaches this process. Undefined: on this machine, at a port that is free. */
  readonly endpoint?: URL;
}

const form = "restate://host:8080/journal?admin=http://host:9070&endpoint=http://here:9080";

/**
 * `restate://host:8080/NAME`: the address of the ingress, and the journal's name (default: `main`). `admin`: the address of
 * the admin API; default: port 9070 of the same host. `endpoint`: where Restate reaches this process; it may be left out
 * where both are on one machine.
 */
export function placeOf(url: string): Place | StoreFault {
  const result = URL.parse(url);
  if (result === null || result.protocol !== "restate:" || result.host === "")
    return unreadable(`It is not ${form}.`);
  const name = result.pathname.slice(1) || "main";
  if (!/^[a-z][a-z0-9_]{0,60}$/u.test(name))
    return unreadable(
      `"${name}" cannot be a journal's name: small letters, digits and _, beginning with a letter.`,
    );
  const admin = URL.parse(result.searchParams.get("admin") ?? `http://${result.hostname}:9070`);
  const text = result.searchParams.get("endpoint");
  const endpoint = text === null ? undefined : URL.parse(text);
  if (admin === null || endpoint === null) return unreadable(`It is not ${form}.`);
  return {
    service: `orch_${name}`,
    ingress: `http://${result.hostname}:${result.port || "8080"}`,
    admin: admin.origin,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function unreadable(message: string): StoreFault {
  return { fault: "unreadable", message };
}
