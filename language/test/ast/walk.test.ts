/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is an interpolation of the language. */
import { expect, test } from "vitest";
import { childFields } from "../../src/ast/child-fields.ts";
import type { Node } from "../../src/ast/node.ts";
import { children, nodeAt, nodesAt, visit } from "../../src/ast/walk.ts";
import { readFixture } from "../../src/testing/fixture.ts";
import { ownPrograms } from "../programs.ts";
import { read } from "../show.ts";

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && "span" in value;
}

/** All nodes that a node's properties hold, found without the table. */
function heldBy(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function allNodes(root: Node): readonly Node[] {
  const found: Node[] = [];
  visit(root, {
    any: (node) => {
      found.push(node);
      return undefined;
    },
  });
  return found;
}

test.each(ownPrograms)(
  "$name: children are all nodes that a node holds, in the order of the text",
  ({ text }) => {
    for (const node of allNodes(read(text).file)) {
      expect(new Set(children(node))).toEqual(new Set(heldBy(node)));
      const starts = children(node).map((child) => child.span.start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }
  },
);

test.each(ownPrograms)("$name: what a node holds lies inside it", ({ text }) => {
  for (const node of allNodes(read(text).file)) {
    expect(node.span.start).toBeLessThanOrEqual(node.span.end);
    for (const child of children(node)) {
      expect(child.span.start, `${child.kind} in ${node.kind}`).toBeGreaterThanOrEqual(node.span.start);
      expect(child.span.end, `${child.kind} in ${node.kind}`).toBeLessThanOrEqual(node.span.end);
    }
  }
});

test.each(ownPrograms)("$name: who asks for one kind is told of all its nodes", ({ text }) => {
  const { file } = read(text);
  const all = allNodes(file);
  for (const kind of new Set(all.map((node) => node.kind))) {
    const found: Node[] = [];
    const note = (node: Node): undefined => {
      found.push(node);
    };
    visit(file, { [kind]: note });
    const of = all.filter((node) => node.kind === kind);
    expect(found.length, kind).toBe(of.length);
    expect(
      found.every((node, at) => node === of[at]),
      kind,
    ).toBe(true);
  }
});

test("the package's own programs hold every kind of node", () => {
  const found = new Set(
    ownPrograms.flatMap(({ text }) => allNodes(read(text).file).map((node) => node.kind)),
  );
  const broken = new Set(["missing", "brokenStatement", "brokenDeclaration"]);
  const absent = Object.keys(childFields).filter(
    (kind) => !broken.has(kind) && !found.has(kind as Node["kind"]),
  );
  expect(absent).toEqual([]);
});

function wayAt(text: string): readonly string[] {
  const { files, cursor } = readFixture(text);
  return nodesAt(read(files[0]?.text ?? "").file, cursor?.offset ?? 0).map((node) => node.kind);
}

test("a node is found by an offset inside it", () => {
  expect(wayAt("module a\nplan p() { step a = t(fi$0rst.second) }")).toEqual([
    "file",
    "planDeclaration",
    "block",
    "step",
    "attempt",
    "invocation",
    "argument",
    "member",
    "reference",
  ]);
});

test("behind a word the cursor still touches it", () => {
  expect(wayAt("module a\nplan p() { let x = first$0 + 1 }").at(-1)).toBe("reference");
  expect(wayAt("module a\nplan p() { let x = first.sec$0ond }").at(-1)).toBe("name");
  expect(wayAt("module a\nplan p() { let x = first$0.second }").at(-1)).toBe("reference");
  expect(wayAt("module a\nplan p() { let x = a +$0b }").at(-1)).toBe("reference");
});

test("a plan's clauses and its last block are found, not only its body", () => {
  expect(wayAt("module a\nplan p() { time$0out 5m return 1 }").at(-1)).toBe("timeoutClause");
  expect(wayAt("module a\nplan p() { return 1 finally { retu$0rn 2 } }")).toEqual([
    "file",
    "planDeclaration",
    "block",
    "return",
  ]);
});

test("between two neighbours the later is found, unless the earlier is a word", () => {
  expect(wayAt('module a\nplan p() { let x = "a $0${b} c" }').at(-1)).toBe("interpolation");
  expect(wayAt("module a\nplan p() { let x = [a$0,b] }").at(-1)).toBe("reference");
});

test("outside of every node there is only the file", () => {
  expect(wayAt("module a\n$0\nrole b")).toEqual(["file"]);
  expect(nodeAt(read("module a").file, 99)).toBeUndefined();
});

test("a visitor that answers false does not go on below", () => {
  const seen: string[] = [];
  visit(read("module a\nplan p() { let x = a.b }\nrole r").file, {
    planDeclaration: () => false,
    name: (node, parents) => {
      seen.push(`${parents.at(-1)?.kind} ${node.text}`);
      return undefined;
    },
  });
  expect(seen).toEqual(["path a", "roleDeclaration r"]);
});
