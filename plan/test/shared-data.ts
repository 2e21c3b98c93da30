import { existsSync, readFileSync } from "node:fs";

/** Data beside the checkout that the project does not carry. */
const root = new URL("../../../shared/data/", import.meta.url);

/** The file's text, or undefined where the folder isn't there: the test is then skipped and says so. */
export function sharedText(path: string): string | undefined {
  const url = new URL(path, root);
  return existsSync(url) ? readFileSync(url, "utf8") : undefined;
}

export const skipped = "skipped: ../shared/data is not beside the checkout";
