import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type Ended, ending } from "./orch.ts";

/* docs/tutorial.md, followed to the letter in an empty folder: every file, every command, every output that it shows. */

const page = readFileSync(fileURLToPath(new URL("../../docs/tutorial.md", import.meta.url)), "utf8");
const binary = fileURLToPath(new URL("../bin/orch.js", import.meta.url));

interface Block {
  readonly kind: string;
  /** What stands behind the kind: a diagnostic, or what prints it. */
  readonly of: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...page.matchAll(/^```(\w+) ?(\w*)\n(.*?)^```$/gmsu)].map(
  ([, kind = "", of = "", text = ""]) => ({ kind, of, text }),
);

/** An empty folder in which `npx orch` is the orch of this checkout. */
class Bakery {
  readonly folder = mkdtempSync(join(tmpdir(), "orch-tutorial-"));
  readonly #bin = mkdtempSync(join(tmpdir(), "orch-bin-"));
  #program = "";
  #last: Ended = { code: 0, signal: null, stdout: "", stderr: "" };
  /** The page's id of the run that waits, and the one that it has here. */
  #waiting: readonly [string, string] | undefined;

  constructor() {
    onTestFinished(() => {
      for (const folder of [this.folder, this.#bin]) rmSync(folder, { recursive: true, force: true });
    });
    const npx = join(this.#bin, "npx");
    writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${binary}" "$@"\n`);
    chmodSync(npx, 0o755);
  }

  start(line: string): ChildProcess {
    const env = { ...process.env, NO_COLOR: "1", PATH: `${this.#bin}:${process.env.PATH ?? ""}` };
    const [page = "", here = ""] = this.#waiting ?? [];
    const meant = page === "" ? line : line.replace(` ${page.slice(0, 4)} `, ` ${here.slice(0, 8)} `);
    return spawn("sh", ["-c", `exec ${meant}`], {
      cwd: this.folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async run(line: string): Promise<Ended> {
    this.#last = await ending(this.start(line));
    return this.#last;
  }

  write({ of, text }: Block): void {
    if (of === "") this.#program = text;
    writeFileSync(join(this.folder, "complaints.orch"), text);
  }

  /** What is wrong on purpose is set right before anything else is done. */
  mend(): void {
    if (this.#program !== "") writeFileSync(join(this.folder, "complaints.orch"), this.#program);
  }

  /** What the page shows is printed by the last command, in its order, whatever stands between. */
  shows({ text }: Block): void {
    // A terminal breaks long lines; here they are printed whole.
    const printed = plain(`${this.#last.stderr}\n${this.#last.stdout}`).join(" ");
    let from = 0;
    for (const line of plain(text)) {
      const at = printed.indexOf(line, from);
      expect(at, `${line}\nis not printed:\n${printed.slice(from)}`).toBeGreaterThanOrEqual(0);
      from = at + line.length;
    }
    const [shown] = /waiting {2}run (\w+)/u.exec(text)?.slice(1) ?? [];
    const [here] = /waiting {2}run (\w+)/u.exec(this.#last.stdout)?.slice(1) ?? [];
    if (shown !== undefined && here !== undefined) this.#waiting = [shown, here];
  }
}

/** Without what is another each time: ids, keys, hashes. */
function plain(text: string): readonly string[] {
  const same = text
    .replaceAll(/sha256:[0-9a-f…]+/gu, "sha256:…")
    .replaceAll(/\b[0-9A-Z]{26}\b/gu, "KEY")
    .replaceAll(/\b[0-9A-Z]{16}\b/gu, "RUN");
  return same.split("\n").flatMap((line) => {
    const words = line.trim().replaceAll(/\s+/gu, " ");
    return words === "" ? [] : [words];
  });
}

test("the tutorial is what happens", async () => {
  const bakery = new Bakery();
  for (const block of blocks) {
    const { kind, of, text } = block;
    if (kind === "orch") {
      bakery.write(block);
      if (of !== "") expect((await bakery.run("npx orch check complaints.orch")).stdout).toContain(`[${of}]`);
    } else if (kind === "js") {
      bakery.mend();
      // A second and a half is time enough to pull the plug.
      writeFileSync(join(bakery.folder, "bakery.mjs"), text.replace("5_000", "1_500"));
    } else if (kind === "sh") {
      for (const line of text.trim().split("\n")) await typed(bakery, line);
    } else bakery.shows(block);
  }
  // One letter each, to Ada and to Ida.
  const letters = readdirSync(join(bakery.folder, "out")).map((file) =>
    readFileSync(join(bakery.folder, "out", file), "utf8")
      .split("\n", 1)
      .join(),
  );
  expect(letters.sort()).toEqual(["To Ada", "To Ida"]);
  const { stdout } = await bakery.run("npx orch runs");
  const [run = ""] = /\b[0-9A-Z]{16}\b/u.exec(stdout) ?? [];
  expect(await bakery.run(`npx orch timeline ${run.slice(0, 6)}`)).toMatchObject({ code: 0 });
});

async function typed(bakery: Bakery, line: string): Promise<void> {
  if (/^npm |^mkdir /u.test(line)) return;
  if (!line.includes("--answer")) {
    const { code } = await bakery.run(line);
    const expected = line.includes("< /dev/null") ? 3 : line.includes(" check ") ? 1 : 0;
    expect([line, code]).toEqual([line, expected]);
    return;
  }
  // The plug is pulled as soon as sending has begun.
  const child = bakery.start(line);
  await new Promise<void>((resolve) => {
    let seen = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (more: string) => {
        seen += more;
        if (seen.includes("sent begins")) resolve();
      });
  });
  child.kill("SIGKILL");
  await once(child, "exit");
}
