import type { Confidentiality, Money, Tier } from "@orchlang/plan";
import { money } from "@orchlang/plan/quantities";

const providerKinds = ["openai", "anthropic", "google", "openai-compatible"] as const;
type ProviderKind = (typeof providerKinds)[number];

const roles = ["planner", "executor", "verifier", "auditor", "synthesizer"] as const;
type Role = (typeof roles)[number];

/** Ways to order the models that may take a question. */
const preferences = ["order", "cost", "latency", "learned"] as const;

/** A service that has models. Its key is never here, only the name of the variable that has it. */
export interface Provider {
  readonly name: string;
  readonly kind: ProviderKind;
  /** The name of an environment variable; absent: it wants no key. */
  readonly key?: string;
  readonly url?: string;
  /** Where its models run: this machine if its address is here, else the cloud, unless `orch.json` says otherwise. */
  readonly tier: Tier;
  /** True if a JSON Schema may go with a question. Else the schema is written below the prompt. */
  readonly structured: boolean;
}

/** A model that questions may go to. */
export interface Model {
  /** Its name in `orch.json`. */
  readonly name: string;
  readonly provider: Provider;
  /** Its name at the provider. */
  readonly model: string;
  readonly roles: readonly Role[];
  /** The highest label that a capability asked here may be cleared for. */
  readonly clearance: Confidentiality;
  /** Models of one family share their mistakes: `gpt`, `claude`. */
  readonly family: string;
  /** As stated in `orch.json`; absent: looked up. */
  readonly rates?: Rates;
  /** Its usual time, ms; only to choose by. */
  readonly latency?: number;
}

/** The `models` of an `orch.json`. */
export interface Fabric {
  readonly models: readonly Model[];
  readonly prefer: (typeof preferences)[number];
}

type Entries = Readonly<Record<string, unknown>>;
type Tell = (at: string, says: string) => void;

/** The settings, or every mistake in them: `models.providers.x.key: …`. */
export function fabricOf(settings: unknown): Fabric | { readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const tell: Tell = (at, says) => void wrong.push(`\`models${at}\` ${says}`);
  if (!isRecord(settings)) return { wrong: ["`models` has to be { providers, models, prefer? }"] };
  unknownKeys(settings, ["providers", "models", "prefer"], "", tell);
  const providers = providersOf(settings.providers, tell);
  const models = entries(settings.models, ".models", tell).map(([name, given]) =>
    modelOf(name, given, providers, tell),
  );
  const prefer = wordOf(settings.prefer ?? "order", preferences, ".prefer", tell);
  if (wrong.length > 0 || prefer === undefined) return { wrong };
  return { models: models.filter((model) => model !== undefined), prefer };
}

/** Where a provider's key usually is. */
const usualKeys: Partial<Record<ProviderKind, string>> = {
  openai: "OPENAI_API_KEY",
  anthropic: "ANTHROPIC_API_KEY",
  google: "GOOGLE_GENERATIVE_AI_API_KEY",
};

function providersOf(given: unknown, tell: Tell): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>();
  for (const [name, settings] of entries(given, ".providers", tell)) {
    const at = `.providers.${name}`;
    unknownKeys(settings, ["kind", "key", "url", "tier", "structured"], at, tell);
    const kind = wordOf(settings.kind, providerKinds, `${at}.kind`, tell);
    if (kind === undefined) continue;
    const key = keyOf(settings.key ?? usualKeys[kind], `${at}.key`, tell);
    const url = urlOf(settings.url, kind, `${at}.url`, tell);
    const here = url !== undefined && isHere(new URL(url).hostname);
    const tier = wordOf(settings.tier ?? (here ? "device" : "cloud"), tiers, `${at}.tier`, tell);
    const { structured = true } = settings;
    if (typeof structured !== "boolean") tell(`${at}.structured`, "has to be true or false");
    providers.set(name, {
      name,
      kind,
      tier: tier ?? "cloud",
      structured: structured !== false,
      ...(key === undefined ? {} : { key }),
      ...(url === undefined ? {} : { url }),
    });
  }
  return providers;
}

/** A secret that stands where its variable's name belongs is not repeated in the message. */
function keyOf(key: unknown, at: string, tell: Tell): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[A-Z_][A-Z0-9_]*$/u.test(key)) return key;
  tell(
    at,
    "has to be the name of an environment variable, as OPENAI_API_KEY. Keys never stand in orch.json: if this was one, replace it at the provider",
  );
  return undefined;
}

function urlOf(url: unknown, kind: ProviderKind, at: string, tell: Tell): string | undefined {
  if (url === undefined) {
    if (kind === "openai-compatible")
      tell(at, "is missing: the address of the server, as https://models.example/v1");
    return undefined;
  }
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/u.test(parsed.protocol)) {
    tell(at, "has to be an address, as https://models.example/v1");
    return undefined;
  }
  if (parsed.username !== "" || parsed.password !== "" || parsed.search !== "")
    tell(at, "may not contain a user, a password or a query: name a variable under `key`");
  // Prompts and keys would cross the network in clear text.
  else if (parsed.protocol === "http:" && !isHere(parsed.hostname))
    tell(at, "has to begin with https, except on this machine");
  return parsed.href.replace(/\/$/u, "");
}

function isHere(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(host);
}

const tiers = ["device", "edge", "cloud"] as const;
const confidentialities = ["public", "internal", "personal", "secret"] as const;

