import { compile } from "@orchlang/compiler";
import { check, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

function codes(files: Readonly<Record<string, string>>, named: readonly string[]) {
  const { diagnostics } = compile({ files: named, root: "/" }, memoryHost(files));
  return diagnostics.map(({ file, code }) => `${file} ${code}`);
}

describe("files", () => {
  test("that are not there, or are folders, are told each by name", () => {
    const files = { "/a/b.orch": "module b" };
    expect(codes(files, ["/none.orch", "/a"])).toEqual(["/none.orch ORCH1001", "/a ORCH1001"]);
  });

  test("that are empty, or blank, are told as such", () => {
    expect(codes({ "/a.orch": "", "/b.orch": " \n\uFEFF" }, ["/a.orch", "/b.orch"])).toEqual([
      "/a.orch ORCH1003",
      "/b.orch ORCH1003",
    ]);
  });

  test("named twice, or by another way, are read once", () => {
    const files = { "/a.orch": "module a\ntype A { b: C }" };
    expect(codes(files, ["/a.orch", "/x/../a.orch", "/./a.orch"])).toEqual(["/a.orch ORCH3001"]);
  });

  test("with marks and line ends of other machines mean the same", () => {
    expect(codes({ "/a.orch": "\uFEFFmodule a\r\ntype A { b: Int }\r\n" }, ["/a.orch"])).toEqual([]);
  });

  test("of the same module in different places are projects of their own", () => {
    const files = { "/a.orch": "module m\ntype A { x: Int }", "/b.orch": "module m\ntype A { y: Int }" };
    expect(codes(files, Object.keys(files))).toEqual([]);
  });
});

describe("imports", () => {
  test.each([
    ["std.qqqqqqqq", /^The standard library holds `std\.context`, .*`std\.home`/u],
    ["std.qqqqqqqq.rrrrrrrr", /^The standard library holds `std\.context`, .*`std\.home`/u],
    ["std.context.qqqqqqqq", /^`std\.context` holds `std\.context\.calendar`, /u],
  ])("of %s, which is not there, list the modules at that place", (name, listed) => {
    const files = { "/m.orch": `module m\nimport ${name} { x }\nplan p() -> Bool { return x }` };
    const [unknown] = compile({ files: ["/m.orch"], root: "/" }, memoryHost(files)).diagnostics;
    expect(unknown?.code).toBe("ORCH1007");
    expect(unknown?.notes).toEqual([expect.stringMatching(listed)]);
    const levels = [...(unknown?.notes?.[0] ?? "").matchAll(/`(std\.[\w.]+)`[,.]/gu)].map(
      ([, module]) => module?.split(".").length,
    );
    expect(new Set(levels).size).toBe(1);
  });

  test("find neighbours below the root that the file's own name implies", () => {
    check(`
//- /src/shop/orders.orch
module shop.orders
import shop.prices { price }
plan p(sku: String) -> Money {
  step amount = price(sku)
  return amount
}
//- /src/shop/prices.orch
module shop.prices
tool price(sku: String) -> Money { effect pure  latency <= 1s }
`);
  });

  test("of what is not there name what is there", () => {
    check(`
//- /shop/orders.orch
module shop.orders
import shop.price { p }
       ^^^^^^^^^^ error[ORCH1007] There is no module \`shop.price\`.
//- /shop/prices.orch
module shop.prices
`);
  });

  test("of a file that has mistakes of its own tell of them too", () => {
    const files = {
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module b\ntype B { c: Strng }",
    };
    expect(codes(files, ["/a.orch"])).toEqual(["/b.orch ORCH3001"]);
  });

  test("of a module whose first line says otherwise hold by its path", () => {
    const files = {
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module c\ntype B { c: String }",
    };
    expect(codes(files, ["/a.orch"])).toEqual(["/b.orch ORCH1004"]);
  });

  test("in a circle are told once, whoever is asked", () => {
    const files = {
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module b\nimport c { C }\ntype B { c: C }",
      "/c.orch": "module c\nimport a { A }\ntype C { n: Int }\ntype D { a: A }",
    };
    expect(codes(files, ["/a.orch"])).toEqual(["/a.orch ORCH1008"]);
    expect(codes(files, ["/b.orch", "/c.orch", "/a.orch"])).toEqual(["/a.orch ORCH1008"]);
  });

  test("in many circles through the same modules are told a few at a time, the shortest first", () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 60; i += 1) {
      const imported = [i + 1, i * 7 + 3, i * 13 + 5].map((to) => to % 60).filter((to) => to !== i);
      const names = [...new Set(imported)];
      const imports = names.map((to) => `import m${to} { T${to} }`).join("\n");
      const fields = ["n: Int", ...names.map((to) => `t${to}: T${to}?`)].join(", ");
      files[`/m${i}.orch`] = `module m${i}\n${imports}\ntype T${i} { ${fields} }`;
    }
    const { diagnostics } = compile({ files: Object.keys(files), root: "/" }, memoryHost(files));
    const circles = diagnostics.filter(({ code }) => code === "ORCH1008");
    expect(circles.length).toBeLessThanOrEqual(20);
    expect(circles.length).toBeGreaterThan(1);
    expect(Math.max(...circles.map(({ message }) => message.split("→").length))).toBeLessThan(12);
  });

  test("of files below no orch.json that import each other make one project, whoever is asked", () => {
    const files = {
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module b\nimport c { C }\ntype B { c: C }",
      "/c.orch": "module c\ntype C { n: Int }",
      "/d.orch": "module d\ntype D { n: Int }",
      "/misplaced.orch": "module a\ntype A { n: Int }",
    };
    const { projects } = compile({ files: Object.keys(files).reverse(), root: "/" }, memoryHost(files));
    expect(projects.map(({ loaded }) => loaded.given)).toEqual([["a"], ["d"], ["c", "b", "a"]]);
  });

  test("of a long chain of files below no orch.json are checked once each", () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 1_500; i += 1) {
      files[`/m${i}.orch`] =
        i === 1_499
          ? `module m${i}\ntype T { n: Int }`
          : `module m${i}\nimport m${i + 1} { T as U }\ntype T { u: U }`;
    }
    const { projects, diagnostics } = compile({ files: Object.keys(files), root: "/" }, memoryHost(files));
    expect(diagnostics).toEqual([]);
    expect(projects.reduce((sum, { loaded }) => sum + loaded.modules.size, 0)).toBeLessThan(1_510);
  });

  test("in a long chain cost no stack", () => {
    const files: Record<string, string> = { "/m4999.orch": "module m4999\ntype T { n: Int }" };
    for (let i = 0; i < 4999; i += 1) {
      files[`/m${i}.orch`] = `module m${i}\nimport m${i + 1} { T as U }\ntype T { u: U }`;
    }
    expect(codes(files, ["/m4998.orch"])).toEqual([]);
  });
});

