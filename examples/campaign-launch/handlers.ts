import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { pick } from "./customers.ts";
import { fingerprint } from "./fingerprint.ts";
import { queue, withdraw } from "./outbox.ts";
import { outFolder } from "./place.ts";
import type { Audience, Customer, Letter, Look, Mailing, Page, Product, Tone } from "./shapes.ts";
import { escaped, fill, pageTemplate } from "./template.ts";
import { writeWhole } from "./whole-file.ts";
import { write } from "./writing.ts";

/** `agent write_letter`. A model would write here; the template does, so that the example needs no account. */
export async function writeLetter(
  { product, tone }: { product: Product; tone: Tone },
  context: HandlerContext,
): Promise<Letter> {
  const letter = await write(product, tone);
  context.spend({ cost: dollars(0.01 + letter.body.length / 1_000_000) });
  return letter;
}

/** `tool lay_out`. The page's file is named after its content, so laying out the same letter twice is once. */
export async function layOut(
  { letter, look }: { letter: Letter; look: Look },
  context: HandlerContext,
): Promise<Page> {
  const html = fill(await pageTemplate(), { subject: escaped(letter.subject), look, body: letter.body });
  const id = `page-${fingerprint(html)}`;
  const file = join(outFolder(), "pages", `${id}.html`);
  await writeWhole(file, html, join(outFolder(), "unfinished", id));
  await rm(join(outFolder(), "unfinished", id), { recursive: true, force: true });
  context.spend({ cost: dollars(0.005) });
  return { id, file: pathToFileURL(file).href };
}

/** `service pick_customers`. */
export async function pickCustomers(
  { segment, limit }: { segment: string; limit: number },
  context: HandlerContext,
): Promise<Audience> {
  const customers = await pick(segment, limit);
  context.spend({ cost: dollars(0.001) });
  context.log("picked", { segment, customers: customers.length });
  return { segment, customers };
}

/** `service queue_mailing`: under one key, one message a customer, however often it is asked. */
export async function queueMailing(
  { letter, to, at }: { letter: Letter; page: Page; to: readonly Customer[]; at: string },
  context: HandlerContext,
): Promise<Mailing> {
  const mailing = await queue({ key: context.key, letter, to, at }, context.signal);
  context.spend({ cost: dollars(mailing.messages * 0.0001) });
  return mailing;
}

/** `service withdraw_mailing`, which undoes what `queue_mailing` did. */
export async function withdrawMailing(
  { mailing }: { mailing: string },
  context: HandlerContext,
): Promise<void> {
  await withdraw(mailing);
  context.log("withdrawn", { mailing });
}

/** An amount to a hundredth of a cent, in the decimal digits that money is written with. */
function dollars(amount: number): { amount: string; currency: string } {
  return { amount: String(Number(amount.toFixed(4))), currency: "USD" };
}
