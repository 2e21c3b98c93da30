// Writes sales.csv: 5,000 sales that never happened, the same ones every time.
//   node examples/sales-report/data/make-sales.mjs [another file]

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const products = [
  ["Tern kettle", 4900],
  ["Heron lamp", 8900],
  ["Wren cup", 1250],
  ["Osprey chair", 15900],
  ["Finch clock", 3400],
];
const begin = Date.UTC(2026, 8, 28);
const days = 56;

/** A linear congruential generator (Numerical Recipes): chance that everybody has the same of. */
let state = 20261116;
function below(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

const rows = Array.from({ length: 5000 }, (_, number) => {
  const day = Math.min(days - 1, Math.floor((number / 5000) * days));
  const date = new Date(begin + day * 86_400_000).toISOString().slice(0, 10);
  const [product, cents] = products[below(products.length)];
  const quantity = 1 + below(3);
  return [`S${number + 1}`, date, product, quantity, ((cents * quantity) / 100).toFixed(2)].join(",");
});

const file = process.argv[2] ?? fileURLToPath(new URL("./sales.csv", import.meta.url));
writeFileSync(file, `id,date,product,quantity,amount\n${rows.join("\n")}\n`);
