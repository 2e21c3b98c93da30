import type { JsonObject } from "@orchlang/plan";
import { list, record, text } from "../schemas.ts";
import { type Mapping, mappingsSchema } from "./mapping.ts";
import type { SignatureKind } from "./signature.ts";

/** A sender that posts signed messages. */
export interface WebhookSettings {
  readonly kind: SignatureKind;
  /** The environment variable that has the shared secret. */
  readonly secretVariable: string;
  readonly maps: readonly Mapping[];
}

/** A broker whose topics the server subscribes to. A mapping sees `header topic` and `header retained`. */
export interface MqttSettings {
  readonly kind: "mqtt";
  /** `mqtts://broker.example.com`; `mqtt:` is not encrypted. */
  readonly url: string;
  /** Filters with `+` and `#`. */
  readonly topics: readonly string[];
  /** 5, or 4: MQTT 3.1.1, the default. */
  readonly version?: 4 | 5;
  /**
   * The name under which the broker keeps what is sent while the server is away, and sends again what was not acknowledged.
   * Left out: another each time, and the broker keeps nothing.
   */
  readonly client?: string;
  readonly user?: string;
  /** The environment variable that has the user's password. */
  readonly secretVariable?: string;
  /** The environment variable that has the certificates (PEM) that may sign the broker's. Left out: those of Node. */
  readonly caVariable?: string;
  /** The environment variables that have a certificate of the server's own and its key (PEM). */
  readonly certificateVariable?: string;
  readonly keyVariable?: string;
  readonly maps: readonly Mapping[];
}

/** A WebSocket that sends a message in each text frame. */
export interface SocketSettings {
  readonly kind: "websocket";
  readonly url: string;
  /** The environment variable that has a bearer token. */
  readonly secretVariable?: string;
  readonly maps: readonly Mapping[];
}

/** An address that is read again and again; each response is a message. */
export interface PollSettings {
  readonly kind: "poll";
  readonly url: string;
  /** Time from one response to the next request, s. */
  readonly everySeconds: number;
  /** The environment variable that has a bearer token. */
  readonly secretVariable?: string;
  readonly maps: readonly Mapping[];
}

/** A source to which the server connects by itself. */
export type ListenedSettings = MqttSettings | SocketSettings | PollSettings;
export type SourceSettings = WebhookSettings | ListenedSettings;

const variable: JsonObject = { ...text, pattern: "^[A-Za-z_][A-Za-z0-9_]*$" };
const common = { secretVariable: variable, maps: mappingsSchema };

function address(protocol: string): JsonObject {
  return { ...text, pattern: `^${protocol}s?://[^\\s@#]+$`, maxLength: 2_000 };
}

export const sourceSchema: JsonObject = {
  anyOf: [
    record({ kind: { enum: ["github", "hmac"] }, ...common }),
    record(
      {
        kind: { const: "mqtt" },
        url: address("mqtt"),
        topics: { ...list({ ...text, minLength: 1, maxLength: 500 }), minItems: 1, maxItems: 100 },
        version: { enum: [4, 5] },
        client: { ...text, pattern: "^[!-~]{1,200}$" },
        user: text,
        caVariable: variable,
        certificateVariable: variable,
        keyVariable: variable,
        ...common,
      },
      ["version", "client", "user", "secretVariable", "caVariable", "certificateVariable", "keyVariable"],
    ),
    record({ kind: { const: "websocket" }, url: address("ws"), ...common }, ["secretVariable"]),
    record(
      {
        kind: { const: "poll" },
        url: address("http"),
        everySeconds: { type: "number", minimum: 1, maximum: 86_400 },
        ...common,
      },
      ["secretVariable"],
    ),
  ],
};

export function isListened(settings: SourceSettings): settings is ListenedSettings {
  return settings.kind !== "github" && settings.kind !== "hmac";
}

/** A fault that the schema cannot say; undefined: none. */
export function faultOf(settings: SourceSettings): string | undefined {
  if (!isListened(settings)) return undefined;
  if (!URL.canParse(settings.url)) return `\`${settings.url}\` is no address`;
  if (settings.kind !== "mqtt") return undefined;
  const { url, caVariable, certificateVariable, keyVariable } = settings;
  if ((certificateVariable === undefined) !== (keyVariable === undefined))
    return `\`${url}\`: certificateVariable and keyVariable need each other`;
  const isPlain = new URL(url).protocol === "mqtt:";
  return isPlain && (caVariable ?? keyVariable) !== undefined
    ? `\`${url}\` uses no certificates: use mqtts`
    : undefined;
}

/** The environment variables that a source names. */
export function variablesOfSource(settings: SourceSettings): readonly string[] {
  const { caVariable, certificateVariable, keyVariable } =
    settings.kind === "mqtt" ? settings : ({} as Partial<MqttSettings>);
  const named = [settings.secretVariable, caVariable, certificateVariable, keyVariable];
  return named.filter((one) => one !== undefined);
}

/** The address to which a source's secret is sent; undefined: none is sent. */
export function secretGoesTo(settings: SourceSettings): string | undefined {
  return isListened(settings) && settings.secretVariable !== undefined ? settings.url : undefined;
}
