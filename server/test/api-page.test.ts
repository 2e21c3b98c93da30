import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { apiPage } from "./docs/api-page.ts";

/* `npx vitest run server/test/api-page.test.ts -u` brings the page up to date. */

test("docs/api.md lists every operation as it is served", async () => {
  await expect(apiPage()).toMatchFileSnapshot(fileURLToPath(new URL("../../docs/api.md", import.meta.url)));
});
