import { expect, test } from "vitest";
import { below } from "../../src/1-load/locate.ts";

test("a path outside of the folder is not below it", () => {
  expect(below("", "a/b.orch")).toBe("a/b.orch");
  expect(below("", "../b.orch")).toBeUndefined();
  expect(below("", "/b.orch")).toBeUndefined();
  expect(below("a", "a/b.orch")).toBe("b.orch");
  expect(below("a", "ab/b.orch")).toBeUndefined();
  expect(below("/", "/a/b.orch")).toBe("a/b.orch");
});
