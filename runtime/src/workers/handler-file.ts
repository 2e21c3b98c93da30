import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { projectAround } from "./project.ts";

/** The file of a handler, or why none is loaded, in words that follow its capability's name. */
type HandlerFile = { readonly file: string } | { readonly refused: string };

/**
 * The file at a path from the root of a plan, with links resolved. It has to lie in the project (the folder of the
 * `orch.json` around the root, else the root), in a folder that `handlerFolders` names there, or in a package that it
 * names. The loaded file is the one checked, even if a link changes later.
 */
export function handlerFile(root: string, path: string): HandlerFile {
  const given = resolve(root, path);
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats === undefined) return { refused: `there is no file ${path} in ${root}` };
  if (!stats.isFile()) return { refused: `${path} in ${root} is not a file` };
  const file = realpathSync(given);
  if (foldersOf(root).some((folder) => isBelow(folder, file))) return { file };
  return {
    refused: `${path} leads out of the project in ${root}: \`handlerFolders\` of its orch.json does not name where`,
  };
}

function foldersOf(root: string): readonly string[] {
  const project = projectAround(root);
  if (project === undefined || "wrong" in project) return real(root);
  const folder = dirname(project.path);
  const { handlerFolders, packages } = project.settings;
  const named = texts(handlerFolders).map((one) => resolve(folder, one));
  const installed = texts(packages).flatMap((name) => packageFolder(name, folder));
  return [folder, ...named, ...installed].flatMap(real);
}

/** As Node finds packages: outwards. */
function packageFolder(name: string, from: string): readonly string[] {
  for (let around = from; ; around = dirname(around)) {
    const folder = join(around, "node_modules", name);
    if (existsSync(join(folder, "orch.json"))) return [folder];
    if (dirname(around) === around) return [];
  }
}

function real(folder: string): readonly string[] {
  return existsSync(folder) ? [realpathSync(folder)] : [];
}

function isBelow(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return (
    way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === file && !/^[A-Za-z]:/u.test(way)
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
