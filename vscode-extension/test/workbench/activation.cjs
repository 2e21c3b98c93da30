// Activates the extension inside of an editor's own extension host, and writes down what that took of the processor, in
// ms: what else the machine does is not in it.
const { writeFileSync } = require("node:fs");
const { extensions, workspace } = require("vscode");

exports.run = async () => {
  const extension = extensions.getExtension("orchlang.orch-language");
  const wasActive = extension.isActive;
  const before = process.cpuUsage();
  await extension.activate();
  const { user, system } = process.cpuUsage(before);
  const [folder] = workspace.workspaceFolders;
  const told = { wasActive, isActive: extension.isActive, ms: (user + system) / 1000 };
  writeFileSync(`${folder.uri.fsPath}/activation.json`, JSON.stringify(told));
};
