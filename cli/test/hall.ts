import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { ending, start, workFolder } from "./orch.ts";

/* A project whose journal is in a database, and its server. */

const program = `module hall
role keeper
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
service greet(who: String, code: String @secret) { effect idempotent  latency <= 60s  clearance secret
  run module "./greet.mjs#greet" }
plan welcome(who: String, code: String @secret) { step said = greet(who, code) }
plan answer(who: String) -> Bool { step go = opens(who) { timeout 1h }  return go.granted }
`;

/** A folder with the program. */
export function hall(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "orch.json"), "{}");
  writeFileSync(join(cwd, "hall.orch"), program);
  writeFileSync(join(cwd, "greet.mjs"), "export const greet = () => null;\n");
  return cwd;
}

const wait = { timeout: 60_000 };

/** Starts its server, and gives the means to ask it. */
export async function serving(cwd: string, store: readonly string[]) {
  const child = start(["serve", "hall.orch", "--port", "0", "--format", "json", ...store], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = ending(child);
  await vi.waitFor(() => expect(printed).toContain("\n"), wait);
  const { address, tokenFile } = JSON.parse(printed) as { address: string; tokenFile: string };
  const header = readFileSync(join(cwd, tokenFile), "utf8").trim().replace("Authorization: ", "");
  const ask = async (path: string, body?: object, key = "") => {
    const response = await fetch(`${address}/api/orchestration${path}`, {
      headers: { authorization: header, "content-type": "application/json", "idempotency-key": key },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  return { child, ended, ask };
}
