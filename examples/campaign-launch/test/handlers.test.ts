import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { layOut, pickCustomers, queueMailing, withdrawMailing, writeLetter } from "../handlers.ts";
import type { Customer, Letter, Page } from "../shapes.ts";

const product = { id: "tern", name: "Tern <desk> lamp", price: { amount: "49", currency: "USD" } };
const at = "2026-12-01T10:00:00.000Z";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "campaign-"));
  process.env.ORCH_EXAMPLE_OUT = out;
});
afterEach(() => {
  delete process.env.ORCH_EXAMPLE_OUT;
  rmSync(out, { recursive: true, force: true });
});

interface Spoken {
  readonly context: HandlerContext;
  readonly costs: string[];
}

function speak(key = "key-1", signal = new AbortController().signal): Spoken {
  const costs: string[] = [];
  const context: HandlerContext = {
    key,
    run: "run-1",
    capability: "any",
    attempt: 1,
    dispatch: 1,
    signal,
    spend: ({ cost }) => {
      if (cost !== undefined) costs.push(cost.amount);
    },
    heartbeat: () => undefined,
    progress: () => undefined,
    log: () => undefined,
  };
  return { context, costs };
}

const outbox = () => (existsSync(join(out, "outbox")) ? readdirSync(join(out, "outbox")).sort() : []);

async function prepared(
  segment = "studio",
): Promise<{ letter: Letter; page: Page; to: readonly Customer[] }> {
  const letter = await writeLetter({ product, tone: "offer" }, speak().context);
  const page = await layOut({ letter, look: "light" }, speak().context);
  const { customers } = await pickCustomers({ segment, limit: 2_000 }, speak().context);
  return { letter, page, to: customers };
}

describe("write_letter", () => {
  test.each(["offer", "news"] as const)("fills every place of the %s letter but the name", async (tone) => {
    const { context, costs } = speak();
    const letter = await writeLetter({ product, tone }, context);
    expect(letter.subject).toContain("Tern <desk> lamp");
    expect(letter.body).toContain("Tern &lt;desk&gt; lamp");
    expect(letter.body).toContain("$49.00");
    expect(letter.body.match(/\{\{\w+\}\}/g)).toEqual(["{{name}}"]);
    expect(Number(costs[0])).toBeGreaterThan(0);
    expect(Number(costs[0])).toBeLessThanOrEqual(0.02);
  });

  test("refuses a product that its sheet is not about", async () => {
    const unknown = { ...product, id: "wren" };
    const failure = writeLetter({ product: unknown, tone: "offer" }, speak().context);
    await expect(failure).rejects.toMatchObject({
      failure: "permanent",
      message: expect.stringMatching(/wren/),
    });
  });
});

describe("lay_out", () => {
  test("makes a page that stands alone, once for one letter", async () => {
    const { page, letter } = await prepared();
    const again = await layOut({ letter, look: "light" }, speak("another key").context);
    expect(again).toEqual(page);
    expect(readdirSync(join(out, "pages"))).toHaveLength(1);
    const html = readFileSync(fileURLToPath(page.file), "utf8");
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("<title>Tern &lt;desk&gt; lamp: ");
    expect(html).toContain('<body class="light">');
    const dark = await layOut({ letter, look: "dark" }, speak().context);
    expect(dark.file).not.toBe(page.file);
  });
});

describe("pick_customers", () => {
  test("takes those of the segment who want letters, up to the limit", async () => {
    const studio = await pickCustomers({ segment: "studio", limit: 2_000 }, speak().context);
    const everyone = await pickCustomers({ segment: "everyone", limit: 2_000 }, speak().context);
    const ten = await pickCustomers({ segment: "studio", limit: 10 }, speak().context);
    expect(ten.customers).toEqual(studio.customers.slice(0, 10));
    expect(studio.customers.length).toBeGreaterThan(300);
    expect(everyone.customers.length).toBeGreaterThan(1_500);
    expect(everyone.customers.length).toBeLessThan(2_000);
    expect(everyone.customers).toEqual(expect.arrayContaining([...studio.customers]));
    expect(Object.keys(studio.customers[0] ?? {})).toEqual(["id", "name", "email", "country"]);
  });

  test("names the segments there are when it is asked for another", async () => {
    const failure = pickCustomers({ segment: "moon", limit: 5 }, speak().context);
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/“moon”.*everyone.*studio/),
    });
  });
});

