import { closeSync, openSync, writeSync } from "node:fs";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Journal } from "@orchlang/runtime";
import type { Audited, Verified } from "@orchlang/runtime/journal";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { type Anchor, readAnchor, writeAnchor, writing } from "../project/anchor.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";
import { dateTime } from "../render/moments.ts";
import { counted } from "../render/run-result.ts";

export const audit: CommandDefinition = {
  name: "audit",
  summary: "verify the hash chain of a run, or of the whole journal",
  arguments: [{ form: "[run]", says: "the run's id, or its first characters; default: everything" }],
  options: [
    { form: "--anchor <file>", says: "write the chain's head to this file, or compare with it" },
    {
      form: "--export <path>",
      says: "write every event with its hash, a line of JSON each: of a run to a file, of everything to a folder",
    },
    {
      form: "--exported <path>",
      says: "verify an export of everything, a folder or a file of `GET /audit/export`, without a journal",
    },
    {
      form: "--accept-loss <why>",
      says: "accept a journal that has lost something or was altered; the journal records the user and the reason",
    },
    storeOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch audit",
    "orch audit --export /mnt/vault/today",
    "orch audit --exported /mnt/vault/today",
    "orch audit 7KQ2",
    "orch audit 7KQ2 --anchor /mnt/vault/7KQ2.anchor",
  ],
  async run(invocation) {
    const [beginning] = invocation.args;
    const { out } = invocation.terminal;
    const anchorPath = invocation.text("anchor");
    const exportPath = invocation.text("export");
    const why = invocation.text("accept-loss");
    const exportedPath = invocation.text("exported");
    if (exportedPath !== undefined) {
      if (beginning !== undefined) throw new UsageError("`--exported` verifies everything: omit the run.");
      const { auditExported } = await import("../project/exported.ts");
      return await auditExported(invocation, exportedPath);
    }
    if (why !== undefined) {
      if (beginning !== undefined)
        throw new UsageError("`--accept-loss` applies to the whole journal: omit the run.");
      const { accept } = await import("../project/accept.ts");
      return await accept(invocation, why);
    }
    if (beginning === undefined) {
      if (anchorPath !== undefined) throw new UsageError("`--anchor` needs a run.");
      return await withJournal(invocation, async (journal) => {
        const exitCode = await auditAll(invocation, journal);
        if (exportPath === undefined || exitCode !== ExitCode.done) return exitCode;
        const { exportAll } = await import("../project/exported.ts");
        return await exportAll(invocation, journal, exportPath);
      });
    }
    const anchor = anchorPath === undefined ? undefined : readAnchor(anchorPath);
    const verified = await withJournal(invocation, async (journal): Promise<Verified> => {
      const run = await findRun(journal, beginning);
      if (anchor !== undefined && anchor.run !== run)
        throw new UsageError(`\`${anchorPath}\` is the anchor of the run ${anchor.run}, not of ${run}.`);
      const result = orRefused(await journal.verify(run));
      if (!result.whole) return result;
      const held = anchor === undefined ? result : await holds(journal, anchor, result);
      if (!held.whole) return held;
      const altered = await journal.altered();
      if (altered.length > 0)
        return {
          whole: false,
          seq: result.events,
          message: `The journal was altered: ${altered.join("; ")}.`,
        };
      if (exportPath !== undefined) await exported(journal, run, exportPath);
      if (anchorPath !== undefined && anchor === undefined)
        writeAnchor(anchorPath, { format: "orch.anchor/1", run, events: result.events, head: result.head });
      return held;
    });
    const anchored = verified.whole && anchorPath !== undefined;
    const told = anchor === undefined ? "written" : "held";
    if (invocation.format === "json") out.json(anchored ? { ...verified, anchor: told } : verified);
    else if (verified.whole) {
      const { done, dim } = out.paint;
      out.line(`${done("✓")} ${verified.events} events, unaltered  ${dim(verified.head)}`);
      if (anchored) out.line(`${done("✓")} ${anchorWords(anchorPath, anchor)}`);
    } else out.line(`${out.paint.wrong("✗")} event ${verified.seq}: ${verified.message}`);
    return verified.whole ? ExitCode.done : ExitCode.fault;
  },
};

