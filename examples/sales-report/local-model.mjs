// A stand-in for two models, so that the example needs no account: a server with OpenAI's protocol whose answers are
// computed by rules. It is no language model, and its reports say so. Its first draft has a mistake on purpose, which
// its checker finds, unless the lesson of an earlier week is in the question.

import { createServer } from "node:http";

const signature = "Written by rules, without a language model.";

/** Answers until its process ends. */
export function serveLocalModel(port) {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { model, messages } = JSON.parse(Buffer.concat(parts).toString());
    const question = messages.map(({ content }) => content).join("\n");
    const answer = JSON.stringify(model === "rules-check" ? check(question) : write(question));
    const usage = {
      prompt_tokens: Math.ceil(question.length / 4),
      completion_tokens: Math.ceil(answer.length / 4),
    };
    const message = { role: "assistant", content: answer };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ id: "local", object: "chat.completion", created: 1, model, choices, usage }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function write(question) {
  const figures = figuresIn(question);
  const { from, to, orders, revenue, before, change, best } = figures;
  const [first] = best;
  const compared = question.includes(objection)
    ? `That is ${change} against ${amount(before)} in the week before.`
    : "That is far more than in the week before.";
  return {
    subject: `Sales from ${from} to ${to}`,
    text: [
      `We sold ${amount(revenue)} in ${orders} orders.`,
      compared,
      `The best product was ${first.name} with ${amount(first.revenue)}.`,
      signature,
    ].join(" "),
  };
}

const objection = "State the change as the figures do, not in words.";

function check(question) {
  const { change } = figuresIn(question);
  const report = question.slice(question.indexOf("Report:"));
  const holds = report.includes(change);
  return { holds, objections: holds ? [] : [objection] };
}

function figuresIn(question) {
  return JSON.parse(/Figures: (\{.*\})/.exec(question)[1]);
}

function amount(money) {
  return typeof money === "string" ? money : `$${money.amount}`;
}
