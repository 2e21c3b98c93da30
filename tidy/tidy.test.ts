import { describe, expect, test } from "vitest";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";
import { repository, treeOf } from "./tree.ts";

const tree = repository();
const table = rules.map((rule): [string, Rule] => [rule.name, rule]);

describe("the repository", () => {
  test.each(table)("%s", (_, rule) => {
    expect(rule.find(tree)).toEqual([]);
  });
});

describe("a tree that breaks it is found out:", () => {
  test.each(table)("%s", (_, rule) => {
    const found = rule.find(treeOf({ ...rule.sound, ...rule.broken }));
    const blamed = (path: string) => found.some((culprit) => culprit.startsWith(`${path}:`));
    expect(Object.keys(rule.broken).filter((path) => !blamed(path))).toEqual([]);
    expect(Object.keys(rule.sound ?? {}).filter(blamed)).toEqual([]);
  });
});
