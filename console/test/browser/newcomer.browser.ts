import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched, opened } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served, servedText } from "./served.ts";

/* Somebody who has never seen the console opens the printed link, and finds the way alone. */
describe.skipIf(chromiumPath() === undefined)("a newcomer", () => {
  let server: Served;
  let browser: Browser;
  let run: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
    const input = { part: "checkout", certainty: 0.82 };
    const started = await server.ask("/workflow/execute", { workflow_name: "restore", input }, "newcomer");
    run = (started as { readonly run: string }).run;
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("opens the printed link, sees what yes and no cause, answers, and watches it finish", async () => {
    const { page, complaints } = await opened(browser, server.link);
    // The code is not left in the address, where somebody could read it.
    const answer = page.getByRole("link", { name: "Answer …" });
    await answer.waitFor();
    expect(page.url()).not.toContain("code=");
    await expectAccessible(page);
    await answer.click();

    await page.getByRole("heading", { name: /Send the traffic of checkout to the spare/u }).waitFor();
    await page.getByText("Begins at once: switch traffic (over).").waitFor();
    await page.getByText("Undoes ready: stand down.").waitFor();
    // Undoing has no bound of its own, so the page says that the figure is that of a whole run.
    await page.getByText("at most as long as a whole run").waitFor();
    await expectAccessible(page);

    await page.getByRole("radio", { name: "No" }).check();
    await page.getByLabel(/reason/u).fill("it recovers by itself");
    await page.getByRole("button", { name: "Answer no" }).click();

    await page.getByText("Your answer is in the journal").waitFor();
    await page.getByText("restore is over.").waitFor();
    await page.getByText("stand down, undone").or(page.getByText("make ready, undone")).first().waitFor();
    await page.getByText("it recovers by itself").first().waitFor();
    const report = (await server.ask(`/runs/${run}`)) as { readonly status: string };
    expect(report.status).toBe("failed");
    expect(complaints).toEqual([]);
  });

  test("the link works once", async () => {
    const { page } = await opened(browser, server.link);
    await page.getByRole("alert").getByText("already used").waitFor();
  });
});

const bakery = `/// A bakery takes orders for wedding cakes.
module bakery
role head_baker

type Cake { layers: Int, colour: String }

/// Keeps flour and oven time for a cake.
service reserve_oven(day: String) -> { slot: String } {
  effect idempotent  latency <= 10s  cost <= $2.00  undo free_oven(slot: result.slot)  run module "./bakery.mjs#reserve"
}
service free_oven(slot: String) { effect idempotent  latency <= 10s  run module "./bakery.mjs#nothing" }
service order_fruit(cake: Cake) {
  effect once  latency <= 10s  cost <= $40.00  irreversible because "fruit is not taken back"  run module "./bakery.mjs#nothing"
}
service tell_couple(text: String) { effect idempotent  latency <= 10s  run module "./bakery.mjs#nothing" }

human can_we_bake(couple: String, day: String, cake: Cake, price: Money) -> { granted: Bool, note: String } {
  ask head_baker
  show "Shall we bake for \${couple} on \${day}?"
}

plan wedding(couple: String, day: String, cake: Cake, price: Money) -> String {
  fails not_possible
  step oven = reserve_oven(day)
  step word = can_we_bake(couple, day, cake, price) { after oven  timeout 3d }
  when not word.granted { fail not_possible "the head baker said no: \${word.note}" }
  step fruit = order_fruit(cake) { after word }
  step happy = tell_couple("we bake") { after fruit }
  return oven.slot
}
`;

/* A program that is none of the examples: nested values, money, a note that has to be written. */
describe.skipIf(chromiumPath() === undefined)("a head baker", () => {
  let server: Served;
  let browser: Browser;
  beforeAll(async () => {
    const handlers = `export const reserve = ({ day }) => ({ slot: day + ", oven 2" });\nexport const nothing = () => null;\n`;
    [server, browser] = await Promise.all([
      servedText({ "bakery.orch": bakery, "bakery.mjs": handlers }),
      launched(),
    ]);
    for (const [couple, day] of [
      ["Ida and Tom", "Saturday"],
      ["Mara and Lee", "Sunday"],
    ]) {
      const input = {
        couple,
        day,
        cake: { layers: 3, colour: "white" },
        price: { amount: "240", currency: "USD" },
      };
      await server.ask("/workflow/execute", { workflow_name: "wedding", input }, couple);
    }
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each([
    ["a wide screen", { viewport: { width: 1280, height: 800 } }, "yes", "Ida and Tom"],
    ["a telephone", { viewport: { width: 360, height: 740 } }, "no", "Mara and Lee"],
  ] as const)(
    "on %s: finds the question, reads what both answers cause, and answers",
    async (_, options, word, couple) => {
      const { page, complaints } =
        word === "yes"
          ? await opened(browser, server.link, options)
          : await entered(browser, server, "#/", options);
      const need = page.getByRole("article").filter({ hasText: couple });
      // Before anything is opened, the first page says what a no undoes.
      await need.getByText("A no undoes oven (free oven).").waitFor();
      await need.getByRole("link", { name: "Answer …" }).click();
      await page.getByRole("heading", { name: new RegExp(`Shall we bake for ${couple}`, "u") }).waitFor();
      await page.getByText("layers: 3, colour: white").waitFor();
      await page.getByText("$240").waitFor();
      await page.getByText("Begins at once: order fruit (fruit).").waitFor();
      await page.getByText("Undoes oven: free oven.").waitFor();
      await expectAccessible(page);
      await expectFits(page);
      await page.getByRole("radio", { name: word === "yes" ? "Yes" : "No" }).check();
      await page.getByLabel(/note/u).fill("as agreed");
      await page.getByRole("button", { name: `Answer ${word}` }).click();
      await page.getByText("Your answer is in the journal").waitFor();
      await page.getByText("wedding is over.").waitFor();
      await page.getByText(word === "yes" ? "order fruit, completed" : "reserve oven, undone").waitFor();
      await page.getByRole("link", { name: "Open the run" }).click();
      await page.getByText("What happened").waitFor();
      expect(complaints).toEqual([]);
    },
  );
});
