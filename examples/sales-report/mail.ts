import { createHash } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HandlerFailure } from "@orchlang/runtime/handler";
import MailComposer from "nodemailer/lib/mail-composer";
import { outFolder } from "./place.ts";

interface Message {
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** An instant. */
  readonly at: string;
}

/** Puts an RFC 5322 message into the outbox. Its name and its bytes come from the key, so a second time changes nothing. */
export async function putMessage({ key, to, subject, text, at }: Message): Promise<string> {
  const name = `report-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
  const bytes = await new MailComposer({
    from: { name: "Sales report", address: "reports@example.com" },
    to,
    subject,
    text,
    messageId: `<${name}@example.com>`,
    date: new Date(at),
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  const unfinished = join(outFolder(), "unfinished");
  await mkdir(unfinished, { recursive: true });
  await mkdir(join(outFolder(), "outbox"), { recursive: true });
  await writeFile(join(unfinished, name), bytes);
  await rename(join(unfinished, name), messageFile(name));
  return name;
}

export async function removeMessage(name: string): Promise<void> {
  if (!/^report-[0-9a-f]{16}$/.test(name)) {
    throw new HandlerFailure("permanent", `“${name}” is not the name of a message`, { reach: "not_reached" });
  }
  await rm(messageFile(name), { force: true });
}

const messageFile = (name: string): string => join(outFolder(), "outbox", `${name}.eml`);
