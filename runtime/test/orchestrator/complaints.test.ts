import { expect, test } from "vitest";
import type { Logger } from "../../src/library/logger.ts";
import { complaints } from "../../src/orchestrator/report.ts";

const why = {
  refused: "handlers",
  message: "Its code is another.",
  details: ["shop.sell: changed"],
} as const;

test("why a run can't go on is told whole, beside the lines of handlers", () => {
  const lines: string[] = [];
  complaints(undefined, ({ text }) => void lines.push(text)).left("RUN", why);
  expect(lines).toEqual(["The run RUN can't go on here: Its code is another. shop.sell: changed"]);
});

test("and where there is a logger, to that", () => {
  const logged: unknown[] = [];
  const log: Logger["warn"] = (fields) => void logged.push(fields);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  complaints(logger, () => undefined).left("RUN", why);
  expect(logged).toEqual([{ run: "RUN", ...why }]);
});
