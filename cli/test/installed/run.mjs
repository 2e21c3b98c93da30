// Installs what `npm run pack` has packed into empty folders, as a stranger does, and tries it there with the Nodes that
// are promised. It asks the registry for what orch depends on and for the Nodes, so that no other test runs it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const tarballs = fileURLToPath(new URL("../../../tarballs", import.meta.url));
const packed = readdirSync(tarballs).map((file) => join(tarballs, file));
const folder = mkdtempSync(join(tmpdir(), "orch-installed-"));

/** The folder of a Node of some version, as npm has it. */
function nodeOf(version) {
  const at = join(folder, `node-${version}`);
  mkdirSync(at);
  npm(at, [], "init", "-y");
  // What the package `node` installs by a script.
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  npm(at, [], "install", "--no-audit", "--no-fund", `${name}@${version}`);
  return join(at, "node_modules", name, "bin");
}

function environment(path) {
  const { PATH = "" } = process.env;
  return { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", PATH: [...path, PATH].join(delimiter) };
}

function npm(cwd, path, ...args) {
  execFileSync("npm", args, { cwd, env: environment(path), stdio: ["ignore", "ignore", "inherit"] });
}

/** What a command of a project comes to. */
function tried(cwd, path, ...args) {
  const { status, stdout, stderr } = spawnSync("npx", ["--no-install", ...args], {
    cwd,
    env: environment(path),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { status, stdout, stderr };
}

function does(cwd, path, ...args) {
  const { status, stdout, stderr } = tried(cwd, path, "orch", ...args);
  assert.equal(status, 0, `orch ${args.join(" ")}: ${stdout}${stderr}`);
  return { stdout, stderr };
}

const run = ["run", "refunds.orch", "--input", "@payment.json", "--answer", 'answer={"granted":true}'];

/** As README and tutorial have it: installed first, a project afterwards; and a second project by `orch init NAME`. */
function project(version) {
  const path = [nodeOf(version)];
  const shop = join(folder, `shop-${version}`);
  mkdirSync(shop);
  npm(shop, path, "install", "--no-audit", "--no-fund", ...packed);
  does(shop, path, "init");
  for (const begun of [shop, join(shop, "second")]) {
    if (begun !== shop) {
      does(shop, path, "init", "second");
      npm(begun, path, "install", "--no-audit", "--no-fund");
    }
    does(begun, path, "check", "--strict");
    assert.match(does(begun, path, "test").stdout, /3 passed/);
    const { stdout, stderr } = does(begun, path, ...run);
    assert.match(stdout, /^completed/m);
    assert.doesNotMatch(stderr, /MODULE_TYPELESS|ExperimentalWarning/);
    assert.equal(JSON.parse(readFileSync(join(begun, "package.json"), "utf8")).type, "module");
  }
  process.stdout.write(`✓ Node ${version}: installed, begun, checked, tested and run, twice\n`);
  return shop;
}

try {
  const [shop] = ["22", "24"].map(project);
  const { status, stdout, stderr } = tried(shop, [nodeOf("20")], "orch", "--version");
  assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
  assert.match(stderr, /^orch needs Node 22\.18 or newer; this is Node 20\./m);
  assert.doesNotMatch(stderr, /\n {4}at /);
  process.stdout.write("✓ Node 20: refused, in words, with exit code 2\n");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
