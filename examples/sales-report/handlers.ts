import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { type Figures, figures } from "./figures.ts";
import { putMessage, removeMessage } from "./mail.ts";
import { outFolder } from "./place.ts";
import { strayIn } from "./stray.ts";

/** `tool figures_of`. */
export function figuresOf({ week }: { week: string }): Promise<Figures> {
  return figures(week);
}

/** `tool stray_numbers`. */
export function strayNumbers({ figures, text }: { figures: Figures; text: string }): readonly string[] {
  return strayIn(text, figures);
}

/** `tool recall`: the newest lessons first. */
export async function recall(): Promise<readonly string[]> {
  const all = await lessonsKept();
  return all.slice(-5).reverse();
}

/** `tool keep_lessons`: each lesson once, however often it is kept. Gives the number of new ones. */
export async function keepLessons({ lessons }: { lessons: readonly string[] }): Promise<number> {
  const before = await lessonsKept();
  const after = [...new Set([...before, ...lessons])];
  await mkdir(outFolder(), { recursive: true });
  await writeFile(`${lessonsFile()}.new`, `${JSON.stringify(after, null, 2)}\n`);
  await rename(`${lessonsFile()}.new`, lessonsFile());
  return after.length - before.length;
}

/** `service put_in_outbox`. */
export async function putInOutbox(
  { to, subject, text, at }: { to: string; subject: string; text: string; at: string },
  context: HandlerContext,
): Promise<{ message: string }> {
  return { message: await putMessage({ key: context.key, to, subject, text, at }) };
}

/** `service take_back`. */
export function takeBack({ message }: { message: string }): Promise<void> {
  return removeMessage(message);
}

async function lessonsKept(): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(lessonsFile(), "utf8")) as readonly string[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

const lessonsFile = (): string => join(outFolder(), "lessons.json");
