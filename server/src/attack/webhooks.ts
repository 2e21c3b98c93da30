import { createHmac, randomUUID } from "node:crypto";
import type { Json, JsonObject } from "@orchlang/plan";
import type { Mapping } from "../ingest/mapping.ts";
import type { Client, Reply } from "./client.ts";
import { type Probed, type Target, within } from "./probe.ts";

/** Webhooks that are not signed, are old, or are sent again: of an unknown source, and of each in the settings. */
export async function* webhooks({ client, sources, secrets }: Target): AsyncIterable<Probed> {
  const stranger: Message = { body: "{}", headers: {} };
  yield within("a webhook of an unknown source", await sent(client, "no-such-source", stranger), 401, 429);
  for (const [name, source] of Object.entries(sources)) {
    if (source.kind !== "github" && source.kind !== "hmac") continue;
    const { kind, maps } = source;
    const secret = secrets[source.secretVariable] ?? "";
    const message = messageFor(maps);
    const send = (signature: Readonly<Record<string, string>>) =>
      sent(client, name, { ...message, headers: { ...message.headers, ...signature } });
    const sign = (at: number, by = secret) => signature(kind, { body: message.body, secret: by, at });
    const now = Date.now();
    yield within(`${name}: a webhook without a signature`, await send({}), 401, 429);
    yield within(`${name}: a webhook signed with another secret`, await send(sign(now, "x")), 401, 429);
    if (kind === "hmac")
      yield within(`${name}: a webhook that is an hour old`, await send(sign(now - 3_600_000)), 401, 429);
    const headers = sign(now);
    const first = await send(headers);
    const before = await recordsTaken(client);
    const again = await send(headers);
    const repeated = (await recordsTaken(client)) - before;
    const one = within(`${name}: a signed webhook that is sent again`, again, first.status);
    yield repeated === 0 ? one : { ...one, wrong: "its records are accepted a second time" };
  }
}

interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message to which the first mapping applies that is about the whole of it. */
function messageFor(maps: readonly Mapping[]): Message {
  const mapping = maps.find(({ each }) => each === undefined) ?? {};
  const { where = {}, fields = {}, value } = mapping;
  const headers: Record<string, string> = {};
  let body: Json = { attack: randomUUID() };
  const put = (place: unknown, to: Json): void => {
    if (typeof place !== "string") return;
    if (place.startsWith("header ")) headers[place.slice("header ".length)] = String(to);
    else if (place !== "") body = placed(body, place.slice(1).split("/"), to);
  };
  for (const place of Object.values(fields)) put(place, "attack");
  put(value, 1);
  for (const [place, to] of Object.entries(where)) put(place, to);
  return { body: JSON.stringify(body), headers };
}

/** The value with something else at a place (RFC 6901). */
function placed(value: Json, [name, ...rest]: readonly string[], to: Json): Json {
  if (name === undefined) return to;
  const own =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  const field = name.replaceAll("~1", "/").replaceAll("~0", "~");
  return { ...own, [field]: placed(own[field] ?? null, rest, to) };
}

function signature(
  kind: "github" | "hmac",
  { body, secret, at }: { readonly body: string; readonly secret: string; readonly at: number },
): Readonly<Record<string, string>> {
  if (kind === "github")
    return { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
  const [id, time] = [randomUUID(), String(Math.floor(at / 1000))];
  const made = createHmac("sha256", secret).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${made}` };
}

function sent(client: Client, source: string, { body, headers }: Message): Promise<Reply> {
  return client.ask(`/sources/${source}`, { authorization: "", body, headers });
}

/** How many events and readings the journal has: a copy that is not recognised adds one. */
async function recordsTaken(client: Client): Promise<number> {
  const { body } = await client.ask("/events/history?limit=1000");
  return ((body.events ?? []) as readonly { readonly kind: string }[]).filter(
    ({ kind }) => kind === "occurrence" || kind === "reading",
  ).length;
}
