import { link, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { HandlerFailure } from "@orchlang/runtime/handler";
import { fingerprint } from "./fingerprint.ts";
import { message } from "./message.ts";
import { outFolder } from "./place.ts";
import type { Customer, Letter, Mailing } from "./shapes.ts";
import { writeWhole } from "./whole-file.ts";

/*
 * A mailing is a handful of files, and the order in which they come is what makes a second time harmless:
 *
 *   outbox/<mailing>-<customer>.eml   the messages; their names come from the key, so writing one again
 *                                     replaces it by itself
 *   mailings/<mailing>.json           the record, written when every message is there; once it exists the
 *                                     mailing is what it says, and nothing is written under that key again
 *
 * Withdrawing puts `refused` into the record first and takes the messages away after that, so that a process
 * that dies in between is carried on by doing the same again.
 */

/** How many messages are written to disk at a time. */
const atOnce = 16;

interface MailingRecord extends Mailing {
  readonly at: string;
}

export interface Order {
  readonly key: string;
  readonly letter: Letter;
  readonly to: readonly Customer[];
  readonly at: string;
}

/** Puts one message a customer into the outbox; under a key that was used before, gives what came of it then. */
export async function queue(order: Order, signal: AbortSignal): Promise<Mailing> {
  const id = `mailing-${fingerprint(order.key)}`;
  const earlier = await record(id);
  if (earlier !== undefined) return summary(earlier);

  const customers = [...new Map(order.to.map((customer) => [customer.id, customer])).values()];
  try {
    await writeMessages(id, order, customers, signal);
    const stands = await settle({ id, status: "queued", messages: customers.length, at: order.at });
    await tidyUp(id);
    return summary(stands);
  } finally {
    // Withdrawn meanwhile: what was written after that goes too.
    if ((await record(id))?.status === "refused") await takeAway(id);
  }
}

async function writeMessages(
  id: string,
  { letter, at }: Order,
  customers: readonly Customer[],
  signal: AbortSignal,
): Promise<void> {
  for (let first = 0; first < customers.length; first += atOnce) {
    signal.throwIfAborted();
    const written = await Promise.allSettled(
      customers.slice(first, first + atOnce).map(async (customer) => {
        const bytes = await message(id, letter, customer, at);
        await writeWhole(messageFile(id, customer.id), bytes, unfinished(id));
      }),
    );
    // Only now, so that none is still being written when a failure is told.
    for (const each of written) if (each.status === "rejected") throw each.reason;
  }
}

/** Takes a mailing's messages out of the outbox; its key is used up by that. */
export async function withdraw(id: string): Promise<void> {
  if (!/^mailing-[0-9a-f]{16}$/.test(id)) {
    throw new HandlerFailure("permanent", `“${id}” is not the name of a mailing`, { reach: "not_reached" });
  }
  const refused: MailingRecord = { id, status: "refused", messages: 0, at: (await record(id))?.at ?? "" };
  await writeWhole(recordFile(id), text(refused), unfinished(id));
  await takeAway(id);
  await tidyUp(id);
}

/** Writes the record unless there is one: gives the one that stands. */
async function settle(made: MailingRecord): Promise<MailingRecord> {
  const ready = join(unfinished(made.id), "record.json");
  await writeWhole(ready, text(made), unfinished(made.id));
  await mkdir(join(outFolder(), "mailings"), { recursive: true });
  try {
    await link(ready, recordFile(made.id));
    return made;
  } catch (error) {
    const first = await record(made.id);
    if (first === undefined) throw error;
    return first;
  }
}

/** Takes what is unfinished away; another one under the same key that still writes there does so when it ends. */
async function tidyUp(id: string): Promise<void> {
  try {
    await rm(unfinished(id), { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOTEMPTY")) throw error;
  }
}

async function takeAway(id: string): Promise<void> {
  const outbox = join(outFolder(), "outbox");
  await mkdir(outbox, { recursive: true });
  const names = await readdir(outbox);
  const own = names.filter((name) => name.startsWith(`${id}-`));
  await Promise.all(own.map((name) => rm(join(outbox, name), { force: true })));
}

async function record(id: string): Promise<MailingRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(id), "utf8")) as MailingRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

const summary = ({ id, status, messages }: MailingRecord): Mailing => ({ id, status, messages });
const text = (made: MailingRecord): string => `${JSON.stringify(made, null, 2)}\n`;
const recordFile = (id: string): string => join(outFolder(), "mailings", `${id}.json`);
const unfinished = (id: string): string => join(outFolder(), "unfinished", id);

function messageFile(id: string, customer: string): string {
  return join(outFolder(), "outbox", `${id}-${encodeURIComponent(customer)}.eml`);
}
