import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { problemText } from "../parts/loaded.tsx";
import { live } from "../server/live.ts";
import { texts } from "../texts.ts";
import { codeIn } from "./place.ts";
import { readSession, type Session, signInByCode, signInByToken, signOut } from "./session.ts";
import { Shell } from "./shell.tsx";

type State =
  | { readonly is: "asking" }
  | { readonly is: "out"; readonly fault?: string }
  | { readonly is: "in"; readonly session: Session };

/** Signs in by the link that was opened, or goes on with the session that there is. */
export function Console() {
  const [state, setState] = useState<State>({ is: "asking" });
  useEffect(() => {
    void entered().then(setState);
  }, []);
  const isIn = state.is === "in";
  useEffect(() => {
    if (isIn) live.start();
    return () => live.stop();
  }, [isIn]);

  if (state.is === "asking")
    return (
      <p className="loading" role="status">
        {texts.loading}
      </p>
    );
  if (state.is === "out")
    return <SignIn fault={state.fault} enter={(session) => setState({ is: "in", session })} />;
  const leave = async (): Promise<void> => {
    const answer = await signOut();
    setState({ is: "out", ...(answer.ok ? {} : { fault: problemText(answer.problem) }) });
  };
  return <Shell session={state.session} leave={() => void leave()} />;
}

async function entered(): Promise<State> {
  const code = codeIn(location.hash);
  if (code !== undefined) {
    // The code counts once: it does not stay in the address, nor in the history.
    history.replaceState(null, "", "#/");
    const answer = await signInByCode(code);
    if (answer.ok) return { is: "in", session: answer.value };
    const resumed = await readSession();
    return resumed.ok ? { is: "in", session: resumed.value } : { is: "out", fault: texts.signIn.badCode };
  }
  const resumed = await readSession();
  if (resumed.ok) return { is: "in", session: resumed.value };
  return resumed.problem.status === 401 ? { is: "out" } : { is: "out", fault: problemText(resumed.problem) };
}

/** For whoever comes without a link: the token of `orch serve`. */
function SignIn({ fault, enter }: { fault: string | undefined; enter: (session: Session) => void }) {
  const [said, say] = useState(fault);
  const [isBusy, setBusy] = useState(false);
  const [token, setToken] = useState("");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${texts.signIn.title} · ${texts.product}`;
    field.current?.focus();
  }, []);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const trimmed = token.trim().replace(/^Authorization: Bearer /u, "");
    if (!/^orch_[\w-]+$/u.test(trimmed)) {
      say(texts.signIn.shape);
      return;
    }
    setBusy(true);
    const answer = await signInByToken(trimmed);
    setBusy(false);
    if (answer.ok) enter(answer.value);
    else say(answer.problem.status === 401 ? texts.signIn.badToken : problemText(answer.problem));
  };

  return (
    <main className="sign-in">
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <h1>{texts.signIn.title}</h1>
        <p className="quiet">{texts.signIn.intro}</p>
        <div className="field">
          <label htmlFor={id}>{texts.signIn.token}</label>
          <input
            ref={field}
            id={id}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            aria-describedby={`${id}-hint`}
            aria-invalid={said !== undefined}
            onChange={({ target }) => setToken(target.value)}
          />
          <p id={`${id}-hint`} className="hint">
            {texts.signIn.hint}
          </p>
        </div>
        {said !== undefined && (
          <p className="notice is-wrong" role="alert">
            {said}
          </p>
        )}
        <button type="submit" className="button is-primary" disabled={isBusy}>
          {texts.signIn.submit}
        </button>
      </form>
    </main>
  );
}
