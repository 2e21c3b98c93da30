import { request } from "node:http";

/** The people on duty. Each has every role, and where two have to agree, both do. */
const people = ["eve", "ida"];

/** Both say yes to what somebody is asked. To the second nobody listens where one is enough. */
export async function answered(socket, { run, step, role, show }) {
  for (const id of people)
    await posted(socket, "answer", {
      run,
      step,
      value: sayTo(show),
      by: { id, roles: [role], consents: [] },
      id: `${run} ${step} ${id}`,
    });
}

/** A yes, or that it went well. */
function sayTo(show) {
  if (show.startsWith("How did the visit")) return { calm: true, needs_care: false };
  if (show.startsWith("How did the talk")) return { calm: true, to_hospital: false };
  return { granted: true };
}

/** The reply of the process that holds the journal; its socket lies beside it. */
function posted(socketPath, operation, message) {
  return new Promise((resolve, reject) => {
    const path = `/orch.commands/2/${operation}`;
    const sent = request({ socketPath, path, method: "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (more) => {
        text += more;
      });
      // The second of two may find the question answered: that is a refusal, with status 200.
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(JSON.parse(text))
          : reject(new Error(`${path}: ${response.statusCode} ${text}`)),
      );
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(message));
  });
}
