import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { playedFiles } from "./played.ts";

const programs = fileURLToPath(new URL("../../../../shared/programs", import.meta.url));
/** What each program says of its scenarios, as far as runs carry it out. */
const verdicts = {
  backlog_fabric: { "luna goes dark and comes back": "passed" },
  campaign_launch: {
    "design is rejected": "passed",
    "the process dies while the job is being scheduled": "passed",
  },
  gunfire_response: { "the drone's link is lost twice": "passed" },
  movie_night: { "the projector drops out": "passed" },
};

describe.skipIf(!existsSync(programs))("scenarios of the programs", () => {
  test.each(Object.entries(verdicts))("%s", (name, expected) => {
    const played = playedFiles([`${programs}/${name}.orch`]);
    expect(Object.fromEntries(played.map(({ says, played: { status } }) => [says, status]))).toEqual(
      expected,
    );
  });
});
