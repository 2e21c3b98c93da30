import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelServer, says } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { workFolder } from "../orch.ts";
import { playedText } from "../scenarios/played.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/models.md", import.meta.url)), "utf8");

/** The blocks of a page: what stands behind the kind, and the text. */
const blocks = new Map(
  [...page.matchAll(/^```(\w+) ?([\w.]*)\n(.*?)^```$/gmsu)].map(([, kind = "", name = "", text = ""]) => [
    name === "" ? kind : name,
    text,
  ]),
);

test("docs/models.md: the program runs with its settings, and prints what the page says", async () => {
  const { url, asked } = await modelServer(says('{"text":"A calm day.","storms":0}'));
  const folder = workFolder();
  writeFileSync(join(folder, "logbook.orch"), blocks.get("logbook.orch") ?? "");
  const settings = blocks.get("orch.json") ?? "";
  expect(settings).toContain("http://127.0.0.1:11434/v1");
  writeFileSync(join(folder, "orch.json"), settings.replace("http://127.0.0.1:11434/v1", url));
  const [, command = "", input = ""] = /^orch (.*) '(.*)'$/mu.exec(blocks.get("sh") ?? "") ?? [];
  const { code, stdout } = await inProcess([...command.split(" "), input], { cwd: folder });
  expect(stdout.replace(/run \w{16}/u, "run RUN")).toBe(blocks.get("text"));
  expect(code).toBe(0);
  expect(asked).toHaveLength(1);
});

test("docs/models.md: every scenario of an agent passes", () => {
  const programs = [...page.matchAll(/^```orch[^\n]*\n(.*?)^```$/gmsu)].map(([, text = ""]) => text);
  const played = programs.filter((text) => text.includes("scenario ")).flatMap((text) => playedText(text));
  expect(played.map(({ says, played: { status } }) => [says, status])).toEqual(
    played.map(({ says }) => [says, "passed"]),
  );
  expect(played).toHaveLength(9);
});
