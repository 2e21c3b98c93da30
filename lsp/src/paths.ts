import { fileURLToPath, pathToFileURL } from "node:url";

/** Where paths of texts without a file begin: `untitled:Untitled-1` is `/untitled:/Untitled-1.orch`. */
const schemeOf = /^([a-z][a-z0-9+.-]*):/u;

/** A path as the compiler writes it, with `/`, for any address that an editor gives a text. */
export function pathOfUri(uri: string): string {
  if (uri.startsWith("file:")) {
    try {
      return fileURLToPath(uri).replaceAll("\\", "/");
    } catch {
      // An address of another machine's file, or of another kind of machine.
      return pathOfOther(uri);
    }
  }
  return schemeOf.test(uri) ? pathOfOther(uri) : uri;
}

/** In a path two slashes are one: `vscode-vfs://github/a.orch` is `/vscode-vfs:/~/github/a.orch`. */
function pathOfOther(uri: string): string {
  return `/${uri.replace("://", ":/~/")}`;
}

export function uriOfPath(path: string): string {
  const inner = path.slice(1).replace(":/~/", "://");
  if (schemeOf.test(inner) && !/^[a-z]:\//iu.test(path)) return inner;
  return pathToFileURL(path).href;
}
