// A CommonJS program that makes its plan in the older shape, as a model might.
const { createOrchestrator, openMemoryStore } = require("@orchlang/runtime");

const plan = {
  id: "plan_1",
  goal: "greet a user",
  steps: [
    {
      id: "step_1",
      type: "tool",
      name: "fetch_user",
      params: { id: "{{input.id}}" },
      dependencies: [],
      timeout: 5000,
      retries: 1,
    },
    {
      id: "step_2",
      type: "llm",
      name: "greeting",
      params: { prompt: "Hello {{step_1.output.name}}, {{step_1.output.tags[1]}}" },
      dependencies: ["step_1"],
    },
    {
      id: "step_3",
      type: "conditional",
      condition: "step_1.output.age > 18 && step_1.output.name !== 'Bob'",
      // biome-ignore lint/suspicious/noThenProperty: it is what the branch of a condition is called
      then: ["step_4"],
      else: ["step_5"],
      dependencies: ["step_1"],
    },
    {
      id: "step_4",
      type: "agent",
      name: "notify",
      params: { to: "{{step_1.output.id}}", text: "{{step_2.output.text}}" },
      dependencies: ["step_2", "step_3"],
    },
    { id: "step_5", type: "wait", duration: 100_000 },
  ],
  output: "{{step_4.output}}",
  estimatedDuration: 100,
  estimatedCost: 0.1,
};

async function main() {
  const orchestrator = await createOrchestrator({ store: openMemoryStore() });
  const inputSchema = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  const user = { name: "Ada", age: 36, tags: ["first", "second"] };
  orchestrator.register({
    name: "fetch_user",
    type: "tool",
    inputSchema,
    handler: async ({ id }) => ({ id, ...user }),
  });
  orchestrator.register({
    name: "greeting",
    type: "llm",
    handler: ({ prompt }) => ({ text: prompt.toUpperCase() }),
  });
  orchestrator.register({ name: "notify", type: "agent", handler: ({ to, text }) => `${to}: ${text}` });
  const done = await orchestrator.executor.execute(plan, { input: { id: "u1" } });
  console.log(done.status, done.output);
  const wrong = await orchestrator.executor.execute({
    steps: [{ id: "step_1", type: "tool", name: "fetch_users" }],
  });
  console.log(wrong.refused, wrong.details);
  await orchestrator.close();
}

main();
