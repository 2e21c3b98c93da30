import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { admit, schemas } from "@orchlang/plan/boundary";
import { expect, test, vi } from "vitest";
import { answerShape, casesAsked, quotedAnswer } from "../src/render/answer-shape.ts";
import { fieldsOf } from "../src/terminal/ask.ts";
import { orch, resultOf, workFolder } from "./orch.ts";

vi.mock("@orchlang/plan/boundary", { spy: true });

const program = `module desk
role clerk
type Colour = red | green | blue
type Note { text: String, tags: [String] }
type Form { colour: Colour, seats: Int in 2..8, fee: Money<EUR>, express: Bool, note: Note, remark: String?, by: String }
human fill(who: String) -> Form { ask clerk  show "A form for \${who}, please" }
human agree(who: String) -> { granted: Bool, reason: String? } { ask clerk  show "May \${who}?" }
human pick(who: String) -> Colour { ask clerk  show "Which one for \${who}?" }
plan serve(who: String) -> { form: Form, colour: Colour } {
  step ok = agree(who)
  step colour = pick(who)
  step form = fill(who)
  return { form, colour }
}
`;

const form =
  '{"colour": "red" | "green" | "blue", "seats": 2, "fee": {"amount": "1", "currency": "EUR"}, ' +
  '"express": true | false, "note": {"text": "…", "tags": ["…"]}}';

const filledIn =
  '{"colour": "red", "seats": 2, "fee": {"amount": "1", "currency": "EUR"}, "express": true, ' +
  '"note": {"text": "…", "tags": ["…"]}}';

test("what is told of a question says what an answer looks like", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "desk.orch"), program);
  const begun = await orch(["run", "desk.orch", "--input", '{"who": "Ada"}'], { cwd });
  expect(begun.code, begun.stderr).toBe(3);
  const [, run = ""] = /orch answer (\w+) ok /.exec(begun.stdout) ?? [];
  const lines = (of: string): string[] =>
    [...of.matchAll(/orch answer \w+ (\w+ .*)$/gm)].map(([, found = ""]) => found);
  expect(lines(begun.stdout)).toEqual([
    `ok '{"granted": true}'`,
    `colour '"red"'      "red" | "green" | "blue"`,
    `form '${filledIn}'      ${form}`,
  ]);
  expect(new Set(lines((await orch(["show", run], { cwd })).stdout))).toEqual(new Set(lines(begun.stdout)));
  const json = await orch(["answer", run, "colour", '"blue"', "--format", "json"], { cwd });
  expect(resultOf(json).waiting).toMatchObject([
    { step: "ok", wants: { properties: { granted: { type: "boolean" } } } },
    {
      step: "form",
      wants: {
        $defs: { "desk.Note": { type: "object" }, "desk.Colour": { enum: ["red", "green", "blue"] } },
      },
    },
  ]);
});

test.each([
  [schemas.bool(), "true | false"],
  [schemas.email(), '"name@example.com"'],
  [schemas.list(schemas.date()), '["2027-01-31"]'],
  [schemas.optional(schemas.timeOfDay()), '"12:00"'],
  [schemas.enum(["a", "b", "c", "d", "e", "f", "g"]), '"a" | "b" | "c" | "d" | "e" | "f" | …'],
  [schemas.none(), "null"],
  [schemas.constant("it's"), '"it\'s"'],
  [
    { ...(schemas.named("A") as object), $defs: { A: schemas.record({ a: schemas.named("A") }) } },
    expect.stringContaining('{"a": …}'),
  ],
])("%j", (schema, shape) => {
  expect(answerShape(schema)).toEqual(shape);
});

test("a quote does not end the argument in a shell", () => {
  expect(quotedAnswer(schemas.constant("it's"))).toBe(`'"it'\\''s"'`);
});

test("an example is checked once for each schema, however many runs ask for it", async () => {
  const schema = () => schemas.record({ asked: schemas.int({ min: 3, max: 9 }) });
  const first = quotedAnswer(schema());
  const { length } = vi.mocked(admit).mock.calls;
  expect(length).toBeGreaterThan(0);
  for (let run = 0; run < 3; run++) expect(quotedAnswer(schema())).toBe(first);
  expect(admit).toHaveBeenCalledTimes(length);
});

test("of a union each case is told, and asked for field by field", async () => {
  const choice = schemas.union(
    schemas.record({ case: schemas.enum(["approve", "later"]), until: schemas.optional(schemas.date()) }),
    "Choice",
    {
      approve: schemas.record({
        until: schemas.date(),
        seats: schemas.int(),
        note: schemas.optional(schemas.string()),
      }),
      later: schemas.record({}),
    },
  );
  expect(answerShape(choice)).toBe(
    '{"case": "approve", "until": "2027-01-31", "seats": 1} | {"case": "later"}',
  );
  const [approve, later] = casesAsked(choice) ?? [];
  const answers = ["tomorrow", "no number", "3", ""];
  const asked: string[] = [];
  const asking = async (words: string): Promise<string> => {
    asked.push(words);
    return answers.shift() ?? "";
  };
  expect(approve && (await fieldsOf(approve, asking))).toEqual({
    case: "approve",
    until: "tomorrow",
    seats: 3,
  });
  expect(asked).toEqual(['until: "2027-01-31"', "seats: 1", "seats: 1", 'note: "…", or nothing']);
  expect(later && (await fieldsOf(later, asking))).toEqual({ case: "later" });
  expect(casesAsked(schemas.int())).toBeUndefined();
});
