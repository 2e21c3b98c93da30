import { readFile } from "node:fs/promises";
import { HandlerFailure } from "@orchlang/runtime/handler";
import { fingerprint } from "./fingerprint.ts";
import { dataFile } from "./place.ts";
import type { Letter, Money, Product, Tone } from "./shapes.ts";
import { escaped, fill, letterTemplate, plain } from "./template.ts";

interface Sheet {
  readonly id: string;
  readonly link: string;
  readonly tagline: string;
  readonly features: readonly string[];
}

/** The letter about a product: what the product's sheet says, in the words of the template for that tone. */
export async function write(product: Product, tone: Tone): Promise<Letter> {
  const sheet = JSON.parse(await readFile(dataFile("product.json"), "utf8")) as Sheet;
  if (sheet.id !== product.id) {
    throw new HandlerFailure("permanent", `data/product.json is about ${sheet.id}, not about ${product.id}`);
  }
  const values = {
    product: escaped(product.name),
    price: escaped(priceTag(product.price)),
    tagline: escaped(sheet.tagline),
    link: escaped(sheet.link),
    features: sheet.features.map((feature) => `\n<li>${escaped(feature)}</li>`).join(""),
  };
  const form = await letterTemplate(tone);
  const subject = plain(fill(form.subject, values));
  const body = fill(form.body, values);
  return { id: `letter-${fingerprint(subject + body)}`, subject, body };
}

function priceTag({ amount, currency }: Money): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(Number(amount));
}
