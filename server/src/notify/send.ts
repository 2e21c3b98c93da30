import { createHmac } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import { type ChannelSettings, isPrivate, type MailSettings } from "../settings/channels.ts";

/** A notification: a frame of the alerts, without any value above `internal`. */
export interface Notification {
  /** The delivery's id: a receiver recognises repetitions by it. */
  readonly id: string;
  /** ms since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly workflow?: string;
  readonly data: JsonObject;
}

/** The result of one attempt. `for good`: another would have the same. */
export type Sent =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: string; readonly forGood?: true };

export interface SendOptions {
  /** The value of an environment variable. */
  secret(name: string): string | undefined;
  /** ms since 1970. */
  now(): number;
  readonly timeoutMs: number;
}

export async function send(
  channel: ChannelSettings,
  what: Notification,
  options: SendOptions,
): Promise<Sent> {
  switch (channel.kind) {
    case "webhook": {
      const secret = options.secret(channel.secretVariable);
      if (secret === undefined) return missing(channel.secretVariable);
      const body = JSON.stringify(what);
      return await posted(channel.url, body, signatureHeaders(what.id, body, secret, options.now()), options);
    }
    case "chat": {
      const url = options.secret(channel.urlVariable);
      if (url === undefined) return missing(channel.urlVariable);
      if (!URL.canParse(url) || !isPrivate(url))
        return { ok: false, why: `${channel.urlVariable} is no address with https`, forGood: true };
      return await posted(url, JSON.stringify({ text: sentence(what) }), {}, options);
    }
    case "email":
      return await mailed(channel, what, options);
  }
}

/** Standard Webhooks 1.0: HMAC-SHA256 over id, time (s) and body. A receiver rejects old times, so a copy is worth little. */
function signatureHeaders(id: string, body: string, secret: string, now: number): Record<string, string> {
  const seconds = `${Math.floor(now / 1000)}`;
  const signature = createHmac("sha256", secret).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}

function missing(variable: string): Sent {
  return { ok: false, why: `the environment variable ${variable} is not set` };
}

async function posted(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { timeoutMs }: SendOptions,
): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    const why = `it responded with ${response.status}`;
    const isTransient = response.status >= 500 || response.status === 429 || response.status === 408;
    return isTransient ? { ok: false, why } : { ok: false, why, forGood: true };
  } catch (error) {
    // Messages of fetch may contain the address, which may be secret.
    return {
      ok: false,
      why: error instanceof Error && error.name === "TimeoutError" ? "no response in time" : "no connection",
    };
  }
}

async function mailed(
  { server, from, to, userVariable, passwordVariable }: MailSettings,
  what: Notification,
  { secret, timeoutMs }: SendOptions,
): Promise<Sent> {
  const { createTransport } = await import("nodemailer");
  const { protocol, hostname, port } = new URL(server);
  const user = userVariable === undefined ? undefined : secret(userVariable);
  const pass = passwordVariable === undefined ? undefined : secret(passwordVariable);
  if (userVariable !== undefined && user === undefined) return missing(userVariable);
  if (passwordVariable !== undefined && pass === undefined) return missing(passwordVariable);
  const isSecure = protocol === "smtps:";
  const transport = createTransport({
    host: hostname,
    port: port === "" ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    // A password is sent over TLS alone.
    requireTLS: !isSecure && user !== undefined,
    ...(user === undefined ? {} : { auth: { user, pass: pass ?? "" } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: `orch: ${what.kind.replaceAll("_", " ")}${what.workflow === undefined ? "" : ` of ${what.workflow}`}`,
      text: `${sentence(what)}\n\n${JSON.stringify(what, null, 2)}\n`,
      headers: { "X-Orch-Delivery": what.id },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { ok: true };
  } catch (error) {
    const code = (error as { readonly responseCode?: unknown }).responseCode;
    if (typeof code === "number" && code >= 500)
      return { ok: false, why: `it responded with ${code}`, forGood: true };
    return { ok: false, why: typeof code === "number" ? `it responded with ${code}` : "no connection" };
  } finally {
    transport.close();
  }
}

/** A line for people. */
function sentence({ kind, workflow, data, at }: Notification): string {
  const about = [
    workflow,
    typeof data.run === "string" ? `run ${data.run}` : undefined,
    typeof data.step === "string" ? `step ${data.step}` : undefined,
  ].filter((part) => part !== undefined);
  return `${kind.replaceAll("_", " ")}${about.length === 0 ? "" : `: ${about.join(", ")}`} (${new Date(at).toISOString()})`;
}
