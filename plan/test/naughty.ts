import { readFileSync } from "node:fs";

/** Texts that have broken other programs: the list of the language's own tests. */
export const naughtyStrings: readonly string[] = JSON.parse(
  readFileSync(new URL("../../language/test/texts/naughty.json", import.meta.url), "utf8"),
);
