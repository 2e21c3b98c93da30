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
  const module = await import("node:module");
  module.enableCompileCache?.();
  const { main } = await import("../dist/bundle/main.js");
  await main(process.argv.slice(2));
}
