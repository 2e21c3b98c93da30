import type { Registration } from "../../src/orchestrator/registry.ts";

const id = { type: "string" } as const;

/** Capabilities of a small shop, for plans that are objects. */
export const shop: readonly Registration[] = [
  {
    name: "search",
    type: "tool",
    effect: "pure",
    description: "Finds products by words",
    inputSchema: {
      type: "object",
      properties: { query: { type: "string" }, limit: { type: "integer", default: 2 } },
      required: ["query"],
      additionalProperties: false,
    },
    outputSchema: {
      type: "object",
      properties: {
        hits: {
          type: "array",
          items: {
            type: "object",
            properties: { id, score: { type: "number" } },
            required: ["id", "score"],
            additionalProperties: false,
          },
        },
      },
      required: ["hits"],
      additionalProperties: false,
    },
    handler: ({ query, limit }: { query: string; limit: number }) => ({
      hits: Array.from({ length: limit }, (_, index) => ({ id: `${query}-${index}`, score: 1 - index / 10 })),
    }),
  },
  {
    name: "write",
    type: "agent",
    effect: "idempotent",
    handler: (args: object) => ({ text: JSON.stringify(args) }),
  },
  {
    name: "reserve",
    effect: "idempotent",
    inputSchema: { type: "object", properties: { product: id }, required: ["product"] },
    outputSchema: { type: "object", properties: { reservation: id }, required: ["reservation"] },
    cost: { amount: "0.40", currency: "USD" },
    handler: ({ product }: { product: string }) => ({ reservation: `R-${product}` }),
  },
  { name: "free", effect: "idempotent", handler: () => null },
];
