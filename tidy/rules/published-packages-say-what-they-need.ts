import type { Rule } from "../rule.ts";
import { manifests } from "../workspaces.ts";

export const publishedPackagesSayWhatTheyNeed: Rule = {
  name: "No published package is silent about Node 22.18, its licence or its form.",
  find: (tree) =>
    manifests(tree)
      .filter(({ json }) => json.private !== true)
      .flatMap(({ path, folder, json }) => [
        ...(tree.files.get(`${folder}/LICENSE`) === tree.files.get("LICENSE")
          ? []
          : [`${path}: the text of the licence is not beside it`]),
        ...(json.engines?.node === ">=22.18" ? [] : [`${path}: engines.node is not ">=22.18"`]),
        ...(json.license === "MIT" ? [] : [`${path}: licence is not MIT`]),
        ...(json.type === "module" ? [] : [`${path}: type is not "module"`]),
      ]),
  broken: {
    "plan/package.json": '{ "license": "MIT", "type": "module", "engines": { "node": ">=20" } }',
    "cli/package.json": '{ "type": "module", "engines": { "node": ">=22.18" } }',
    "lsp/package.json": '{ "license": "MIT", "type": "module", "engines": { "node": ">=22.18" } }',
  },
  sound: {
    LICENSE: "Anybody may.",
    "runtime/LICENSE": "Anybody may.",
    "runtime/package.json": '{ "license": "MIT", "type": "module", "engines": { "node": ">=22.18" } }',
    "package.json": '{ "private": true, "engines": { "node": ">=20" } }',
  },
};
