import MailComposer from "nodemailer/lib/mail-composer";
import { fingerprint } from "./fingerprint.ts";
import type { Customer, Letter } from "./shapes.ts";
import { escaped, fill, plain } from "./template.ts";

/** One letter to one customer as an RFC 5322 message: the same bytes for the same mailing, customer and time. */
export function message(mailing: string, letter: Letter, to: Customer, at: string): Promise<Buffer> {
  const html = fill(letter.body, { name: escaped(to.name) });
  const mark = fingerprint(`${mailing}/${to.id}`);
  return new MailComposer({
    from: { name: "Tern & Co", address: "letters@example.com" },
    to: { name: to.name, address: to.email },
    subject: letter.subject,
    text: plain(html),
    html,
    messageId: `<${mark}@example.com>`,
    date: new Date(at),
    baseBoundary: mark,
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
