import type { CommandDefinition } from "./command.ts";
import { answer } from "./commands/answer.ts";
import { approve } from "./commands/approve.ts";
import { audit } from "./commands/audit.ts";
import { callback } from "./commands/callback.ts";
import { check } from "./commands/check.ts";
import { compile } from "./commands/compile.ts";
import { context } from "./commands/context.ts";
import { cancel, pause, retry, skip, unpause } from "./commands/control.ts";
import { explain } from "./commands/explain.ts";
import { format } from "./commands/format.ts";
import { init } from "./commands/init.ts";
import { intent } from "./commands/intent.ts";
import { lsp } from "./commands/lsp.ts";
import { plan } from "./commands/plan.ts";
import { rekey } from "./commands/rekey.ts";
import { replay } from "./commands/replay.ts";
import { resolve } from "./commands/resolve.ts";
import { resume } from "./commands/resume.ts";
import { run } from "./commands/run.ts";
import { runs } from "./commands/runs.ts";
import { scenario } from "./commands/scenario.ts";
import { show } from "./commands/show.ts";
import { test } from "./commands/test.ts";
import { timeline } from "./commands/timeline.ts";
import { triggers } from "./commands/triggers.ts";
import { up } from "./commands/up.ts";
import { verify } from "./commands/verify.ts";

/** Everything that `orch` can do, in the order of `orch --help`. */
export const commands: readonly CommandDefinition[] = [
  // before a run
  init,
  check,
  format,
  compile,
  plan,
  explain,
  test,
  verify,
  approve,
  triggers,
  // a run
  intent,
  run,
  resume,
  answer,
  callback,
  resolve,
  retry,
  skip,
  cancel,
  pause,
  unpause,
  // what starts runs
  up,
  // looking back
  runs,
  context,
  show,
  timeline,
  replay,
  scenario,
  audit,
  rekey,
  // while writing
  lsp,
];
