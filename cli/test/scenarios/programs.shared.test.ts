import { join } from "node:path";
import { expect, test } from "vitest";
import { playedFiles } from "./played.ts";

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

test.each(Object.entries(verdicts))("%s", (name, expected) => {
  const played = playedFiles([join(process.env.SHARED ?? "", `programs/${name}.orch`)]);
  expect(Object.fromEntries(played.map(({ says, played: { status } }) => [says, status]))).toEqual(expected);
});
