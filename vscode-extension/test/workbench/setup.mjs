// What a real workbench in a real browser needs, installed once outside of the repository: VS Code's own server, as
// code-server packs it, a driver for the browser that the machine has, and axe, which knows what who can't see needs.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** code-server's version, by the VS Code in it. */
const releases = { 1.139: "4.139.1", "1.100": "4.100.3" };

/** What terminals are made with, and what drives and looks at the page. The one of 1.100 would have to be compiled. */
const terminals = "node-pty@1.2.0-beta.15";
const drivers = ["playwright-core@1.65.0", "axe-core@4.14.1"];

export const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where VS Code's server and the driver are, after they have been put there. */
export function setUp(version = "1.139") {
  const folder = process.env.ORCH_WORKBENCH ?? join(tmpdir(), `orch-workbench-${version}`);
  const server = join(folder, "node_modules/code-server/lib/vscode");
  const marker = join(folder, "ready");
  const isOlder = version === "1.100";
  const parts = [...drivers, ...(isOlder ? [terminals] : [])].join(" ");
  if (existsSync(marker) && readFileSync(marker, "utf8") !== parts) {
    npm(folder, "install", "--ignore-scripts", ...drivers);
    if (isOlder) npm(server, "install", "--omit=dev", "--ignore-scripts", terminals);
    writeFileSync(marker, parts);
  }
  if (!existsSync(marker)) {
    process.stderr.write(`VS Code ${version} is put into ${folder}, which takes a minute …\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    npm(folder, "install", "--ignore-scripts", `code-server@${releases[version]}`, ...drivers);
    npm(server, "install", "--omit=dev", "--ignore-scripts", ...(isOlder ? [terminals] : []));
    // An older one looks for its search program when it starts; it is not used here.
    const search = join(server, "node_modules/@vscode/ripgrep/bin/rg");
    mkdirSync(dirname(search), { recursive: true });
    if (!existsSync(search)) writeFileSync(search, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    writeFileSync(marker, parts);
  }
  return {
    server: join(server, "out/server-main.js"),
    driver: join(folder, "node_modules/playwright-core/index.mjs"),
    axe: join(folder, "node_modules/axe-core/axe.min.js"),
  };
}

function npm(folder, ...args) {
  execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
