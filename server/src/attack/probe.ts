import type { SourceSettings } from "../ingest/settings.ts";
import type { Client, Reply } from "./client.ts";

/** An attack on the server itself. `wrong`: what it let pass; undefined: it held. */
export interface Probed {
  readonly how: string;
  readonly wrong?: string;
}

/** The server under attack, and what is known of it. */
export interface Target {
  readonly client: Client;
  /** A plan or goal that the token may start. */
  readonly entry: string;
  /** The webhooks of the server's settings, with the variables of their secrets. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The status has to be one of these. */
export function within(how: string, { status, body }: Reply, ...wanted: readonly number[]): Probed {
  if (wanted.includes(status)) return { how };
  const code = typeof body.code === "string" ? ` (${body.code})` : "";
  return { how, wrong: `the server answers ${status}${code} instead of ${wanted.join(" or ")}` };
}
