import type { JsonObject } from "@orchlang/plan";
import { type Action, actions } from "../identity/roles.ts";
import {
  faultOf,
  type SourceSettings,
  secretGoesTo,
  sourceSchema,
  variablesOfSource,
} from "../ingest/settings.ts";
import type { MetricsSettings } from "../observability/metrics-export.ts";
import type { TraceSettings } from "../observability/otlp.ts";
import type { RetentionSettings } from "../prune.ts";
import { retentionSchema } from "../retention.ts";
import { list, record, text } from "../schemas.ts";
import { strict } from "../validators.ts";
import { type AccessByClaims, accessRuleSchema } from "./access-rules.ts";
import { type ChannelSettings, channelSchema, isPrivate, variablesOfChannel } from "./channels.ts";

/** People sign in at an OpenID provider. */
export interface OidcSettings extends AccessByClaims {
  /** As the provider names itself: `https://id.example.com`. */
  readonly issuer: string;
  /** The id under which the provider knows the server. */
  readonly client: string;
  /** The environment variable that has the client's secret. Left out: a public client, by PKCE alone. */
  readonly secretVariable?: string;
  /** Default: `openid profile`. */
  readonly scope?: string;
}

/** Machines send a JWT of an issuer instead of a token. */
export interface JwtSettings extends AccessByClaims {
  readonly issuer: string;
  /** It has to be for this server. */
  readonly audience: string;
  /** The one algorithm that counts, whatever a JWT says of itself. */
  readonly algorithm: string;
  /** The address of the issuer's public keys (JWK Set). */
  readonly keys: string;
}

/** The settings file of `orch serve`. */
export interface ServerSettings {
  /** The address that browsers use, if it is not the server's own: `https://orch.example.com`. */
  readonly address?: string;
  readonly oidc?: OidcSettings;
  readonly jwt?: JwtSettings;
  /** Kinds of actions that one person proposes and another approves. */
  readonly twoPersons?: readonly Action[];
  /** Where notifications can go, by the name that subscriptions use. */
  readonly channels?: Readonly<Record<string, ChannelSettings>>;
  /** Where traces of runs are sent. */
  readonly traces?: TraceSettings;
  /** Where metrics are sent, beside `GET /metrics`. */
  readonly metrics?: MetricsSettings;
  /** How long ended runs are kept. Left out: for ever. */
  readonly retention?: RetentionSettings;
  /** Sources of records, by name: senders of webhooks, brokers, WebSockets, addresses to read. */
  readonly sources?: Readonly<Record<string, SourceSettings>>;
  /** Workers elsewhere. */
  readonly workers?: WorkersSettings;
}

/** Pools whose steps run on workers that connect to the server. Read as the server starts. */
interface WorkersSettings {
  /** Names of pools, or the ends of them: their members are workers, and nothing else is. */
  readonly pools: readonly string[];
  /** A worker that is silent for so long is given up. Default: 15. */
  readonly leaseSeconds?: number;
}

const url: JsonObject = { type: "string", pattern: "^https?://[^\\s]+$" };
const variable: JsonObject = { ...text, pattern: "^[A-Za-z_][A-Za-z0-9_]*$" };
const claims = { user: { ...text, minLength: 1 }, access: { ...list(accessRuleSchema), minItems: 1 } };

const schema = record(
  {
    address: { type: "string", pattern: "^https?://[^/\\s]+$" },
    oidc: record(
      { issuer: url, client: { ...text, minLength: 1 }, secretVariable: text, scope: text, ...claims },
      ["secretVariable", "scope", "user"],
    ),
    jwt: record(
      {
        issuer: { ...text, minLength: 1 },
        audience: { ...text, minLength: 1 },
        // Signatures by a key pair alone: with a shared secret, whoever verifies could sign.
        algorithm: { type: "string", enum: ["RS256", "PS256", "ES256", "ES384", "EdDSA"] },
        keys: url,
        ...claims,
      },
      ["user"],
    ),
    channels: { type: "object", maxProperties: 50, additionalProperties: channelSchema },
    sources: { type: "object", maxProperties: 100, additionalProperties: sourceSchema },
    traces: record({ url, headersVariable: variable }, ["headersVariable"]),
    metrics: record(
      {
        url,
        headersVariable: variable,
        everySeconds: { type: "number", minimum: 1, maximum: 3_600 },
      },
      ["headersVariable", "everySeconds"],
    ),
    retention: retentionSchema,
    workers: record(
      {
        pools: { ...list({ ...text, minLength: 1 }), minItems: 1 },
        leaseSeconds: { type: "number", minimum: 1, maximum: 3_600 },
      },
      ["leaseSeconds"],
    ),
    twoPersons: list({ type: "string", enum: [...actions] }),
  },
  [
    "address",
    "oidc",
    "jwt",
    "twoPersons",
    "channels",
    "sources",
    "traces",
    "metrics",
    "retention",
    "workers",
  ],
);

/** The encrypted protocol in the place of another; any other is https. */
const encrypted: Readonly<Record<string, string>> = { "mqtt:": "mqtts", "ws:": "wss" };

const fits = strict.compile(schema);

/** The settings in a parsed file. `faults`: the places where it has another form, for whoever wrote it. */
export function settingsIn(value: unknown): ServerSettings | { readonly faults: readonly string[] } {
  if (!fits(value))
    return {
      faults: (fits.errors ?? []).map(({ instancePath, message, params, parentSchema }) => {
        if (!("additionalProperty" in params))
          return `${instancePath === "" ? "it" : instancePath}: ${message ?? "is wrong"}`;
        const known = Object.keys((parentSchema?.properties ?? {}) as JsonObject).map(
          (name) => `\`${name}\``,
        );
        return `${instancePath}/${String(params.additionalProperty)}: not a setting; known are ${known.join(", ")}`;
      }),
    };
  const settings = value as ServerSettings;
  const faults = Object.values(settings.sources ?? {}).flatMap((one) => faultOf(one) ?? []);
  if (faults.length > 0) return { faults };
  const hooks = Object.values(settings.channels ?? {}).map((one) =>
    one.kind === "webhook" ? one.url : undefined,
  );
  const sources = Object.values(settings.sources ?? {}).map(secretGoesTo);
  const addresses = [
    settings.oidc?.issuer,
    settings.jwt?.keys,
    settings.traces?.url,
    settings.metrics?.url,
    ...hooks,
    ...sources,
  ].filter((one) => one !== undefined);
  const open = addresses.filter((address) => !isPrivate(address));
  return open.length === 0
    ? settings
    : {
        faults: open.map(
          (address) =>
            `\`${address}\` is not encrypted: use ${encrypted[new URL(address).protocol] ?? "https"}`,
        ),
      };
}

/** The environment variables that settings name for secrets, but for the secret at the OpenID provider. */
export function variablesOf({
  channels = {},
  sources = {},
  traces,
  metrics,
}: ServerSettings): readonly string[] {
  return [
    ...Object.values(channels).flatMap(variablesOfChannel),
    ...Object.values(sources).flatMap(variablesOfSource),
    ...[traces?.headersVariable, metrics?.headersVariable].filter((one) => one !== undefined),
  ];
}
