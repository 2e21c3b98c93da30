import type { Diagnostic } from "@orchlang/language";
import type { Host } from "../host.ts";
import type { ProjectFolder } from "./locate.ts";
import { unknownPackage } from "./messages.ts";
import { foldersAround, joinPath } from "./paths.ts";
import { quotedSpan, readProjectFile } from "./project-file.ts";

/** The source roots of the npm packages that an `orch.json` names, found as Node finds packages: outwards. */
export function packageRoots(
  found: ProjectFolder,
  host: Host,
): {
  readonly roots: readonly string[];
  readonly folders: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { file, settings } = found.project;
  const roots: string[] = [];
  const folders: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of settings.packages) {
    const folder = packageFolder(name, found.folder, host);
    if (folder === undefined) {
      const looked = joinPath(found.folder, `node_modules/${name}/orch.json`);
      diagnostics.push(
        unknownPackage.at({ file: file.name, span: quotedSpan(file, name) }, { name, looked }),
      );
      continue;
    }
    folders.push(folder.path);
    roots.push(...folder.roots.map((root) => joinPath(folder.path, root)));
  }
  return { roots, folders, diagnostics };
}

function packageFolder(
  name: string,
  from: string,
  host: Host,
): { readonly path: string; readonly roots: readonly string[] } | undefined {
  for (const around of foldersAround(joinPath(from, "orch.json"))) {
    const path = joinPath(around, `node_modules/${name}`);
    const reading = host.read(joinPath(path, "orch.json"));
    if ("text" in reading) {
      return { path, roots: readProjectFile(joinPath(path, "orch.json"), reading.text).settings.roots };
    }
  }
  return undefined;
}
