// Packs every package that is published into one folder: what installs orch until, and as, a registry does.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

const published = manifestOf(".")
  .workspaces.filter((workspace) => !workspace.includes("*"))
  .filter((workspace) => manifestOf(workspace).private !== true);

const folder = join(root, "tarballs");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const workspaces = published.flatMap((workspace) => ["-w", workspace]);
execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder, ...workspaces], {
  cwd: root,
  stdio: "inherit",
});
process.stdout.write(`\nIn an empty folder:\n  npm install ${join(folder, "*.tgz")}\n  npx orch init\n`);
