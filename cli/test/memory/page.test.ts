import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/memory.md", import.meta.url)), "utf8");

const settled = (text: string): string =>
  text
    .replaceAll(/run \w{16}/gu, "run RUN")
    .replaceAll(/"run":"\w{16}"/gu, '"run":"RUN"')
    .replaceAll(/"id":"[0-9a-f]{16}"/gu, '"id":"ID"')
    .replaceAll(/"kept":"[^"]+"/gu, '"kept":"TIME"');

test("docs/memory.md: the commands print what the page says, one after the other", async () => {
  const folder = workFolder();
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gmsu)].map(([, kind = "", text = ""]) => ({
    kind,
    text,
  }));
  let printed = "";
  for (const { kind, text } of blocks) {
    if (kind === "orch")
      writeFileSync(join(folder, `${/^module bakery\.(\w+)$/mu.exec(text)?.[1]}.orch`), text);
    if (kind === "json") writeFileSync(join(folder, "orch.json"), text);
    if (kind === "sh") {
      for (const [, command = "", input = ""] of text.matchAll(/^orch (.*) '(.*)'$/gmu)) {
        const { code, stdout, stderr } = await inProcess([...command.split(" "), input], { cwd: folder });
        expect(code, stderr).toBe(0);
        printed += stdout;
      }
    }
    if (kind === "text") {
      expect(settled(printed)).toBe(text);
      printed = "";
    }
  }
  expect(blocks.filter(({ kind }) => kind === "text")).toHaveLength(4);
});
