import { describe, expect, test } from "vitest";
import { chance } from "../../src/chance.ts";
import { keyOf, runIdOf } from "../../src/keys.ts";

describe("chance (rule 6)", () => {
  test("the same for the same four, another for any other", () => {
    const rolls = [
      chance("ab", { key: "K", attempt: 1, purpose: "backoff" }),
      chance("ac", { key: "K", attempt: 1, purpose: "backoff" }),
      chance("ab", { key: "L", attempt: 1, purpose: "backoff" }),
      chance("ab", { key: "K", attempt: 2, purpose: "backoff" }),
      chance("ab", { key: "K", attempt: 1, purpose: "other" }),
    ];
    expect(new Set(rolls).size).toBe(5);
    expect(chance("ab", { key: "K", attempt: 1, purpose: "backoff" })).toBe(rolls[0]);
  });

  test("from 0 up to 1, and fairly", () => {
    const rolls = Array.from({ length: 2_000 }, (_, index) =>
      chance("s", { key: "K", attempt: index, purpose: "x" }),
    );
    expect(rolls.every((roll) => roll >= 0 && roll < 1)).toBe(true);
    const mean = rolls.reduce((sum, roll) => sum + roll, 0) / rolls.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

describe("keys (rule 20)", () => {
  const call = { routine: "main", site: { plan: 0, loops: [] }, node: "n", slot: "do" } as const;

  test("26 characters of Crockford's base 32, the same for the same intent", () => {
    expect(keyOf("R", call, 1, 1)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(keyOf("R", call, 1, 1)).toBe(keyOf("R", { ...call, site: { plan: 0, loops: [] } }, 1, 1));
  });

  test("another for every part of what is meant", () => {
    const keys = [
      keyOf("R", call, 1, 1),
      keyOf("S", call, 1, 1),
      keyOf("R", { ...call, routine: "sub" }, 1, 1),
      keyOf("R", { ...call, site: { plan: 1, loops: [] } }, 1, 1),
      keyOf("R", { ...call, site: { plan: 0, loops: [["l", 1]] } }, 1, 1),
      keyOf("R", { ...call, site: { plan: 0, loops: [["l", 2]] } }, 1, 1),
      keyOf("R", { ...call, node: "m" }, 1, 1),
      keyOf("R", { ...call, slot: "else1" }, 1, 1),
      keyOf("R", call, 2, 1),
      keyOf("R", call, 1, 2),
      keyOf("R", call, 1, 1, "K"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("they stay as they are: journals of old releases hold them", () => {
    expect([keyOf("R", call, 1, 1), runIdOf("request-1")]).toMatchInlineSnapshot(`
      [
        "EK3JGNSZ6J69W01092675GDWBR",
        "CE1B30G2C2EHZSJW",
      ]
    `);
  });
});
