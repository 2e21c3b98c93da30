import { expect, test } from "vitest";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { freshly, path, program } from "./mutants.ts";

const text = `module m

type Crane { id: String }

service send(to: String) { latency <= 1s }

defaults service { effect idempotent  clearance personal }

tool note(to: String) { effect pure  latency <= 1s }

plan p(to: String @personal) {
  step a = send(to)
}
`;

test("a session follows a change of defaults, and one that adds or removes them", () => {
  const session = openSession(program, memoryHost({ [path]: text }), 8);
  expect(session.isLive).toBe(true);
  const codes = (): readonly string[] => {
    const found = session.diagnostics(path);
    expect(found).toEqual(freshly(session.text(path) ?? ""));
    return found.map(({ code }) => code);
  };
  const change = (before: string, after: string): readonly string[] => {
    const start = session.text(path)?.indexOf(before) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    session.change(path, { start, end: start + before.length, text: after });
    return codes();
  };
  expect(codes()).toEqual([]);
  expect(change("  clearance personal }", "  clearance public }")).toContain("ORCH3501");
  expect(change("latency <= 1s }", "latency <= 1s  clearance secret }")).toEqual([]);
  expect(change("latency <= 1s  clearance secret }", "latency <= 1s }")).toContain("ORCH3501");
  expect(change("  clearance public }", "  clearance personal  uses Crane }")).not.toContain("ORCH3501");
  expect(change("  uses Crane }", "  latency <= none }")).toEqual(["ORCH3003"]);
  expect(change("  latency <= none }", "  prompt }")).not.toContain("ORCH3501");
  expect(change("  prompt }", " }")).toEqual([]);
  expect(change("defaults service", "defaults tool")).toContain("ORCH3501");
  expect(change("service send", "tool send")).toEqual([]);
  expect(change("tool send", "service send")).toContain("ORCH3501");
  expect(change("defaults tool", "defaults service")).toEqual([]);
  expect(change("tool note", "defaults service { effect pure }\ntool note")).toEqual(["ORCH2011"]);
  expect(change("defaults service { effect idempotent  clearance personal }\n", "")).toContain("ORCH3501");
});
