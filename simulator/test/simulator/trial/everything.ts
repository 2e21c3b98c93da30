import {
  capability,
  constant,
  dollars,
  field,
  human,
  local,
  parameter,
  plan,
  routine,
  step,
  withHold,
} from "@orchlang/kernel/testing";
import type { Plan } from "@orchlang/plan";

const second = constant(1_000);
const at = [parameter("at", { schema: { type: "string" } })];
const booked = (name: string, undo: string) =>
  capability(name, "idempotent", {
    params: at,
    latency: second,
    cost: constant(dollars("0.10")),
    undo: { capability: undo, args: { at: local("at") } },
  });

/** A member held, effects in it and after it, a person, tries, a rule about what comes first. */
export function everything(): Plan {
  const retry = { times: 2, every: second };
  return plan(
    [
      routine("main", [
        withHold("with@1", "arm", { pool: "arms", wait: constant(60_000) }, 600_000),
        step("grip", "grip", {
          block: "with@1/held",
          args: { at: field(local("arm"), "id") },
          options: { retry, timeout: constant(2_000) },
        }),
        step("look", "look", { block: "with@1/held", needs: ["grip"] }),
        step("ok", "approve", { needs: ["with@1"], options: { timeout: constant(3_600_000) } }),
        step("room", "room", { needs: ["ok"], args: { at: constant("north") }, options: { retry } }),
        step("bed", "bed", {
          needs: ["room"],
          args: { at: constant("south") },
          checks: ["first"],
          options: { timeout: constant(2_000), retry },
        }),
        step("told", "look", { needs: ["bed"] }),
      ]),
    ],
    [
      booked("grip", "let_go"),
      booked("room", "leave_room"),
      booked("bed", "leave_bed"),
      ...["let_go", "leave_room", "leave_bed"].map((name) =>
        capability(name, "idempotent", { params: at, latency: second, result: null }),
      ),
      capability("look", "pure", { latency: second }),
      human("approve", "boss"),
    ],
    {
      pools: { arms: { kind: "Arm", count: 2, tier: "edge", lease: 3_600_000 } },
      guardrails: [
        {
          name: "asked",
          severity: "blocking",
          rules: [
            {
              kind: "preceded",
              every: { selector: { name: "bed" } },
              by: [{ selector: { name: "approve" }, outcome: "completed" }],
            },
          ],
        },
      ],
      checks: { first: { id: "first", kind: "guardrail", guardrail: "asked", rule: 0 } },
    },
  );
}
