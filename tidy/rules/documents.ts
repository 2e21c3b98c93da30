import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";
import { manifests, mayImport } from "../workspaces.ts";

const reference =
  /semantics,? (?:section \d+,? )?rules? (?<first>\d+a?)(?:(?: and |, | to |–)(?<second>\d+a?))?/g;

export const referencesHold: Rule = {
  name: "No reference is to a rule that docs/semantics.md does not have.",
  find: (tree) => {
    const text = tree.files.get("docs/semantics.md") ?? "";
    const rules = new Set(
      [...text.matchAll(/^\*\*(?<number>\d+a?)\.\*\*/gm)].map((match) => match.groups?.number),
    );
    return matching(tree, /^(?!tidy\/).*\.(?:ts|md|orch)$/).flatMap(([path, content]) =>
      [...content.matchAll(reference)]
        .flatMap(({ groups }) => [groups?.first, groups?.second])
        .filter((number) => number !== undefined && !rules.has(number))
        .map((number) => `${path}: there is no rule ${number}`),
    );
  },
  broken: {
    "runtime/src/a.ts": "// semantics, rule 99",
    "runtime/src/b.ts": "/** See semantics, rules 1 and 98. */",
  },
  sound: {
    "docs/semantics.md": "**1.** Commands are not journalled.\n\n**46a.** An undo missing.\n",
    "runtime/src/c.ts": "// semantics, rules 1 and 46a",
  },
};

/** A sentence, or the text of a cell or an item, up to its end. */
const lateSubject = /(?:^[-*\d.>| ]*|[.:!?*] |\/\/\/? )(?<sentence>(?:What|Of|Who)\b[^.?!|]*[.?!|]?)/g;

/** The lines of a page outside of its programs and headings; the comments of a program. */
function prose(path: string, text: string): readonly (readonly [number, string])[] {
  const lines = text.split("\n").map((line, index) => [index + 1, line.trim()] as const);
  if (path.endsWith(".orch")) return lines.filter(([, line]) => line.startsWith("//"));
  let isCode = false;
  return lines.filter(([, line]) => {
    if (line.startsWith("```")) isCode = !isCode;
    return !isCode && !line.startsWith("#");
  });
}

export const sentencesBeginWithTheirSubject: Rule = {
  name: "No sentence of a page begins with What, Who or Of; questions apart.",
  find: (tree) =>
    // The guide to style quotes some.
    matching(tree, /^(?!docs\/style\.md$|.*\/shown\/).*\.(?:md|orch)$/).flatMap(([path, text]) =>
      prose(path, text).flatMap(([line, words]) =>
        [...words.matchAll(lateSubject)]
          .map(({ groups }) => groups?.sentence ?? "")
          .filter((sentence) => !sentence.endsWith("?"))
          .map((sentence) => `${path}:${line}: ${sentence.slice(0, 60)}`),
      ),
    ),
  broken: {
    "docs/a.md": "A plan is text. What is none is left out.",
    "docs/b.md": "- Of two plans, the first counts.",
    "stdlib/c.orch": "/// What starts by itself.\nmodule c",
  },
  sound: {
    "docs/d.md": "## What is a plan?\n\nIt shows what happens.\n\n```\n# What is this\n```",
    "stdlib/e.orch": 'module e\ntool a() { show "What is it" }',
  },
};

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

