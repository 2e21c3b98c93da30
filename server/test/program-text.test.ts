import { expect, test } from "vitest";
import { started } from "./started.ts";

/* The program as text: for authors, and for nobody who sees only a part of it. */

const path = "/api/orchestration/program/text";
const text = {
  root: "shop",
  given: ["shop/pay.orch"],
  files: [{ path: "shop/pay.orch", text: "module shop\n" }],
  standard: [{ name: "std.units", path: "std/units.orch", text: "module std.units\n" }],
};

test("an author reads the program as it was written; a token of some plans does not", async () => {
  const { ask, server, token } = await started({ text });
  const { status, body } = await ask("author", "GET", path);
  expect([status, body]).toEqual([200, text]);
  expect((await ask("operator", "GET", path)).status).toBe(403);
  const limited = await fetch(`${server.address}${path}`, {
    headers: { authorization: `Bearer ${token({ role: "author", plans: ["shop.pay"] })}` },
  });
  expect(await limited.json()).toMatchObject({ status: 403, code: "plans" });
});

test("a server without the program's text says that it has none", async () => {
  const { ask } = await started();
  const { status, body } = await ask("author", "GET", path);
  expect([status, body.code]).toEqual([404, "no_text"]);
});
