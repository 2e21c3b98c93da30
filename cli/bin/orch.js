#!/usr/bin/env node
// Plain JavaScript that any Node reads, so that an old one is told what is missing instead of failing in a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `orch needs Node 22.18 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a newer Node, or run it through an npm script of a project that has the package `node` (24 or newer) installed.\n",
  );
  process.exitCode = 2;
} else {
  withoutSqliteWarning();
  const { enableCompileCache } = await import("node:module");
  const kept = await cacheFolder();
  if (kept !== undefined) enableCompileCache?.(kept);
  const { main } = await import("../dist/bundle/main.js");
  await main(process.argv.slice(2));
}

/** Node 22 says at each start that its SQLite may change; orch is tested with the versions that it accepts. */
function withoutSqliteWarning() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...about) => {
    if (about[0] !== "ExperimentalWarning" || !String(warning).startsWith("SQLite"))
      emitWarning.call(process, warning, ...about);
  };
}

/** The user's own: what others could have put where everybody may write would be run as it is. */
async function cacheFolder() {
  const [{ homedir }, { join }] = [await import("node:os"), await import("node:path")];
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "orch");
  } catch {
    // A user without a home compiles every time.
    return undefined;
  }
}
