import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { routes } from "../src/routes.ts";

/* The server compiles the schemas of its routes without looking at them; here they are looked at. */

const ajv = new Ajv({ strict: false });

test.each(routes.map((route) => [route.operation, route] as const))(
  "the schemas of %s are JSON Schema",
  (_, { params, query, body }) => {
    for (const schema of [params, query, body])
      if (schema !== undefined) expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  },
);

test("a schema that is none is noticed", () => {
  expect(ajv.validateSchema({ type: "sting" })).toBe(false);
});
