// Packs the extension: dist/orch.vsix, the same bytes for the same sources.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const vsce = fileURLToPath(import.meta.resolve("@vscode/vsce/vsce"));

execFileSync(
  process.execPath,
  [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--out", "dist/orch.vsix"],
  {
    cwd: here("."),
    stdio: ["ignore", "inherit", "inherit"],
    // The time that the archive's entries bear.
    env: { ...process.env, SOURCE_DATE_EPOCH: "1767225600" },
  },
);
process.stdout.write(`dist/orch.vsix, ${Math.ceil(statSync(here("dist/orch.vsix")).size / 1024)} KB\n`);
