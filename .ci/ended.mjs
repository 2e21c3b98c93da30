// A reporter of vitest: writes to the file ENDED which test files' processes the engine itself ended, a line each, and
// only if nothing else went wrong. Node 24 can do that where worker threads load TypeScript: V8 loses count of its
// WebAssembly code (nodejs/node#64500) and stops the process by SIGTRAP or SIGSEGV. That says nothing of the tests.

import { writeFileSync } from "node:fs";

const byEngine = /exited unexpectedly with signal SIG(?:TRAP|SEGV|ABRT) .*while running test file (.+)$/u;

export default class Ended {
  onTestRunEnd(modules, errors) {
    const path = process.env.ENDED;
    const files = errors.map((error) => byEngine.exec(error.cause?.message ?? error.message)?.[1]);
    const others = modules.some((module) => !files.includes(module.moduleId) && module.state() === "failed");
    const within = modules.some((module) => [...module.children.allTests("failed")].length > 0);
    if (path === undefined || files.includes(undefined) || others || within) return;
    writeFileSync(path, files.map((file) => `${file}\n`).join(""));
  }
}
