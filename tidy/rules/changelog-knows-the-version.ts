import type { Rule } from "../rule.ts";
import { manifests } from "../workspaces.ts";

export const changelogKnowsTheVersion: Rule = {
  name: "No version is without its section of the changelog, and all packages have one version.",
  find: (tree) => {
    const text = tree.files.get("CHANGELOG.md") ?? "";
    const all = manifests(tree).filter(({ json }) => json.version !== undefined);
    const version = all.find(({ folder }) => folder === "")?.json.version ?? all[0]?.json.version;
    const told = /^## \[Unreleased\]/m.test(text) || text.includes(`\n## [${version}]`);
    return [
      ...(told ? [] : [`CHANGELOG.md: says nothing of ${version}`]),
      ...all
        .filter(({ json }) => json.version !== version)
        .map(({ path, json }) => `${path}: ${json.version} is not ${version}`),
    ];
  },
  broken: {
    "CHANGELOG.md": "# Changelog\n\n## [0.0.9]\n",
    "plan/package.json": '{ "version": "0.2.0" }',
  },
  sound: { "package.json": '{ "version": "0.1.0", "private": true }' },
};
