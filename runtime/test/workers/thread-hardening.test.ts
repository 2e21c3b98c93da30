/* Handlers cannot reach functions that act on the whole program. */
import { expect, test } from "vitest";
import { names } from "./handlers/doors.ts";
import { run } from "./jobs.ts";

test.each(names)("%s is closed to handlers", async (name) => {
  const result = await run("doors#tryDoor", { params: { name: { type: "string" } } }, { name });
  const text = expect.stringContaining(`${name} is closed to handlers`);
  expect(result).toMatchObject({ outcome: { ok: { text } } });
});
