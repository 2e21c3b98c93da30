// The tests of a report that vitest wrote, as `N passed, N failed`.
//   node .ci/count.mjs report.json <exit code of the tests> [again.json]
// Whatever went wrong outside of a test (a build, a lint, a file that could not be loaded) counts as one failure. Files
// that were run once more count as they came out then.

import { existsSync, readFileSync } from "node:fs";

const [path, status, again] = process.argv.slice(2);
const filesOf = (report) =>
  report !== undefined && existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [];

const later = filesOf(again);
const repeated = new Set(later.map(({ name }) => name));
const files = [...filesOf(path).filter(({ name }) => !repeated.has(name)), ...later];

const count = (...states) =>
  files.flatMap((file) => file.assertionResults).filter((test) => states.includes(test.status)).length;

const unloaded = files.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const failed = count("failed") + unloaded.length;
const skipped = count("pending", "skipped", "todo");

for (const { name } of unloaded) console.log(`could not be run: ${name}`);
for (const name of repeated) console.log(`run once more: ${name}`);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${count("passed")} passed, ${failed === 0 && status !== "0" ? 1 : failed} failed`);
