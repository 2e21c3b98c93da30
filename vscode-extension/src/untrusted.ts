import { commands, window } from "vscode";

/** Says why something is not done in a folder that is not trusted, and leads to where that can be changed. */
export async function tellUntrusted(says: string): Promise<void> {
  const manage = "Manage Workspace Trust";
  if ((await window.showWarningMessage(says, manage)) === manage)
    await commands.executeCommand("workbench.trust.manage");
}
