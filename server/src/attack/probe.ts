import type { Reply } from "./client.ts";

/** An attack on the server itself. `wrong`: what it let pass; undefined: it held. */
export interface Probed {
  readonly how: string;
  readonly wrong?: string;
}

/** The status has to be one of these. */
export function within(how: string, { status, body }: Reply, ...wanted: readonly number[]): Probed {
  if (wanted.includes(status)) return { how };
  const code = typeof body.code === "string" ? ` (${body.code})` : "";
  return { how, wrong: `the server answers ${status}${code} instead of ${wanted.join(" or ")}` };
}
