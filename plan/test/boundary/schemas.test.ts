import { isEmail, isUrl, schemas } from "@orchlang/plan/boundary";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";

/** To a validator that knows nothing of `x-orch`, the schemas are plain JSON Schema. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });

test("every schema is a JSON Schema", () => {
  const every = [
    schemas.bool(),
    schemas.int({ min: 1 }),
    schemas.float(),
    schemas.ratio({ max: 1 }),
    schemas.string({ pattern: "a" }),
    schemas.email(),
    schemas.url(),
    schemas.instant(),
    schemas.date(),
    schemas.timeOfDay(),
    schemas.duration(),
    schemas.quantity("Length", "m"),
    schemas.money("USD", { min: "0" }),
    schemas.geo(),
    schemas.json(),
    schemas.none(),
    schemas.list(schemas.int(), { min: 1, max: 9 }),
    schemas.record({ a: schemas.optional(schemas.int()), b: schemas.int() }),
    schemas.map(schemas.int(), ["a"]),
    schemas.enum(["a"], "T"),
    schemas.done(schemas.int()),
    schemas.constant(1),
  ];
  for (const schema of every) expect(ajv.validateSchema(schema)).toBe(true);
});

test("a record knows which fields may be left out", () => {
  const record = schemas.record({ a: schemas.optional(schemas.int()), b: schemas.int(), c: schemas.int() }, [
    "c",
  ]);
  expect(record).toMatchObject({ required: ["b"] });
  const accepts = ajv.compile(record as object);
  expect([{ b: 1 }, { a: null, b: 1 }, { a: 1 }, { b: 1, d: 1 }].map((value) => accepts(value))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("optional twice is optional once", () => {
  const once = schemas.optional(schemas.int());
  expect(schemas.optional(once)).toBe(once);
});

describe("e-mail addresses", () => {
  test.each([
    "a@b.co",
    "ada.lovelace+x@sub.example.com",
    "o'neil@example.com",
    "用户@例子.广告",
    "a@xn--e1afmkfd.com",
  ])("%s is one", (text) => expect(isEmail(text)).toBe(true));

  test.each([
    "",
    "a",
    "a@",
    "@b.co",
    "a@b",
    "a b@c.de",
    "a@b..co",
    ".a@b.co",
    "a.@b.co",
    "a@-b.co",
    "a@b.co\n",
    "a@b.co,c@d.ef",
    `${"a".repeat(65)}@b.co`,
    `a@${"b".repeat(300)}.co`,
  ])("%j is none", (text) => expect(isEmail(text)).toBe(false));
});

describe("URLs", () => {
  test.each(["https://example.com", "http://localhost:8080/a?b=c#d", "file:///tmp/a.html", "mailto:a@b.co"])(
    "%s is one",
    (text) => expect(isUrl(text)).toBe(true),
  );

  test.each(["", "example.com", "/a", "https://", "https://a b", "https://a\n", ":", "1a:b", "http://[::1"])(
    "%j is none",
    (text) => expect(isUrl(text)).toBe(false),
  );
});