/** Every run, and what control has written, which all of them have to do with. */
async function auditAll(invocation: Invocation, journal: Journal): Promise<ExitCode> {
  const { out } = invocation.terminal;
  const { done, wrong } = out.paint;
  let runs = 0;
  let events = 0;
  let broken = 0;
  let pruned = 0;
  const tell = (run: string | undefined, verified: Verified): void => {
    if (invocation.format === "json")
      out.json({ ...(run === undefined ? { of: "control" } : { run }), ...verified });
    else if (!verified.whole) out.line(`${wrong("✗")} ${verified.message}`);
    if (verified.whole) {
      events += verified.events - (verified.pruned ?? 0);
      pruned += verified.pruned ?? 0;
    } else broken += 1;
  };
  const audited = await journal.audit();
  broken += audited?.altered.length ?? 0;
  if (audited !== undefined) tellLedger(invocation, audited);
  tell(undefined, orRefused(await journal.verify()));
  for await (const { run } of journal.runs()) {
    runs += 1;
    tell(run, orRefused(await journal.verify(run)));
  }
  if (broken === 0 && invocation.format !== "json") {
    out.line(`${done("✓")} ${counted(events, "event")} of ${counted(runs, "run")} and control, unaltered`);
    if (pruned > 0)
      out.line(out.paint.dim(`  ${counted(pruned, "event")} of control were pruned, as its ledger says`));
  }
  return broken === 0 ? ExitCode.done : ExitCode.fault;
}

/** Prints the ledger's verdict on the whole journal, and how far the anchor reaches. */
function tellLedger({ format, terminal: { out } }: Invocation, audited: Audited): void {
  const { altered, accepted, commits, anchored } = audited;
  if (format === "json") {
    out.line(JSON.stringify({ of: "ledger", whole: altered.length === 0, ...audited }));
    return;
  }
  const { done, wrong, dim } = out.paint;
  for (const one of altered) out.line(`${wrong("✗")} ${one}`);
  for (const { at, by, why, altered: what } of accepted) {
    out.line(dim(`${dateTime(at)}: ${by} accepted a loss: ${why}`));
    for (const one of what) out.line(dim(`  ${one}`));
  }
  if (altered.length > 0) return;
  const later = commits - (anchored ?? commits);
  const reach =
    anchored === undefined
      ? "not anchored"
      : later === 0
        ? "all anchored"
        : `anchored except the last ${later}`;
  out.line(`${done("✓")} ${counted(commits, "commit")}, ${reach}`);
}

function anchorWords(path: string, anchor: Anchor | undefined): string {
  if (anchor === undefined) return `anchored in ${path}`;
  return `the ${anchor.events} events of ${path} are among them`;
}

/** Compares the journal with an anchor: the events for which it was written must still exist. */
async function holds(
  journal: Journal,
  anchor: Anchor,
  found: Extract<Verified, { whole: true }>,
): Promise<Verified> {
  const broken = (seq: number, message: string): Verified => ({ whole: false, seq, message });
  if (found.events < anchor.events) {
    const message = `the journal was cut: ${found.events} of the ${anchor.events} events that were anchored are left.`;
    return broken(found.events, message);
  }
  const last = anchor.events - 1;
  for await (const { seq, hash } of journal.events(anchor.run, last)) {
    if (seq === last && hash !== anchor.head)
      return broken(last, "the journal was rewritten: its hash differs from the anchored one.");
    break;
  }
  return found;
}

async function exported(journal: Journal, run: string, path: string): Promise<void> {
  let file = -1;
  writing(path, () => {
    file = openSync(path, "w");
  });
  try {
    for await (const { seq, hash, event, body } of journal.events(run)) {
      // Sealed events stay sealed.
      const rests: unknown = body === undefined ? event : JSON.parse(body);
      const line = canonical({ seq, hash, event: rests } as unknown as Json);
      writing(path, () => writeSync(file, `${line}\n`));
    }
  } finally {
    closeSync(file);
  }
}
