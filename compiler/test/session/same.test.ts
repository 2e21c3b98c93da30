import { describe, expect, test } from "vitest";
import { isAlike } from "../../src/session/same.ts";

describe("values that are alike", () => {
  const made = () =>
    new Map<unknown, unknown>([
      [{ of: "a" }, [1, { b: 2 }]],
      ["c", new Set(["d"])],
    ]);

  test("are those that say the same in the same order", () => {
    expect(isAlike(made(), made())).toBe(true);
    expect(isAlike(new Map([...made()].reverse()), made())).toBe(false);
  });

  test("are not those of which one says more, less, or otherwise", () => {
    expect(isAlike(new Map([...made()].slice(0, 1)), made())).toBe(false);
    expect(isAlike(made(), new Map([...made()].slice(0, 1)))).toBe(false);
    expect(isAlike(made(), made().set("c", new Set(["e"])))).toBe(false);
    expect(isAlike(made(), [...made()])).toBe(false);
  });
});
