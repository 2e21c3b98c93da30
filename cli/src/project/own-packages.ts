import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../version.ts";

/** The folder of this package, installed or checked out. */
const own = fileURLToPath(new URL("../../", import.meta.url)).replaceAll("\\", "/");

/** The npm specifiers of packages: versions or files. */
export type Specifiers = Readonly<Record<string, string>>;

/**
 * How a project in a folder asks npm for orch: by the tarballs that this orch was itself installed from, or that were
 * packed in its checkout; else by its version, of the registry. Tarballs are all named, since what one needs of another
 * no registry has.
 */
export function ownPackages(folder: string): Specifiers {
  const tarballs = Object.entries(installedTarballs() ?? packedTarballs());
  if (tarballs.length === 0) return { "@orchlang/cli": version, "@orchlang/runtime": version };
  return Object.fromEntries(
    tarballs.map(([name, path]) => [name, `file:${relative(folder, path).replaceAll("\\", "/")}`]),
  );
}

/** By package, absolute; `undefined` where this is no installed package. */
function installedTarballs(): Specifiers | undefined {
  const [, root] = /^(.*)\/node_modules\/@orchlang\/cli\/$/u.exec(own) ?? [];
  if (root === undefined) return undefined;
  // npm's record of installed packages. Other installers keep no tarballs apart.
  const notes = join(root, "node_modules/.package-lock.json");
  if (!existsSync(notes)) return {};
  const { packages = {} }: Notes = JSON.parse(readFileSync(notes, "utf8"));
  return Object.fromEntries(
    Object.entries(packages).flatMap(([place, { resolved }]) => {
      const [, name] = /^node_modules\/(@orchlang\/[\w-]+)$/u.exec(place) ?? [];
      const [, path] = /^file:(.*\.tgz)$/u.exec(resolved ?? "") ?? [];
      return name === undefined || path === undefined ? [] : [[name, resolve(root, path)]];
    }),
  );
}

interface Notes {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
}

/** The tarballs that `npm run pack` has left in the checkout. */
function packedTarballs(): Specifiers {
  const folder = join(own, "../tarballs");
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).flatMap((file) => {
      const [, name, of] = /^orchlang-([a-z]+)-(.+)\.tgz$/u.exec(file) ?? [];
      return name === undefined || of !== version ? [] : [[`@orchlang/${name}`, join(folder, file)]];
    }),
  );
}
