import type { Program } from "./library.ts";

/** A rule that asks for something before or after whatever has a tag. */
const asking =
  /^ {2}every tagged (?<tag>\w+) (?<order>preceded|followed) by (?<wanted>[^\n]+?)(?: within \w+)?$/gmu;

/** The tags that the rules of a module speak of. */
export function tagsIn(module: string): readonly string[] {
  const rules = module.replaceAll(/^\/\/\/.*$/gmu, "");
  return [...new Set([...rules.matchAll(/\btagged (\w+)/gu)].flatMap(([, tag]) => tag ?? []))].sort();
}

/**
 * Programs in which something else has come than a rule asks for, one for each rule of a module, with a plan for each of
 * `tags` and one in which only a person has agreed. A line that is rejected ends with `//! CODE RULE`.
 */
export function withOtherSafeguards(
  name: string,
  module: string,
  tags: readonly string[],
): readonly Program[] {
  return [...module.matchAll(asking)].map(({ index, groups = {} }, nth) => {
    const { tag = "", order, wanted = "" } = groups;
    const rule = [...module.slice(0, index).matchAll(/^guardrail (\w+)/gmu)].at(-1)?.[1] ?? "";
    const others = tags.filter((other) => other !== tag && !wanted.split(" ").includes(other));
    const mark = `//! ${order === "preceded" ? "ORCH4101" : "ORCH4105"} ${rule}`;
    const steps = (other: string) =>
      order === "preceded"
        ? [`step other = ${other}()`, `step act = act() { after other }  ${mark}`]
        : [`step act = act()  ${mark}`, `step other = ${other}() { after act }`];
    const lines = [
      `module refused.other_${nth}`,
      `import ${name} { ${rule} }`,
      "import std.people { Approval, supervisor }",
      'human agrees() -> Approval { ask supervisor  show "May this be done?" }',
      `service act() { effect idempotent  latency <= 1m  tags ${tag} }`,
      ...others.flatMap((other) => [
        `service do_${other}() { effect idempotent  latency <= 1m  tags ${other} }`,
        `plan with_${other}() under ${rule} {`,
        ...steps(`do_${other}`),
        "}",
      ]),
      ...(wanted.includes("kind human")
        ? []
        : [
            `plan by_word() under ${rule} {`,
            "step ok = agrees() { timeout 1m }",
            `when ok.granted { step act = act()  ${mark}`,
            "} }",
          ]),
    ];
    return { path: `/other/${rule}_${nth}.orch`, text: lines.join("\n") };
  });
}
