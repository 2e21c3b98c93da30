import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Program {
  readonly name: string;
  readonly text: string;
}

/** The package's own programs, which between them use every production. */
export const ownPrograms: readonly Program[] = readPrograms(new URL("./programs/", import.meta.url));

const shared = new URL("../../../shared/", import.meta.url);
export const hasShared = existsSync(shared);

/** The programs beside the checkout; none where it stands alone. */
export const sharedPrograms: readonly Program[] = hasShared ? readPrograms(new URL("programs/", shared)) : [];

/** The mistakes beside the checkout, those that parse. */
export const sharedMistakes: readonly Program[] = hasShared
  ? readPrograms(new URL("mistakes/", shared)).filter(({ name }) => !name.startsWith("syntax_"))
  : [];

function readPrograms(folder: URL): readonly Program[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".orch"))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}
