/* What acts on the whole program is closed to handlers, however they come to it. */
import { expect, test } from "vitest";
import { names } from "./handlers/doors.ts";
import { run } from "./jobs.ts";

test.each(names)("%s is closed to handlers", async (name) => {
  const result = await run("doors#tryDoor", { params: { name: { type: "string" } } }, { name });
  const text = expect.stringContaining(`${name} is closed to handlers`);
  expect(result).toMatchObject({ outcome: { ok: { text } } });
});
