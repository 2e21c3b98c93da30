import { extensions, type Uri } from "vscode";

/** As much of the interface of VS Code's own Git extension as is used. */
interface Git {
  getAPI(version: 1): {
    getRepository(uri: Uri): { show(ref: string, path: string): Promise<string> } | null;
  };
}

/** A file as it is in the newest commit; none where there is no repository, or no such file in it. */
export async function textInHead(uri: Uri): Promise<string | undefined> {
  const extension = extensions.getExtension<Git>("vscode.git");
  if (extension === undefined) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  try {
    return await git.getAPI(1).getRepository(uri)?.show("HEAD", uri.fsPath);
  } catch {
    // A file that was not committed yet has nothing to be compared with, which the caller tells.
    return undefined;
  }
}
