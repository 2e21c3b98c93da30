import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";
import { manifests } from "../workspaces.ts";
import { codeBlocks } from "./markdown.ts";

/** The root texts, the example's and the ones in `docs/` that tell somebody to type something. */
const tellers = /^(?:[A-Z]+|examples\/[^/]+\/README|docs\/[^/]+)\.md$/;

const builtIn = new Set(["install", "ci", "test"]);

/** The commands of a line, without a prompt. */
const commandsOf = (line: string): readonly string[] => line.replace(/^\s*\$?\s*/, "").split(" && ");

function unknownCommand(command: string, tree: Tree): string | undefined {
  const scripts = rootScripts(tree);
  const npm = /^npm (?:run (?:--silent )?)?([a-z][\w:-]*)/.exec(command)?.[1];
  if (npm !== undefined && !builtIn.has(npm) && scripts[npm] === undefined) return `npm has no script ${npm}`;
  const orch = /^(?:npx |node cli\/bin\/)?orch(?:\.js)? ([a-z]+)/.exec(command)?.[1];
  if (orch !== undefined && !hasCommand(tree, orch)) return `orch has no command ${orch}`;
  return missingFile(command, tree);
}

function missingFile(command: string, tree: Tree): string | undefined {
  const file = /^(?:node|sh|bash) (?:--\S+ )*(?<file>[\w./-]+\.\w+)/.exec(command)?.groups?.file;
  return file === undefined || tree.files.has(file) ? undefined : `there is no ${file}`;
}

/** Whether a file of `cli/src/commands` defines it. */
const hasCommand = (tree: Tree, name: string): boolean =>
  matching(tree, /^cli\/src\/commands\//).some(([, text]) => text.includes(`name: "${name}"`));

const rootScripts = (tree: Tree): Readonly<Record<string, string>> =>
  manifests(tree).find(({ folder }) => folder === "")?.json.scripts ?? {};

export const commandsExist: Rule = {
  name: "No text suggests a command that does not exist.",
  find: (tree) => {
    const told = matching(tree, tellers).flatMap(([path, text]) =>
      codeBlocks(text, /^(?:sh|console|)$/)
        .flatMap((block) => block.split("\n"))
        .flatMap(commandsOf)
        .map((command) => ({ path, fault: unknownCommand(command, tree) })),
    );
    const scripted = Object.values(rootScripts(tree))
      .flatMap(commandsOf)
      .map((command) => ({ path: "package.json", fault: missingFile(command, tree) }));
    return [...told, ...scripted].flatMap(({ path, fault }) =>
      fault === undefined ? [] : [`${path}: ${fault}`],
    );
  },
  broken: {
    "README.md": "```sh\nnpm install && npm run begin\n```\n",
    "CONTRIBUTING.md": "```console\n$ orch fly plan.json\n```\n",
    "docs/start.md": "```sh\nnode examples/nothing/start.mjs\n```\n",
    "package.json":
      '{ "private": true, "scripts": { "start": "node --flag bench/run.ts && node bench/gone.ts" } }',
  },
  sound: {
    "bench/run.ts": "",
    "cli/src/commands/run.ts": 'export const run = { name: "run" };',
    "examples/a/README.md": "```sh\nnpm install && npm start\norch run a.orch\n```\n",
  },
};
