import { expect, test } from "vitest";
import { codeIn, hrefOf, placeIn } from "../src/shell/place.ts";

test("an address is read as it was written", () => {
  const path = ["runs", "R3GX"];
  const query = { at: "4", tab: "rules & more" };
  expect(placeIn(hrefOf(path, query))).toEqual({ path, query });
  expect(placeIn("")).toEqual({ path: [], query: {} });
  expect(hrefOf([], { a: undefined, b: "" })).toBe("#/");
});

test("a name with a slash stays one part; a broken escape is taken as it is", () => {
  expect(placeIn(hrefOf(["programs", "a/b"])).path).toEqual(["programs", "a/b"]);
  expect(placeIn("#/runs/%E0%A4%A").path).toEqual(["runs", "%E0%A4%A"]);
});

test("only a sign-in link has a code", () => {
  expect(codeIn("#code=aZ_9-x")).toBe("aZ_9-x");
  expect([codeIn("#/runs?code=a"), codeIn("#code="), codeIn("#code=a b")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
