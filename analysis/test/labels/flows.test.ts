import { labelText, understand } from "@orchlang/checker/testing";
import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

const around = `
  type Contact { address: Email @personal, country: String, notes: String @untrusted }
  c: Contact
  cs: [Contact] size 1..9
  page: String @untrusted
  key: String @secret
  n: Int
  mail: Email? @personal
  found: Contact?
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
found is some                                 @internal
found != none                                 @internal
mail is none                                  @personal
cs.find(x => x.address == "a@b.c") is some    @personal
(if page == "x" then none else 2) is some     @internal @untrusted
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
cs + [c]                                      @personal @untrusted
(cs + cs).first.country                       @internal
(cs + cs).map(x => x.address)                 @personal
([n] + [1]).first                             @internal
(["a"] + [page]).first                        @internal @untrusted
([page] + [key]).size                         @secret @untrusted
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

describe("an expression's label (rule 48)", () => {
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

describe("a person's grant (rule 49)", () => {
  const head = `module m
import std.people { Approval }
role boss
agent read(url: Url) -> { place: String, why: String } { effect pure  latency <= 1s }
human ok(place: String) -> Approval { ask boss  show "Go to \${place}?"  latency <= 1d }
human sure(page: { place: String, why: String }) -> Bool { ask boss  show "Go to \${page.place}?"  latency <= 1d }
human blind(place: String) -> Bool { ask boss  show "Go?"  latency <= 1d }
service go(to: String trusted) { effect idempotent  latency <= 1s }
`;

  test("endorses the very value that it was asked about", () => {
    check(`${head}
plan p(url: Url) {
  step page = read(url)
  step may  = ok(page.place)
  when may.granted {
    step a = go(to: page.place)
    step b = go(to: page.why)
                    ^^^^^^^^ error[ORCH3502]
  } else {
    step c = go(to: page.place)
                    ^^^^^^^^^^ error[ORCH3502]
  }
}
plan q(url: Url) {
  step page = read(url)
  step may  = sure(page)
  when not may { fail "not sure" }
  step a = go(to: page.place)
  step b = go(to: page.why)
                  ^^^^^^^^ error[ORCH3502]
}
plan r(url: Url) {
  step page = read(url)
  step may  = blind(page.place)
  when may { step a = go(to: page.place) }
                             ^^^^^^^^^^ error[ORCH3502]
}`);
  });

  test("counts where it is certain, and where a person has given it", () => {
    check(`${head}
plan p(url: Url) {
  step page = read(url)
  step may  = ok(page.place) else { yield { granted: true } }
  when may.granted { step a = go(to: page.place) }
                                     ^^^^^^^^^^ error[ORCH3502]
}
plan q(url: Url, sunny: Bool) {
  step page = read(url)
  step may  = ok(page.place)
  when may.granted or sunny { step a = go(to: page.place) }
                                              ^^^^^^^^^^ error[ORCH3502]
  when may.granted and sunny { step b = go(to: page.place) }
}`);
  });
});
