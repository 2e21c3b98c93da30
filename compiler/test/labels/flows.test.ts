import { describe, expect, test } from "vitest";
import { labelText, understand } from "../expressions/understand.ts";

const around = `
  type Contact { address: Email @personal, country: String, notes: String @untrusted }
  c: Contact
  cs: [Contact] size 1..9
  page: String @untrusted
  key: String @secret
  n: Int
  mail: Email? @personal
`;

/** Labels flow by operands, templates and conditions; those of fields stay with their fields. */
const table = `
1                                             @public
"text"                                        @public
n                                             @internal
n + 1                                         @internal
c                                             @personal @untrusted
c.address                                     @personal
c.country                                     @internal
c.notes                                       @internal @untrusted
cs                                            @personal @untrusted
cs.size                                       @internal
cs.first.country                              @internal
cs.map(x => x.country)                        @internal
cs.map(x => x.address)                        @personal
cs.map(x => { to: x.address, n }).map(y => y.n)    @internal
cs.filter(x => x.notes == "a").map(x => x.country) @internal @untrusted
cs.sort_by(x => x.address).map(x => x.country)     @personal
cs.any(x => x.address == mail)                @personal
cs.count(x => x.notes == "a")                 @internal @untrusted
cs.find(x => x.country == "x")?.country       @internal
cs.group_by(x => x.country)                   @personal @untrusted
cs.contains(c)                                @personal @untrusted
cs.concat([c]).first.country                  @internal
{ a: c.address, b: n }                        @personal
{ a: c.address, b: n }.b                      @internal
{ a: c.address, b: n }.a                      @personal
{ ...c }.country                              @internal
{ ...c, address: "a@b.c" }.address            @public
[c].first.country                             @internal
"to \${c.country}"                            @internal
"to \${c.address}"                            @personal
"to \${c}"                                    @personal @untrusted
if page == "x" then 1 else 2                  @internal @untrusted
if n > 1 then c.address else "none"           @personal
match n { 1: page, else: "b" }                @internal @untrusted
match page { "x": 1, else: 2 }                @internal @untrusted
mail ?? "x"                                   @personal
mail is some                                  @personal
mail?.size                                    @personal
key == page                                   @secret @untrusted
n in [1, 2] and key == "x"                    @secret
redact(c)                                     @public
"to \${redact(c.address)}"                    @public
declassify(c.address, because: "opted in")    @public
declassify(c, because: "opted in").address    @public
declassify(c, because: "opted in").notes      @public @untrusted
endorse(page, because: "read by a person")    @internal
endorse(c, because: "read by a person").notes @internal
endorse(c, because: "read by a person")       @personal
`;

describe("an expression's label", () => {
  for (const line of table.trim().split("\n")) {
    const [, text = "", label = ""] = /^(.*?)\s+(@\w+(?: @\w+)?)$/.exec(line) ?? [];
    test(text, () => {
      expect(understand(text, around).diagnostics).toEqual([]);
      expect(labelText(text, around)).toBe(label);
    });
  }
});

describe("the way that a label came", () => {
  test("leads from the field to the text", () => {
    const { label } = understand(`"to \${c.address}"`, around);
    // One thing is said of a place: that the field becomes part of the text is plain to see there.
    expect(label.way.map(({ says }) => says)).toEqual(["`c.address` is personal"]);
  });

  test("leads from a field of a record literal to the text that it ends in", () => {
    const { label } = understand(`"to \${{ a: c.address }.a}"`, around);
    expect(label.way.map(({ says }) => says)).toEqual([
      "`c.address` is personal",
      "this becomes part of this text",
    ]);
  });

  test("leads through a condition", () => {
    const { label } = understand('if mail is some then "a" else "b"', around);
    expect(label.way.map(({ says }) => says)).toEqual(["`mail` is personal", "decides what this becomes"]);
  });
});

describe("releases", () => {
  test("are listed with what they release and why", () => {
    const { releases } = understand(`"\${redact(c)} \${declassify(c.address, because: "opted in")}"`, around);
    expect(releases.map(({ span: _, ...release }) => release)).toEqual([
      {
        kind: "redact",
        from: { confidentiality: "personal", integrity: "untrusted" },
        to: { confidentiality: "public", integrity: "trusted" },
      },
      {
        kind: "declassify",
        because: "opted in",
        from: { confidentiality: "personal", integrity: "trusted" },
        to: { confidentiality: "public", integrity: "trusted" },
      },
    ]);
  });

  test("what is redacted is not read", () => {
    const { expression, reads } = understand("redact(key)", around);
    expect([expression, reads]).toEqual([{ op: "constant", value: "‹secret›" }, []]);
  });
});
