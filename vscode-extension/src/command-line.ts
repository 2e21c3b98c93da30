import { workspace } from "vscode";

/**
 * By its scope: where nothing is installed yet, `npx orch` would run what anybody called by that name. What is installed
 * in the folder goes first.
 */
const usual = "npx --package=@orchlang/cli orch";

/** How orch is started, for a shell. */
export function orchCommand(): string {
  return workspace.getConfiguration("orch").get<string>("command") ?? usual;
}

/** For a shell: as it is, whatever stands in it. */
export function quoted(text: string): string {
  if (process.platform === "win32") return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
