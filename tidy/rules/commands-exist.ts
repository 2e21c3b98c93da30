import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";
import { manifests } from "../workspaces.ts";
import { codeBlocks } from "./markdown.ts";

/** The root texts, the example's and the ones in `docs/` that tell somebody to type something. */
const tellers = /^(?:[A-Z]+|examples\/[^/]+\/README|docs\/[^/]+)\.md$/;

const builtIn = new Set(["install", "ci"]);

function unknown(line: string, tree: Tree): string | undefined {
  const root = JSON.parse(tree.files.get("package.json") ?? "{}") as { scripts?: Record<string, string> };
  const npm = /^npm (?:run (?:--silent )?)?([a-z][\w:-]*)/.exec(line)?.[1];
  if (npm !== undefined && !builtIn.has(npm) && root.scripts?.[npm] === undefined)
    return `npm has no script ${npm}`;
  const orch = /^(?:npx )?orch ([a-z]+)/.exec(line)?.[1];
  if (orch !== undefined && !tree.files.has(`cli/src/commands/${orch}.ts`))
    return `orch has no command ${orch}`;
  const file = /^(?:node|sh|bash) (?:--\S+ )*(?<file>[\w./-]+\.\w+)/.exec(line)?.groups?.file;
  if (file !== undefined && !file.includes("node_modules") && !tree.files.has(file))
    return `there is no ${file}`;
  return undefined;
}

const tagged = (path: string, fault: string | undefined): readonly string[] =>
  fault === undefined ? [] : [`${path}: ${fault}`];

export const commandsExist: Rule = {
  name: "No text tells a reader to type a command that there is not.",
  find: (tree) => [
    ...matching(tree, tellers).flatMap(([path, text]) =>
      codeBlocks(text, /^(?:sh|console|)$/)
        .flatMap((block) => block.split("\n"))
        .flatMap(commands)
        .flatMap((command) => tagged(path, unknown(command, tree))),
    ),
    ...manifests(tree)
      .filter(({ folder }) => folder === "")
      .flatMap(({ path, json }) =>
        Object.values(json.scripts ?? {})
          .flatMap(commands)
          .map((line) => [path, line] as const),
      )
      .flatMap(([path, command]) => tagged(path, missingFile(command, tree))),
  ],
  broken: {
    "README.md": "```sh\nnpm install && npm run begin\n```\n",
    "CONTRIBUTING.md": "```console\n$ orch fly plan.json\n```\n",
    "docs/start.md": "```sh\nnode examples/nothing/start.mjs\n```\n",
  },
  sound: {
    "package.json": '{ "private": true, "scripts": { "start": "node --flag bench/run.ts" } }',
    "bench/run.ts": "",
    "cli/src/commands/run.ts": "",
    "examples/a/README.md": "```sh\nnpm install && npm start\norch run a.orch\n```\n",
  },
};
