import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { apiOf, undocumentedOf } from "./report.ts";

const doors = [
  ["@orchlang/runtime", "index.ts"],
  ["@orchlang/runtime/handler", "handler.ts"],
  ["@orchlang/runtime/journal", "journal.ts"],
  ["@orchlang/runtime/library", "library.ts"],
  ["@orchlang/runtime/events", "events.ts"],
  ["@orchlang/runtime/hooks", "hooks.ts"],
  ["@orchlang/runtime/owner", "owner.ts"],
  ["@orchlang/runtime/postgres", "postgres.ts"],
  ["@orchlang/runtime/reports", "reports.ts"],
  ["@orchlang/runtime/world", "world.ts"],
  ["@orchlang/simulator", "../../simulator/src/index.ts"],
  ["@orchlang/runtime/store-conformance", "store-conformance.ts"],
] as const;

const head = `# The public surface of @orchlang/runtime and @orchlang/simulator

Every public declaration, without bodies and comments. Written by \`npm run unit -- runtime/test/api -u\` from the sources; a test
holds it to them, so that a change of the public surface is read before it is made. [docs/embedding.md](../docs/embedding.md)
says what it is for.
`;

test.each(doors)("%s says of all that it gives what it is", (_, file) => {
  expect(undocumentedOf(fileURLToPath(new URL(`../../src/${file}`, import.meta.url)))).toEqual([]);
});

test("the report of the public surface is that of the sources", async () => {
  const parts = doors.map(([name, file]) => {
    const door = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
    return `\n## ${name}\n\n\`\`\`ts\n${apiOf(door)}\n\`\`\`\n`;
  });
  await expect(`${head}${parts.join("")}`).toMatchFileSnapshot("../../api.md");
});