const code = /^```[\s\S]*?^```|`[^`\n]*`/gm;

function exists(tree: Tree, path: string): boolean {
  if (tree.files.has(path)) return true;
  const folder = path.replace(/\/?$/, "/");
  return folder === "./" || [...tree.files.keys()].some((file) => file.startsWith(folder));
}

/** The anchors of a page's headings, as GitHub makes them: lower case, hyphens for spaces, no punctuation. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = page.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (?<title>.*)$/gm);
  const slug = (title: string): string =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
  return new Set([...headings].map(({ groups }) => slug(groups?.title ?? "")));
}

export const linksLeadSomewhere: Rule = {
  name: "No link in the documentation is broken.",
  find: (tree) => {
    const pages = matching(tree, /\.md$/);
    const anchors = new Map(pages.map(([path, text]) => [path, anchorsOf(text)]));
    return pages.flatMap(([path, text]) =>
      [...text.replaceAll(code, "").matchAll(/\]\((?<to>[^)\s#]*)(?:#(?<anchor>[^)]*))?\)/g)]
        .map(({ groups }) => ({ to: groups?.to ?? "", anchor: groups?.anchor }))
        .filter(({ to }) => !/^\w+:/.test(to))
        .flatMap(({ to, anchor }) => {
          const target = to === "" ? path : posix.join(posix.dirname(path), to);
          if (!exists(tree, target)) return [`${path}: ${to} is not there`];
          const known = anchors.get(target);
          const isMissing = anchor !== undefined && known !== undefined && !known.has(anchor);
          return isMissing ? [`${path}: ${to} has no heading #${anchor}`] : [];
        }),
    );
  },
  broken: { "docs/a.md": "See [x](x.md).", "docs/b.md": "See [d](d/e.md#nowhere)." },
  sound: {
    "docs/c.md":
      "# One `more` thing\n\nSee [d](d/e.md#two), [this](#one-more-thing), [docs](../docs/) or [far](https://example.com/x).",
    "docs/d/e.md": "## Two",
  },
};

