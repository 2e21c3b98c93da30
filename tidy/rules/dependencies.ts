import type { Rule } from "../rule.ts";
import { dependencies, manifests } from "../workspaces.ts";
import { bullets } from "./documents.ts";

export const dependenciesHaveReasons: Rule = {
  name: "No dependency is without a stated reason.",
  find: (tree) => {
    const listed = bullets(tree.files.get("ARCHITECTURE.md") ?? "", "Dependencies");
    const given = new Set(listed.map(({ head }) => head.replaceAll("`", "")));
    const wanted = manifests(tree).flatMap((manifest) =>
      dependencies(manifest)
        .filter(([name]) => !name.startsWith("@orchlang/"))
        .map(([name]) => ({ name, path: manifest.path })),
    );
    const used = new Set(wanted.map(({ name }) => name));
    return [
      ...wanted
        .filter(({ name }) => !given.has(name))
        .map(({ name, path }) => `${path}: ${name} has no line in ARCHITECTURE.md`),
      ...[...given]
        .filter((name) => !used.has(name))
        .map((name) => `ARCHITECTURE.md: nothing depends on ${name}`),
      ...listed.filter(({ text }) => text === "").map(({ head }) => `ARCHITECTURE.md: ${head} has no reason`),
    ];
  },
  broken: {
    "plan/package.json": '{ "dependencies": { "left-pad": "1.3.0" } }',
    "ARCHITECTURE.md": "## Dependencies\n\n- **`right-pad`**: pads.\n",
  },
};

const exact = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

export const versionsAreExact: Rule = {
  name: "No dependency has a range, or two versions.",
  find: (tree) => {
    const asked = manifests(tree).flatMap((manifest) =>
      dependencies(manifest).map(([name, version]) => ({ name, version, path: manifest.path })),
    );
    const first = new Map(asked.toReversed().map(({ name, version }) => [name, version]));
    return [
      ...asked
        .filter(({ version }) => !exact.test(version))
        .map(({ name, version, path }) => `${path}: ${name} ${version} is a range`),
      ...asked
        .filter(({ name, version }) => first.get(name) !== version)
        .map(({ name, version, path }) => `${path}: ${name} ${version}, elsewhere ${first.get(name)}`),
    ];
  },
  broken: {
    "plan/package.json": '{ "dependencies": { "ajv": "^8.20.0" } }',
    "bench/package.json": '{ "devDependencies": { "vitest": "5.1.1", "ajv": "latest" } }',
  },
  sound: {
    "cli/package.json": '{ "devDependencies": { "vitest": "5.0.0" } }',
    "runtime/package.json": '{ "dependencies": { "@orchlang/plan": "0.1.0" } }',
  },
};

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
