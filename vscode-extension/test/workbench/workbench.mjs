// A VS Code with the extension in it, in a browser, over a folder of files.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const flags = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const accepted = "--accept-server-license-terms";

/** Puts the extension where workbenches find it, once for all of them. */
export function install({ server }, vsix) {
  const home = mkdtempSync(join(tmpdir(), "orch-extensions-"));
  const path = join(home, "e");
  const places = [
    "--extensions-dir",
    path,
    "--user-data-dir",
    join(home, "u"),
    "--server-data-dir",
    join(home, "s"),
  ];
  execFileSync(process.execPath, [server, accepted, ...places, "--install-extension", vsix], {
    stdio: "ignore",
  });
  return { path, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * `notifies`: what the editor tells pops up, as it does for a person; where its driver for tests is, it stays hidden.
 *
 * `hosts`: a module that the extension host runs as its tests.
 *
 * @param {{ hosts?: string, server: string, driver: string, browser: string, axe: string, extensions: string, files: Record<string, string>, trusted?: boolean, notifies?: boolean }} given
 */
export async function openWorkbench(given) {
  const { server, driver, browser, extensions, files, trusted = true, notifies = false, hosts } = given;
  const home = mkdtempSync(join(tmpdir(), "orch-editor-"));
  const folder = join(home, "files");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const cli = fileURLToPath(new URL("../../../cli/bin/orch.js", import.meta.url));
  const orch = join(home, "orch");
  writeFileSync(orch, `#!/bin/sh\nexec ${process.execPath} ${cli} "$@"\n`, { mode: 0o755 });
  const settings = join(home, "u/Machine");
  mkdirSync(settings, { recursive: true });
  writeFileSync(
    join(settings, "settings.json"),
    JSON.stringify({
      "window.autoDetectColorScheme": false,
      "chat.disableAIFeatures": true,
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "editor.minimap.enabled": false,
      "orch.command": orch,
    }),
  );
  const places = [
    ...["--user-data-dir", join(home, "u")],
    ...["--extensions-dir", extensions],
    ...["--server-data-dir", join(home, "s")],
  ];
  const { port, served } = await serve(server, [accepted, ...places], { trusted, notifies });
  const { chromium } = await import(driver);
  const launched = await chromium.launch({ executablePath: browser, args: flags });
  const page = await launched.newPage({ viewport: { width: 1600, height: 1000 } });
  page.setDefaultTimeout(60_000);
  await page.goto(
    `http://127.0.0.1:${port}/?folder=${folder}${hosts === undefined ? "" : tests(port, hosts)}`,
  );
  await page.waitForSelector(".monaco-workbench");
  return {
    page,
    folder,
    axe: given.axe,
    async close() {
      await launched.close();
      served.kill();
      await new Promise((resolve) => served.once("exit", resolve));
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What makes the extension host run a module. */
function tests(port, path) {
  const at = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const extension = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/u, "");
  const payload = [
    ["extensionDevelopmentPath", at(extension)],
    ["extensionTestsPath", at(path)],
  ];
  return `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Starts VS Code's server, and waits until it answers. */
async function serve(server, given, { trusted, notifies }) {
  const port = await freePort();
  const open = trusted ? ["--disable-workspace-trust"] : [];
  const listens = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  const quiet = notifies ? [] : ["--enable-smoke-test-driver"];
  const options = ["--telemetry-level", "off", ...quiet, ...open];
  const served = spawn(process.execPath, [server, ...listens, ...given, ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve, reject) => {
    served.stdout.on("data", (text) => String(text).includes(String(port)) && resolve(undefined));
    served.once("exit", () => reject(new Error("VS Code's server has ended")));
  });
  return { port, served };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
