import { compile } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { answerFields, type Field, fieldOf } from "../src/fields.ts";

const program = `module lab
type Mood = good | bad
type Box { id: String }
tool wash(name: String, mood: Mood, mail: Email, price: Money, wait_for: Duration, share: Ratio in 10%..50%,
          boxes: [Box], more: Int?, sure: Bool) -> Int { effect pure  latency <= 1m }
plan p(name: String, mood: Mood = good, mail: Email, price: Money, wait_for: Duration, share: Ratio in 10%..50%,
       boxes: [Box], more: Int?, sure: Bool) -> Int {
  step w = wash(name, mood, mail, price, wait_for, share, boxes, more, sure)
  return w
}
`;

test("a form asks for each parameter as its type is best written", () => {
  const path = "/lab.orch";
  const host = {
    read: (asked: string) =>
      asked === path ? { text: program } : ({ fault: "missing", message: "there is no such file" } as const),
    list: () => [],
    standard: standardModule,
    standardModules,
  };
  const { plan } = compile({ files: [path], root: "/" }, host).plan("lab.p") ?? {};
  const fields = plan?.routines["lab.p"]?.params.map((param) =>
    fieldOf({ name: param.name, schema: param.schema, optional: param.default !== undefined }, plan.schemas),
  );
  const all: Field[] = [
    { name: "name", optional: false, form: "text", type: "text" },
    { name: "mood", optional: true, form: "choice", choices: ["good", "bad"] },
    { name: "mail", optional: false, form: "text", type: "email" },
    { name: "price", optional: false, form: "money", unit: "USD" },
    { name: "wait_for", optional: false, form: "number", unit: "ms" },
    { name: "share", optional: false, form: "number", min: 0.1, max: 0.5, unit: "of 1" },
    { name: "boxes", optional: false, form: "json", example: '[\n  {\n    "id": ""\n  }\n]' },
    { name: "more", optional: true, form: "number" },
    { name: "sure", optional: false, form: "yesno" },
  ];
  expect(fields).toEqual(all);
});

test("an answer's form asks what was decided, and not who decides", () => {
  const text = { type: "string" };
  const Approval = {
    type: "object",
    properties: { granted: { type: "boolean" }, by: text },
    required: ["granted"],
  };
  const capabilities = { "m.ask": { result: { schema: { $ref: "#/$defs/Approval" } } } };
  expect(answerFields({ capabilities, schemas: { Approval } }, "m.ask")).toEqual([
    { name: "granted", optional: false, form: "yesno" },
  ]);
});