describe("queue_mailing", () => {
  test("writes one message a customer, addressed and readable without HTML", async () => {
    const { letter, page, to } = await prepared();
    const { context, costs } = speak();
    const mailing = await queueMailing({ letter, page, to, at }, context);
    expect(mailing).toEqual({ id: mailing.id, status: "queued", messages: to.length });
    expect(outbox()).toHaveLength(to.length);
    expect(costs).toEqual([String(Number((to.length * 0.0001).toFixed(4)))]);
    const first = to[0] as Customer;
    const text = readFileSync(join(out, "outbox", `${mailing.id}-${first.id}.eml`), "utf8");
    expect(text).toMatch(new RegExp(`^To: .*<${first.email}>\r$`, "m"));
    expect(text).toMatch(/^Date: Tue, 01 Dec 2026 10:00:00 \+0000\r$/m);
    expect(text).toMatch(/^Message-ID: <[0-9a-f]{16}@example\.com>\r$/m);
    expect(text).toContain("Content-Type: text/plain");
    expect(text).not.toContain("{{");
    expect(existsSync(join(out, "unfinished", mailing.id))).toBe(false);
  });

  test("leaves the same bytes when it is done twice under one key", async () => {
    const { letter, page, to } = await prepared();
    const mailing = await queueMailing({ letter, page, to, at }, speak().context);
    const bytes = () => outbox().map((name) => readFileSync(join(out, "outbox", name), "latin1"));
    const once = bytes();
    rmSync(join(out, "mailings", `${mailing.id}.json`));
    expect(await queueMailing({ letter, page, to, at }, speak().context)).toEqual(mailing);
    expect(bytes()).toEqual(once);
  });

  test("is another mailing under another key", async () => {
    const { letter, page, to } = await prepared("press");
    await queueMailing({ letter, page, to, at }, speak("key-1").context);
    await queueMailing({ letter, page, to, at }, speak("key-2").context);
    expect(outbox()).toHaveLength(to.length * 2);
  });

  test("may run beside itself under one key", async () => {
    const { letter, page, to } = await prepared("press");
    const both = await Promise.all(
      [1, 2].map(() =>
        queueMailing({ letter, page, to, at }, speak().context).catch((error: unknown) => error),
      ),
    );
    expect(both).toContainEqual({ id: expect.any(String), status: "queued", messages: to.length });
    expect(outbox()).toHaveLength(to.length);
  });

  test("keeps to the outbox whatever a customer is called", async () => {
    const { letter, page } = await prepared();
    const to = [
      { id: "../../x y", name: "A\r\nBcc: all@example.org", email: "a@example.org", country: "DE" },
    ];
    const mailing = await queueMailing({ letter, page, to, at }, speak().context);
    expect(outbox()).toEqual([`${mailing.id}-..%2F..%2Fx%20y.eml`]);
    const [headers] = readFileSync(join(out, "outbox", outbox()[0] as string), "utf8").split("\r\n\r\n");
    expect(headers).not.toMatch(/^Bcc:/im);
  });

  test("stops when it is no longer wanted, and can be taken up again", async () => {
    const { letter, page, to } = await prepared();
    const stopped = speak("key-1", AbortSignal.abort(new Error("out of time")));
    await expect(queueMailing({ letter, page, to, at }, stopped.context)).rejects.toThrow("out of time");
    const mailing = await queueMailing({ letter, page, to, at }, speak().context);
    expect(outbox()).toHaveLength(mailing.messages);
  });
});

describe("withdraw_mailing", () => {
  test("takes away that mailing's messages and no others, and may be asked twice", async () => {
    const { letter, page, to } = await prepared("press");
    const one = await queueMailing({ letter, page, to, at }, speak("key-1").context);
    const two = await queueMailing({ letter, page, to, at }, speak("key-2").context);
    await withdrawMailing({ mailing: one.id }, speak().context);
    await withdrawMailing({ mailing: one.id }, speak().context);
    expect(outbox().every((name) => name.startsWith(two.id))).toBe(true);
    expect(outbox()).toHaveLength(to.length);
  });

  test("uses the key up: queueing under it again is refused and leaves nothing", async () => {
    const { letter, page, to } = await prepared("press");
    const { id } = await queueMailing({ letter, page, to, at }, speak().context);
    await withdrawMailing({ mailing: id }, speak().context);
    const again = await queueMailing({ letter, page, to, at }, speak().context);
    expect(again).toEqual({ id, status: "refused", messages: 0 });
    expect(outbox()).toEqual([]);
  });

  test("leaves nothing of a mailing that is still being queued", async () => {
    const { letter, page, to } = await prepared();
    const { id } = await queueMailing({ letter, page, to: [], at }, speak().context);
    rmSync(join(out, "mailings"), { recursive: true });
    const queueing = queueMailing({ letter, page, to, at }, speak().context).catch((error: unknown) => error);
    await vi.waitFor(() => expect(outbox()).not.toEqual([]), { interval: 1 });
    await withdrawMailing({ mailing: id }, speak().context);
    expect(await queueing).not.toMatchObject({ status: "queued" });
    expect(outbox()).toEqual([]);
  });

  test("takes away what was written of a mailing whose record never came", async () => {
    const { letter, page, to } = await prepared("press");
    const { id } = await queueMailing({ letter, page, to, at }, speak().context);
    rmSync(join(out, "mailings", `${id}.json`));
    await withdrawMailing({ mailing: id }, speak().context);
    expect(outbox()).toEqual([]);
  });

  test("is not led out of the outbox by a name", async () => {
    writeFileSync(join(out, "keep.txt"), "kept");
    const failure = withdrawMailing({ mailing: "../keep" }, speak().context);
    await expect(failure).rejects.toMatchObject({ failure: "permanent", reach: "not_reached" });
    expect(readdirSync(out)).toEqual(["keep.txt"]);
  });
});
