import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

const path = /(?<![\w.~-])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/\w+)\/|\b[A-Z]:\\{1,2}Users\b/;
const publicRegistry = "https://registry.npmjs.org/";

export const noMachinesPaths: Rule = {
  name: "No file names one machine's path or one network's registry.",
  find: (tree) => [
    ...matching(tree, /^(?!tidy\/)/).flatMap(([file, text]) =>
      text
        .split("\n")
        .flatMap((line, index) => (path.test(line) ? [`${file}:${index + 1}: ${path.exec(line)?.[0]}`] : [])),
    ),
    ...matching(tree, /(?:^|\/)package-lock\.json$/).flatMap(([file, text]) =>
      [...text.matchAll(/"resolved": "(?<url>\w+:[^"]*)"/g)]
        .map((match) => match.groups?.url ?? "")
        .filter((url) => !url.startsWith(publicRegistry))
        .map((url) => `${file}: ${url}`),
    ),
    ...matching(tree, /(?:^|\/)\.npmrc$/)
      .filter(([, text]) => /registry\s*=/.test(text))
      .map(([file]) => `${file}: names a registry`),
  ],
  broken: {
    "cli/test/a.test.ts": 'const store = "/home/ada/journal.db";',
    "docs/run.md": "It is kept in /root/.orch/.",
    "package-lock.json": '"resolved": "http://10.0.0.1/npm/ajv.tgz"',
    ".npmrc": "registry=http://10.0.0.1/",
  },
  sound: {
    "bench/package-lock.json": '"resolved": "https://registry.npmjs.org/ajv/-/ajv-8.20.0.tgz"',
    "docs/there.md": "[runs](../work/runs.md) and https://example.com/home/ada/",
  },
};
