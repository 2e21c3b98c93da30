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
      return `/${uri}`;
    }
  }
  return schemeOf.test(uri) ? `/${uri}` : uri;
}

export function uriOfPath(path: string): string {
  const inner = path.slice(1);
  if (schemeOf.test(inner) && !/^[a-z]:\//iu.test(path)) return inner;
  return pathToFileURL(path).href;
}
