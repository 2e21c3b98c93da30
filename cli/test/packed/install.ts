import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(repository, workspace, "package.json"), "utf8")) as Manifest;
}

/** As `pack.mjs` packs them. */
const published = (manifestOf(".").workspaces ?? [])
  .filter((workspace) => !workspace.includes("*"))
  .filter((workspace) => manifestOf(workspace).private !== true);

/**
 * A folder outside of the repository that has what `npm pack` makes of each package unpacked into its `node_modules`. As
 * no registry is asked, what a package depends on is linked to where this repository has it: beside that package alone,
 * and only what it says itself that it needs.
 */
export function install(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "orch-installed-"));
  const packed = join(folder, "packed");
  mkdirSync(packed);
  const workspaces = published.flatMap((name) => ["-w", name]);
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", packed, ...workspaces], {
    cwd: repository,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const archive of readdirSync(packed)) unpack(join(packed, archive), folder);
  for (const own of ["zod", "valibot", "@types/node"]) link(own, folder);
  cpSync(fileURLToPath(new URL("./outside", import.meta.url)), folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function unpack(archive: string, folder: string): void {
  const place = mkdtempSync(join(folder, "unpacked-"));
  execFileSync("tar", ["-xzf", archive, "-C", place]);
  const manifest: Manifest = JSON.parse(readFileSync(join(place, "package/package.json"), "utf8"));
  const target = join(folder, "node_modules", manifest.name);
  cpSync(join(place, "package"), target, { recursive: true });
  rmSync(place, { recursive: true });
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (!name.startsWith("@orchlang/")) link(name, target);
}

function link(name: string, into: string): void {
  const at = join(into, "node_modules", name);
  const real = join(repository, "node_modules", name);
  if (!existsSync(real)) throw new Error(`${name} is not installed`);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(real, at);
}
