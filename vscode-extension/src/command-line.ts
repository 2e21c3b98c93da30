import { workspace } from "vscode";

const usual = "npx orch";

/** How orch is started, for a shell. */
export function orchCommand(): string {
  return workspace.getConfiguration("orch").get<string>("command") ?? usual;
}

/** The same in a folder that has nothing yet, where `npx` would look for another package of that name. */
export function newProjectCommand(): string {
  const command = orchCommand();
  return command === usual ? "npx --package=@orchlang/cli orch" : command;
}

/** For a shell: as it is, whatever stands in it. */
export function quoted(text: string): string {
  if (process.platform === "win32") return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