function modelOf(
  name: string,
  settings: Entries,
  providers: ReadonlyMap<string, Provider>,
  tell: Tell,
): Model | undefined {
  const at = `.models.${name}`;
  const keys = ["provider", "model", "roles", "clearance", "family", "rates", "latency"];
  unknownKeys(settings, keys, at, tell);
  const { provider: named, model, family, latency, roles: served = roles } = settings;
  const provider = typeof named === "string" ? providers.get(named) : undefined;
  if (provider === undefined)
    tell(
      `${at}.provider`,
      `has to be one of the providers: ${[...providers.keys()].join(", ") || "there is none"}`,
    );
  if (typeof model !== "string" || model === "")
    tell(`${at}.model`, "has to be the model's name at its provider");
  if (family !== undefined && (typeof family !== "string" || family === ""))
    tell(`${at}.family`, "has to be a word, as `gpt`");
  const isTime = typeof latency === "number" && latency > 0;
  if (latency !== undefined && !isTime) tell(`${at}.latency`, "has to be a number of milliseconds above 0");
  const clearance = wordOf(settings.clearance ?? "internal", confidentialities, `${at}.clearance`, tell);
  const serves = Array.isArray(served)
    ? served.map((role) => wordOf(role, roles, `${at}.roles`, tell))
    : undefined;
  if (serves === undefined || serves.length === 0)
    tell(`${at}.roles`, `has to be a list of ${roles.join(", ")}`);
  const rates = settings.rates === undefined ? undefined : ratesOf(settings.rates, `${at}.rates`, tell);
  if (provider === undefined || typeof model !== "string" || clearance === undefined) return undefined;
  return {
    name,
    provider,
    model,
    clearance,
    roles: (serves ?? []).filter((role) => role !== undefined),
    family: typeof family === "string" ? family.toLowerCase() : familyOf(model),
    ...(rates === undefined ? {} : { rates }),
    ...(isTime ? { latency } : {}),
  };
}

/** Money for a million tokens each. */
function ratesOf(given: unknown, at: string, tell: Tell): Rates | undefined {
  if (!isRecord(given)) {
    tell(at, 'has to be { input, output, cached?, currency? }, as { "input": "0.15", "output": "0.60" }');
    return undefined;
  }
  unknownKeys(given, ["input", "output", "cached", "currency"], at, tell);
  const currency = given.currency ?? "USD";
  if (typeof currency !== "string" || !/^[A-Z]{3}$/u.test(currency)) {
    tell(`${at}.currency`, "has to be the three capitals of ISO 4217, as EUR");
    return undefined;
  }
  const amount = (key: "input" | "output" | "cached"): Money | undefined => {
    const text = given[key] ?? (key === "cached" ? given.input : undefined);
    const result = typeof text === "string" ? money(text, currency) : undefined;
    if (result !== undefined && !result.amount.startsWith("-")) return result;
    tell(`${at}.${key}`, 'has to be money for a million tokens as text, as "0.15"');
    return undefined;
  };
  const [input, output, cached] = [amount("input"), amount("output"), amount("cached")];
  if (input === undefined || output === undefined || cached === undefined) return undefined;
  const flat = ({ amount: base }: Money) => ({ base, above: [] });
  return { currency, input: flat(input), output: flat(output), cached: flat(cached), written: flat(input) };
}

function entries(given: unknown, at: string, tell: Tell): readonly (readonly [string, Entries])[] {
  if (!isRecord(given)) {
    tell(at, "has to be a record by name");
    return [];
  }
  const results: (readonly [string, Entries])[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (isRecord(value)) results.push([name, value]);
    else tell(`${at}.${name}`, "has to be a record");
  }
  return results;
}

function wordOf<W extends string>(
  given: unknown,
  words: readonly W[],
  at: string,
  tell: Tell,
): W | undefined {
  const result = words.find((word) => word === given);
  if (result === undefined) tell(at, `has to be one of ${words.join(", ")}`);
  return result;
}

function unknownKeys(given: Entries, known: readonly string[], at: string, tell: Tell): void {
  for (const key of Object.keys(given))
    if (!known.includes(key)) tell(`${at}.${key}`, `does not exist; there are ${known.join(", ")}`);
}

function isRecord(value: unknown): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The price of a million tokens. */
export interface Rates {
  /** ISO 4217. */
  readonly currency: string;
  readonly input: Rate;
  readonly output: Rate;
  /** Input that the provider had in its cache. */
  readonly cached: Rate;
  /** Input that the provider put there. */
  readonly written: Rate;
}

/** Decimal digits for a million tokens; `above`: another price for all tokens of a call with more input than `tokens`. */
export interface Rate {
  readonly base: string;
  /** By rising `tokens`. */
  readonly above: readonly { readonly tokens: number; readonly price: string }[];
}

/**
 * The family of a model by its name: the letters before its first number or separator. Models that were trained by one
 * maker tend to make the same mistakes, so a verifier is of another family than the writer.
 *
 * `gpt-4o-mini` and `o3` are `gpt`; `claude-sonnet-4` is `claude`; `models/gemini-2.5-pro` is `gemini`.
 */
export function familyOf(model: string): string {
  const name = (model.split("/").at(-1) ?? model).toLowerCase();
  if (/^(?:o\d|chatgpt|codex|davinci)/u.test(name)) return "gpt";
  return /^[a-z]+/u.exec(name)?.[0] ?? name;
}
