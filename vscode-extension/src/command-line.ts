import { workspace } from "vscode";

/** How orch is started, for a shell. */
export function orchCommand(): string {
  return workspace.getConfiguration("orch").get<string>("command") ?? "npx orch";
}

/** For a shell: as it is, whatever stands in it. */
export function quoted(text: string): string {
  if (process.platform === "win32") return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