describe("orch.json", () => {
  test("gives modules their names by its roots", () => {
    check(`
//- /orch.json
{ "roots": ["plans", "rules"] }
//- /plans/a/b.orch
module a.b
import c { T }
type U { t: T }
//- /rules/c.orch
module d
       ^ error[ORCH1004] This path belongs to the module \`c\`, but the file says \`d\`.
type T { n: Int }
`);
  });

  test("changes nothing for a file that nothing imports, whatever its name and place", () => {
    const files = {
      "/complaints.orch": "module bakery.complaints\ntype Loaf { n: Int }\ntype Bag { loaf: Loaf }",
    };
    expect(codes(files, ["/complaints.orch"])).toEqual([]);
    expect(codes({ ...files, "/orch.json": "{}" }, ["/complaints.orch"])).toEqual([]);
  });

  test("changes nothing for files that import what stands elsewhere", () => {
    const files = {
      "/one.orch": "module bakery.bags\nimport bakery.loaves { Loaf }\ntype Bag { loaf: Loaf }",
      "/two.orch": "module bakery.loaves\ntype Loaf { n: Int }",
    };
    for (const given of [["/one.orch"], ["/one.orch", "/two.orch"], ["/two.orch", "/one.orch"]]) {
      expect(codes(files, given)).toEqual(["/one.orch ORCH1007"]);
      expect(codes({ ...files, "/orch.json": "{}" }, given)).toEqual(["/one.orch ORCH1007"]);
    }
  });

  test("tells of a module that stands where an import looks for another, in whatever order", () => {
    const files = {
      "/orch.json": "{}",
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module c\ntype B { n: Int }",
    };
    expect(codes(files, ["/a.orch", "/b.orch"])).toEqual(["/b.orch ORCH1004"]);
    expect(codes(files, ["/b.orch", "/a.orch"])).toEqual(["/b.orch ORCH1004"]);
  });

  test("takes no module for another that stands where it is looked for", () => {
    const files = {
      "/orch.json": "{}",
      "/a.orch": "module a\nimport b { B }\ntype A { b: B }",
      "/b.orch": "module b\ntype B { n: Int }",
      "/copy.orch": "module b\ntype B { n: Int }",
    };
    expect(codes(files, ["/copy.orch", "/a.orch"])).toEqual(["/b.orch ORCH1006"]);
  });

  test("that is wrong is told at its place, and counts as far as it is right", () => {
    check(`
//- /orch.json
{ "roots": ".", "zone": "Europe/Berln", "currency": "EUR", "clearances": { "cloud": "persnal" } }
           ^^^ error[ORCH1012] \`roots\` takes a list, and this is \`"."\`.
                        ^^^^^^^^^^^^^^ error[ORCH1012] \`zone\` takes a time zone of the IANA database, as \`Europe/Berlin\`, and this is \`"Europe/Berln"\`.
                                                                                    ^^^^^^^^^ error[ORCH1012]
//- /a.orch
module a
plan p() -> Money<EUR> { return 5EUR }
`);
  });

  test("has MCP servers by any name, and each is looked at", () => {
    check(`
//- /orch.json
{
  "mcp": {
    "almanac": { "command": "npx", "args": ["-y", 3], "env": { "KEY": 1 } },
                                                  ^ error[ORCH1012] \`mcp.almanac.args[1]\` takes text, and this is \`3\`.
                                                                      ^ error[ORCH1012] \`mcp.almanac.env.KEY\` takes text, and this is \`1\`.
    "harbour": { "url": "https://harbour.example/mcp", "header": {} },
                                                       ^^^^^^^^ error[ORCH1011] \`mcp.harbour\` has no \`header\`.
    "yard": "npx"
            ^^^^^ error[ORCH1012] \`mcp.yard\` takes an object, and this is \`"npx"\`.
  }
}
//- /a.orch
module a
`);
  });

  test("says what handlers may use, by capability", () => {
    check(`
//- /orch.json
{
  "handlers": {
    "a.reserve": { "concurrency": 4, "memory": "256MB", "timeLimit": "1m 30s" },
    "a.letter": { "concurrency": 0, "memory": "much", "timeLimit": "soon", "cpu": 1 }
                                 ^ error[ORCH1012] \`handlers.a.letter.concurrency\` takes a whole number from 1, and this is \`0\`.
                                              ^^^^^^ error[ORCH1012]
                                                                   ^^^^^^ error[ORCH1012]
                                                                           ^^^^^ error[ORCH1011] \`handlers.a.letter\` has no \`cpu\`.
  }
}
//- /a.orch
module a
`);
  });

  test("has keys within keys, items of lists, and values that look like keys", () => {
    check(`
//- /orch.json
{
  "name": "zone",
  "roots": ["a", 3, { "b": [] }],
                 ^ error[ORCH1012] \`roots[1]\` takes text, and this is \`3\`.
                    ^^^^^^^^^^^ error[ORCH1012] \`roots[2]\` takes text, and this is an object.
  "clearances": { "clod": "personal", "edge": null },
                  ^^^^^^ error[ORCH1011] \`clearances\` has no \`clod\`.
                                              ^^^^ error[ORCH1012]
  "zone": ["UTC"]
          ^^^^^^^ error[ORCH1012] \`zone\` takes text, and this is a list.
}
//- /a.orch
module a
`);
  });

  test.each([
    ['{ "zone": "UTC", }', "nothing follows the comma but `}`"],
    ['{ zone: "UTC" }', "`z` can't stand here"],
    ["{ 'zone': 1 }", "`'` can't stand here"],
    ['{ "zone": "UTC" // so', "`/` can't stand here"],
    ['{ "zone": "UTC"', "the text ends here"],
    ['{ "zone": "UTC" "name": "x" }', "`\"` can't stand here"],
    ["", "the text ends here"],
    ["[}", "`}` can't stand here"],
  ])("%s is not JSON", (text, because) => {
    const files = { "/orch.json": text, "/a.orch": "module a\n" };
    const { diagnostics } = compile({ files: ["/a.orch"], root: "/" }, memoryHost(files));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `ORCH1010 \`orch.json\` is not JSON: ${because}.`,
    ]);
  });

  test("binds modules, which have to be there", () => {
    check(`
//- /orch.json
{ "bind": ["rules", "rulse"] }
                    ^^^^^^^ error[ORCH1007] There is no module \`rulse\`.
//- /rules.orch
module rules
guardrail cheap { cost <= $1 }
`);
  });

  test("binds modules, not single rules", () => {
    const files = { "/orch.json": '{ "bind": ["std.guardrails.due_process"] }', "/a.orch": "module a" };
    const { diagnostics } = compile({ files: ["/a.orch"], root: "/" }, memoryHost(files));
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ["ORCH1007", expect.stringContaining("takes modules, here `std.guardrails`")],
    ]);
  });

  test("binds the rules of modules to the plans of the project", () => {
    const files = {
      "/orch.json": '{ "bind": ["rules"] }',
      "/rules.orch": "module rules\nguardrail cheap { cost <= $1 }",
      "/a.orch": "module a\nplan p() -> Int { return 1 }",
    };
    const { projects } = compile({ files: ["/a.orch"], root: "/" }, memoryHost(files));
    expect(projects[0]?.checked.bind).toEqual(["rules"]);
    expect(projects[0]?.checked.guardrails.map(({ rule }) => rule.name)).toContain("rules.cheap");
  });

  test("lends its zone and currency to its modules", () => {
    const files = {
      "/orch.json": '{ "zone": "Asia/Tokyo", "currency": "JPY" }',
      "/a.orch": "module a\nplan p() -> Int { return now.hour }",
    };
    const { projects } = compile({ files: ["/a.orch"], root: "/" }, memoryHost(files));
    expect(projects[0]?.checked.settings).toMatchObject({ zone: "Asia/Tokyo", currency: "JPY" });
    const plan = projects[0]?.checked.routines.get("a.p");
    expect(JSON.stringify(plan?.body)).toContain("Asia/Tokyo");
  });

  test("opens npm packages with modules in them", () => {
    check(`
//- /orch.json
{ "packages": ["@acme/rules"] }
//- /node_modules/@acme/rules/orch.json
{ "roots": ["orch"] }
//- /node_modules/@acme/rules/orch/acme/rules.orch
module acme.rules
guardrail cheap { cost <= $1 }
//- /a.orch
module a
import acme.rules { cheap }
plan p() -> Int under cheap { return 1 }
`);
  });
});

describe("very many mistakes", () => {
  test("are cut, and the rest is counted", () => {
    const text = `module m\n${Array.from({ length: 10_000 }, (_, i) => `type T${i} { x: Nothing${i} }`).join("\n")}`;
    const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)?.message).toBe("9,800 errors more in this file are not shown.");
  });
});
