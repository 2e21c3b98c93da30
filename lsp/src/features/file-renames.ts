import { mentionsOf } from "@orchlang/editing";
import type { TextEdit } from "@orchlang/language";
import { pathText } from "@orchlang/language/ast";
import type { Feature } from "../feature.ts";
import { orchFilesBelow } from "../files.ts";
import { pathOfUri } from "../paths.ts";
import { toWorkspaceEdit } from "../to-protocol.ts";
import type { Workspace } from "../workspace.ts";

/** A file, or a folder of files, that gets another name: each module, and every import of it, is called as its file will be. */
export const fileRenames: Feature = {
  capabilities: {
    workspace: {
      fileOperations: {
        willRename: {
          filters: [
            { scheme: "file", pattern: { glob: "**/*.orch" } },
            { scheme: "file", pattern: { glob: "**/*", matches: "folder" } },
          ],
        },
      },
    },
  },
  listen({ connection, workspace }) {
    connection.workspace.onWillRenameFiles(({ files }) => {
      const edits = files
        .flatMap(({ oldUri, newUri }) => movesOf(pathOfUri(oldUri), pathOfUri(newUri)))
        .flatMap(({ from, to }) => editsOf(from, to, workspace));
      return edits.length === 0 ? null : (toWorkspaceEdit(edits, workspace) ?? null);
    });
  },
};

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The file itself, or all files below a folder. */
function movesOf(from: string, to: string): readonly Move[] {
  if (from.endsWith(".orch")) return [{ from, to }];
  return orchFilesBelow(from).map((path) => ({ from: path, to: to + path.slice(from.length) }));
}

function editsOf(from: string, to: string, workspace: Workspace): readonly TextEdit[] {
  const project = workspace.sessionOf(from).projectOf(from);
  const header = project?.parts(from)[0]?.header;
  if (project === undefined || header === undefined) return [];
  const name = pathText(header.path);
  const newText = movedName(name, from, to);
  if (newText === undefined) return [];
  return mentionsOf(project, { what: "module", name }).map(({ place }) => ({
    file: place.path,
    span: place.span,
    newText,
  }));
}

/** The new name of a module that is named after its file; undefined for other modules. */
function movedName(name: string, from: string, to: string): string | undefined {
  const segments = name.split(".");
  const old = segmentsOf(from);
  const moved = segmentsOf(to);
  if (segments.at(-1) !== old.at(-1)) return undefined;
  const base = old.slice(0, -segments.length);
  const isWhole = segments.every((segment, index) => segment === old[base.length + index]);
  const isBelow = isWhole && base.every((segment, index) => segment === moved[index]);
  const next = isBelow ? moved.slice(base.length) : [...segments.slice(0, -1), ...moved.slice(-1)];
  const isName = next.every((segment) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment));
  const text = next.join(".");
  return isName && text !== name ? text : undefined;
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\.orch$/u, "").split("/");
}
