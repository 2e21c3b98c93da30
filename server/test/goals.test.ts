import { expect, test } from "vitest";
import type { Understood } from "../src/index.ts";
import { started } from "./started.ts";

/* Sentences to goals, through HTTP. What is understood is the compiler's; who sees which of it is the server's. */

const path = "/api/orchestration/goals/ask";

function understand(sentence: string, input: object): Understood {
  const reading = (goal: string) => ({
    goal,
    phrase: "pay",
    input: { ...input },
    lacks: [],
    extra: [],
    missing: [],
  });
  const phrases = ["shop.pay", "shop.quick"].map((goal) => ({ goal, text: "pay" }));
  return {
    kind: "unsure",
    readings: sentence === "pay" ? [reading("shop.pay"), reading("shop.quick")] : [],
    phrases,
  };
}

test("a sentence has its readings, with what was given beside it; a token of other plans sees none of these", async () => {
  const { ask, server, token } = await started({ understand });
  const { status, body } = await ask("viewer", "POST", path, { sentence: "pay", input: { id: "7" } });
  expect([status, body.understood]).toEqual([200, "unsure"]);
  expect(body.readings).toMatchObject([{ goal: "shop.pay", input: { id: "7" } }, { goal: "shop.quick" }]);
  const limited = async (plans: readonly string[]) => {
    const reply = await fetch(`${server.address}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token({ plans })}`, "content-type": "application/json" },
      body: JSON.stringify({ sentence: "pay" }),
    });
    return await reply.json();
  };
  expect(await limited(["shop.quick"])).toMatchObject({
    understood: "unsure",
    readings: [{ goal: "shop.quick" }],
    phrases: [{ goal: "shop.quick" }],
  });
  expect(await limited(["shop.broken"])).toEqual({ understood: "nothing", readings: [], phrases: [] });
});

test("a server without the program's text says that it reads no sentences", async () => {
  const { ask } = await started();
  const { status, body } = await ask("viewer", "POST", path, { sentence: "pay" });
  expect([status, body.code]).toEqual([404, "no_sentences"]);
});