const link = /\[`(?<name>\w+)`\]\((?<to>[^)\s#]+\.ts)\)/g;

/** A link whose text is a name of code and that leads to a source file: the file has that name. */
export const linksNameWhatIsThere: Rule = {
  name: "No link names something that its source file does not contain.",
  find: (tree) =>
    matching(tree, /\.md$/).flatMap(([path, text]) =>
      [...text.matchAll(link)].flatMap(({ groups: { name = "", to = "" } = {} }) => {
        const target = posix.join(posix.dirname(path), to);
        const source = tree.files.get(target);
        const isThere = source === undefined || new RegExp(`\\b${name}\\b`).test(source);
        return isThere ? [] : [`${path}: ${target} has no ${name}`];
      }),
    ),
  broken: { "docs/a.md": "See [`begin`](../plan/src/a.ts)." },
  sound: {
    "docs/b.md": "See [`end`](../plan/src/a.ts).",
    "plan/src/a.ts": "export const beginning = 1;\nexport const end = 2;",
  },
};

/** `NAME` and `nnnn` stand for the file that a contributor adds. */
const toBeAdded = /NAME|nnnn/;

/** The paths in backticks of a text: what has a slash, and neither a space nor the form of a command. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`(?<path>[\w.-]+\/[\w./-]+)`/g)].map(({ groups }) => groups?.path ?? "");
}

export const mapsLeadSomewhere: Rule = {
  name: "No path in CONTRIBUTING.md's map or in the glossary is missing.",
  find: (tree) =>
    [
      {
        path: "CONTRIBUTING.md",
        text: section(tree.files.get("CONTRIBUTING.md") ?? "", "Where to add things"),
      },
      { path: "docs/glossary.md", text: tree.files.get("docs/glossary.md") ?? "" },
    ].flatMap(({ path, text }) =>
      pathsIn(text)
        .map((named) => (toBeAdded.test(named) ? posix.dirname(named) : named))
        .filter((named) => !exists(tree, named))
        .map((named) => `${path}: there is no ${named} in the root`),
    ),
  broken: {
    "CONTRIBUTING.md": "## Where to add things\n\n`plan/src/here.ts`, `src/here.ts` and `gone/src/NAME.ts`\n",
    "docs/glossary.md": "| term | code |\n|---|---|\n| thing | `plan/src/gone.ts` |\n",
  },
  sound: { "plan/src/here.ts": "", "docs/other.md": "`plan/src/gone.ts`" },
};

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

/** Files and folders that a folder may hold before a reader needs a guide. */
const entriesMax = 8;

/** The sources' folders, each with the names of the files and folders directly in it. */
function foldersOf(tree: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const [path] of matching(tree, /^[^/]+\/src\/.*\.ts$/)) {
    let name = path;
    while (posix.dirname(name) !== "." && name.includes("/src/")) {
      const folder = posix.dirname(name);
      folders.set(folder, (folders.get(folder) ?? new Set()).add(posix.basename(name)));
      name = folder;
    }
  }
  return folders;
}

/** A file is named from the README's own folder, from the package's sources, or from the root. */
function placesOf(path: string, name: string): readonly string[] {
  return [posix.join(posix.dirname(path), name), `${path.split("/")[0]}/src/${name}`, name];
}

export const largeFoldersHaveReadmes: Rule = {
  name: "No folder of more than eight sources lacks a README, and none names a file that is not there.",
  find: (tree) => [
    ...[...foldersOf(tree)]
      .filter(([folder, names]) => names.size > entriesMax && !tree.files.has(`${folder}/README.md`))
      .map(([folder, names]) => `${folder}/${[...names].sort().at(-1)}: its folder has no README.md`),
    ...matching(tree, /^[^/]+\/src\/(?:.*\/)?README\.md$/).flatMap(([path, text]) =>
      [...text.matchAll(/`(?<name>[\w./-]+\.ts)`/g)]
        .map(({ groups }) => groups?.name ?? "")
        .filter((name) => !placesOf(path, name).some((place) => tree.files.has(place)))
        .map((name) => `${path}: there is no ${name}`),
    ),
  ],
  broken: {
    "plan/src/many/i.ts": "",
    "plan/src/few/README.md": "- `gone.ts`: it has gone.",
  },
  sound: {
    ...Object.fromEntries([..."abcdefgh"].map((name) => [`plan/src/many/${name}.ts`, ""])),
    "plan/src/few/here.ts": "",
    "plan/src/beside/README.md": "- `../few/here.ts` and `plan/src/few/here.ts`",
  },
};

/** ARCHITECTURE.md's two lists against the ones that are enforced: its named absences and its table of packages. */
export function listsAgree(names: () => readonly string[]): Rule {
  return {
    name: "ARCHITECTURE.md lists no absence that is not tested, and leaves none out.",
    find: (tree) => {
      const text = tree.files.get("ARCHITECTURE.md") ?? "";
      const listed = bullets(text, "Named absences").map(({ head }) => head);
      const table = tableRows(text, "Packages").map(([folder, , knows]) => `${folder}: ${knows}`);
      const root = manifests(tree).find(({ folder }) => folder === "");
      const workspaces = (root?.json.workspaces ?? []).filter((folder) => !folder.includes("*"));
      const enforced = workspaces.map((folder) => `${folder}: ${mayImport[folder]?.join(", ") || "–"}`);
      return [
        ...difference("Named absences", names(), listed),
        ...difference(
          "Packages",
          enforced,
          table.filter((row) => !row.startsWith("examples")),
        ),
      ];
    },
    broken: { "ARCHITECTURE.md": "## Named absences\n\n- **No moon.** It would shine.\n" },
  };
}

function difference(list: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  return [
    ...wanted
      .filter((line) => !found.includes(line))
      .map((line) => `ARCHITECTURE.md: ${list} lacks “${line}”`),
    ...found
      .filter((line) => !wanted.includes(line))
      .map((line) => `ARCHITECTURE.md: ${list} has “${line}” too many`),
  ];
}

/** The lines below a heading, down to the next one of its depth or above. */
function section(text: string, heading: string): string {
  const parts = text.split(/^## /m);
  return parts.find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

/** `- **head** text` or `- **head**: text`, of one section. */
export function bullets(
  text: string,
  heading: string,
): readonly { readonly head: string; readonly text: string }[] {
  return [...section(text, heading).matchAll(/^- \*\*(?<head>[^*]+)\*\*:? ?(?<text>.*)$/gm)].map(
    ({ groups }) => ({
      head: groups?.head ?? "",
      text: groups?.text ?? "",
    }),
  );
}

/** The cells of a section's table, without its head; ticks and slashes of folder names taken off. */
function tableRows(text: string, heading: string): readonly (readonly string[])[] {
  return section(text, heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(/`|\/(?=`)/g, "")),
    );
}

/** The insides of fenced blocks whose language fits. */
export function codeBlocks(text: string, language: RegExp): readonly string[] {
  return [...text.matchAll(/^```(?<language>[^\n]*)\n(?<inside>[\s\S]*?)^```/gm)]
    .filter(({ groups }) => language.test(groups?.language ?? ""))
    .map(({ groups }) => groups?.inside ?? "");
}
