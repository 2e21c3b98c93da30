import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file that is there whole or not at all, wherever the process dies: first under another name in
 * `unfinished`, a folder of the same disk, down to the disk, then by a rename.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  unfinished: string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(unfinished, { recursive: true });
  const draft = join(unfinished, `${basename(path)}.${randomUUID()}`);
  try {
    const file = await open(draft, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
