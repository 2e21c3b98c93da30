import { describe, expect, test } from "vitest";
import { routeOf } from "../src/route.ts";
import { type Fabric, fabricOf, familyOf } from "../src/settings.ts";

const provider = { kind: "openai" };
const model = { provider: "p", model: "gpt-4o-mini" };

describe("settings", () => {
  test.each<[unknown, string]>([
    [{}, "`models.providers` has to be a record by name"],
    [
      { providers: { p: { kind: "opanai" } }, models: {} },
      "`models.providers.p.kind` has to be one of openai",
    ],
    [{ providers: { p: { kind: "openai-compatible" } }, models: {} }, "`models.providers.p.url` is missing"],
    [{ providers: { p: { ...provider, key: "sk-abc" } }, models: {} }, "name of an environment variable"],
    [{ providers: { p: { ...provider, url: "http://far.example" } }, models: {} }, "begin with https"],
    [{ providers: { p: { ...provider, url: "https://a:b@far.example" } }, models: {} }, "a password"],
    [
      { providers: { p: { ...provider, retries: 3 } }, models: {} },
      "`models.providers.p.retries` does not exist",
    ],
    [{ providers: { p: provider }, models: { m: { ...model, provider: "q" } } }, "one of the providers: p"],
    [{ providers: { p: provider }, models: { m: { provider: "p" } } }, "`models.models.m.model`"],
    [{ providers: { p: provider }, models: { m: { ...model, roles: ["boss"] } } }, "planner, executor"],
    [{ providers: { p: provider }, models: { m: { ...model, rates: { input: 1 } } } }, "money for a million"],
    [{ providers: { p: provider }, models: { m: model }, prefer: "luck" }, "order, cost, latency"],
  ])("%j is a mistake", (settings, says) => {
    expect(fabricOf(settings)).toEqual({ wrong: expect.arrayContaining([expect.stringContaining(says)]) });
  });

  test("never repeat what may be a key", () => {
    const wrong = fabricOf({ providers: { p: { ...provider, key: "sk-abc" } }, models: {} });
    expect(JSON.stringify(wrong)).not.toContain("sk-abc");
  });
});

test.each([
  ["gpt-4o-mini", "gpt"],
  ["o3-mini", "gpt"],
  ["chatgpt-4o-latest", "gpt"],
  ["claude-sonnet-4-5", "claude"],
  ["models/gemini-2.5-pro", "gemini"],
  ["meta-llama/Llama-3.3-70B", "llama"],
])("%s is of the family %s", (name, family) => {
  expect(familyOf(name)).toBe(family);
});

describe("routes", () => {
  const fabric = fabricOf({
    providers: {
      o: provider,
      a: { kind: "anthropic" },
      l: { kind: "openai-compatible", url: "http://127.0.0.1:1", tier: "cloud" },
    },
    models: {
      large: { provider: "o", model: "gpt-4o", latency: 900 },
      small: { provider: "o", model: "gpt-4o-mini", latency: 400 },
      other: { provider: "a", model: "claude-haiku-4-5", roles: ["verifier"] },
      home: { provider: "l", model: "mystery", clearance: "secret", latency: 5_000 },
    },
  }) as Fabric;
  const wanted = {
    role: "executor",
    tiers: ["cloud"],
    clearance: "internal",
    bounded: true,
    not: new Set<string>(),
  } as const;
  const names = (from: Fabric, what: object = {}): readonly string[] =>
    routeOf(from, { ...wanted, ...what }).candidates.map((candidate) => candidate.model.name);

  test("go by role, price and the order of the text", () => {
    expect(names(fabric)).toEqual(["large", "small"]);
    expect(names(fabric, { bounded: false })).toEqual(["large", "small", "home"]);
    expect(names(fabric, { role: "verifier" })).toEqual(["large", "small", "other"]);
  });

  test("go by what is preferred", () => {
    expect(names({ ...fabric, prefer: "cost" })).toEqual(["small", "large"]);
    expect(names({ ...fabric, prefer: "latency" }, { bounded: false })).toEqual(["small", "large", "home"]);
  });

  test("lead personal data only to models that are cleared for it", () => {
    expect(names(fabric, { clearance: "personal", bounded: false })).toEqual(["home"]);
  });

  test("lead nothing to a model at another tier than the one that is proved", () => {
    expect(names(fabric, { tiers: ["device"] })).toEqual([]);
    expect(names(fabric, { tiers: ["cloud", "device"] })).toEqual([]);
    const settings = { providers: { l: { kind: "openai-compatible", url: "http://127.0.0.1:1" } } };
    const here = fabricOf({ ...settings, models: { m: { provider: "l", model: "x" } } }) as Fabric;
    expect(names(here, { tiers: ["device"], bounded: false })).toEqual(["m"]);
    expect(names(here, { tiers: ["cloud"], bounded: false })).toEqual([]);
  });

  test("lead no verifier to the family of the writer, and say why", () => {
    const { candidates, left } = routeOf(fabric, { ...wanted, role: "verifier", not: new Set(["gpt"]) });
    expect(candidates.map((candidate) => candidate.model.name)).toEqual(["other"]);
    expect(left).toEqual([
      expect.stringContaining("large: is of the family `gpt`"),
      expect.stringContaining("small: is of the family `gpt`"),
      expect.stringContaining("home: has no known price"),
    ]);
  });
});
