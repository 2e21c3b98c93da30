import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** How a sender signs. `github`: `X-Hub-Signature-256`. `hmac`: Standard Webhooks 1.0, with a time against replay. */
export type SignatureKind = "github" | "hmac";

/** A clock of a sender may be so far off; within it a copy is recognised by its id. */
const toleranceMs = 5 * 60_000;

interface Signed {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly secret: string;
  /** ms since 1970. */
  readonly now: number;
}

/**
 * The id of a message whose signature holds; undefined: it does not hold, or is too old. Nothing that is not signed is in the
 * id, so the same message sent again has the same one.
 */
export function signedId(kind: SignatureKind, { headers, body, secret, now }: Signed): string | undefined {
  if (kind === "github") {
    const sent = textOf(headers["x-hub-signature-256"]);
    const made = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    return isSame(sent, made) ? createHash("sha256").update(body).digest("hex") : undefined;
  }
  const id = textOf(headers["webhook-id"]);
  const time = textOf(headers["webhook-timestamp"]);
  if (id === "" || id.length > 200 || !/^\d{1,12}$/u.test(time)) return undefined;
  if (Math.abs(now - Number(time) * 1000) > toleranceMs) return undefined;
  const digest = createHmac("sha256", secret).update(`${id}.${time}.`).update(body).digest("base64");
  // A sender that changes its secret signs with both for a while.
  const sent = textOf(headers["webhook-signature"]).split(" ").slice(0, 10);
  return sent.some((one) => isSame(one, `v1,${digest}`)) ? id : undefined;
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === "string" ? header : "";
}

/** In a time that says nothing about where they differ. */
function isSame(sent: string, made: string): boolean {
  const [one, other] = [sent, made].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
