import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";
import { started } from "./started.ts";

/* `npx vitest run server/test/api-types.test.ts -u` brings the types up to date. */

const head = `/* Made from the OpenAPI document of the server by \`server/test/api-types.test.ts\`. */

import type { Json, JsonObject } from "@orchlang/plan";

`;

test("the console's types of the API are those of the server's OpenAPI document", async () => {
  const { ask } = await started();
  const { body } = await ask(undefined, "GET", "/openapi.json");
  const types = astToString(
    await openapiTS(JSON.stringify(body), { immutable: true, defaultNonNullable: false }),
  );
  const own = new URL("../../console/src/server/api.generated.ts", import.meta.url);
  await expect(`${head}${withJson(types)}`).toMatchFileSnapshot(fileURLToPath(own));
});

/** A body is JSON, so a value that may be anything is a value of JSON. */
function withJson(types: string): string {
  return types
    .replaceAll(/\{\s*readonly \[key: string\]: unknown;\s*\}/gu, "JsonObject")
    .replaceAll(/(?<!")\bunknown\b(?!")/gu, "Json");
}
