import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("./queue-once.ts", import.meta.url));
/** What the test runner tells its workers is nothing to a process of its own. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== "NODE_OPTIONS" && !name.startsWith("VITEST")),
);

function start(out: string) {
  return spawn(process.execPath, ["--conditions=orch-source", script], {
    env: { ...environment, ORCH_EXAMPLE_OUT: out },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function wholeMessages(out: string): number {
  const names = readdirSync(join(out, "outbox"));
  for (const name of names) expect(readFileSync(join(out, "outbox", name), "utf8")).toMatch(/--\r\n$/);
  return names.length;
}

/** Kills the process as soon as the outbox holds so many messages; gives how many there are then, each of them whole. */
async function killAt(out: string, messages: number): Promise<number> {
  const child = start(out);
  const ended = once(child, "exit");
  const seen = watch(join(out, "outbox"), () => {
    if (readdirSync(join(out, "outbox")).length >= messages) child.kill("SIGKILL");
  });
  await ended;
  seen.close();
  return wholeMessages(out);
}

test("a mailing that is killed over and over is whole once it is let finish", async () => {
  const out = mkdtempSync(join(tmpdir(), "campaign-killed-"));
  mkdirSync(join(out, "outbox"));
  try {
    for (const messages of [1, 40, 200, 400])
      expect(await killAt(out, messages)).toBeGreaterThanOrEqual(messages);
    const last = start(out);
    let said = "";
    last.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(last, "exit");
    const mailing = JSON.parse(said) as { id: string; status: string; messages: number };
    expect(mailing.status).toBe("queued");
    expect(wholeMessages(out)).toBe(mailing.messages);
    expect(existsSync(join(out, "unfinished", mailing.id))).toBe(false);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
