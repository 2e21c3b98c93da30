/** The capabilities that random plans call. */
import { capability, constant, dollars, field, human, local, parameter } from "../building.ts";

const name = [parameter("name", { default: constant("") })];

export const capabilities = [
  capability("read", "pure", { params: name, latency: constant(2_000) }),
  capability("make", "idempotent", {
    params: name,
    latency: constant(2_000),
    cost: constant(dollars("0.10")),
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("open", "idempotent", {
    params: name,
    latency: constant(2_000),
    undo: { capability: "shut", args: { id: field(local("result"), "id") } },
  }),
  capability("post", "idempotent", { params: name }),
  capability("send", "once", {
    params: name,
    latency: constant(2_000),
    undo: { capability: "recall", args: {} },
  }),
  capability("charge", "once", {
    params: name,
    latency: constant(2_000),
    cost: constant(dollars("0.05")),
    confirm: { capability: "was_charged", args: {} },
    undo: { capability: "refund", args: {} },
  }),
  human("ask", "boss", { params: name }),
  capability("order", "once", {
    params: name,
    latency: constant(5_000),
    run: { kind: "http", method: "post", url: "https://yard.example", callback: true },
    undo: { capability: "recall", args: {} },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")], cost: constant(dollars("0.01")) }),
  capability("shut", "idempotent", { params: [parameter("id")] }),
  capability("recall", "idempotent"),
  capability("refund", "idempotent"),
  capability("was_charged", "pure"),
];
export const callable = ["read", "make", "open", "post", "send", "charge", "ask", "order"] as const;
