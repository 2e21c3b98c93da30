import { expect, test } from "vitest";
import { complaining } from "../src/render/complaints.ts";

test("what is the same of line after line is said once, and of how many more", () => {
  const said: string[] = [];
  const { tell, end } = complaining((text) => said.push(text));
  tell(3, "too often");
  tell(4, "too often");
  tell(9, "too often");
  tell(12, "no JSON");
  tell(13, "too often");
  end();
  end();
  expect(said).toEqual(["3: too often", "9: … the same of 2 more", "12: no JSON", "13: too often"]);
});
