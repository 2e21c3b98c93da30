// The tests of a report that vitest wrote, as `N passed, N failed`.
//   node .ci/count.mjs report.json <exit code of the tests>
// Whatever went wrong outside of a test (a build, a lint, a file that could not be loaded) counts as one failure.

import { existsSync, readFileSync } from "node:fs";

const [path, status] = process.argv.slice(2);
const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };
const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : none;

const unloaded = report.testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const failed = report.numFailedTests + unloaded.length;
const passed = report.numPassedTests;

for (const { name } of unloaded) console.log(`could not be run: ${name}`);
if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`);
console.log(`${passed} passed, ${failed === 0 && status !== "0" ? 1 : failed} failed`);
