import type { Rule } from "../rule.ts";
import { dependencies, manifests } from "../workspaces.ts";

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
