import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { problemText } from "../parts/loaded.tsx";
import { type Answer, onSessionEnd } from "../server/client.ts";
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
  const [hasEnded, setEnded] = useState(false);
  useEffect(() => {
    if (!isIn || hasEnded) return;
    live.start();
    const unwatch = onSessionEnd(() => setEnded(true));
    return () => {
      unwatch();
      live.stop();
    };
  }, [isIn, hasEnded]);

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
    setEnded(false);
    setState({ is: "out", ...(answer.ok ? {} : { fault: problemText(answer.problem) }) });
  };
  const again = (session: Session): void => {
    setState({ is: "in", session });
    setEnded(false);
    live.reread();
  };
  return (
    <>
      <Shell session={state.session} leave={() => void leave()} />
      {hasEnded && <SignInAgain enter={again} />}
    </>
  );
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
function SignIn({ fault, enter }: SignInProps & { fault: string | undefined }) {
  useEffect(() => {
    document.title = `${texts.signIn.title} · ${texts.product}`;
  }, []);
  return (
    <main className="sign-in">
      <TokenForm fault={fault} enter={enter}>
        <h1>{texts.signIn.title}</h1>
        <p className="quiet">{texts.signIn.intro}</p>
      </TokenForm>
    </main>
  );
}

interface SignInProps {
  enter(session: Session): void;
}

/** The session ended while somebody was at work: the page stays behind it as it is, with all that was typed. */
function SignInAgain({ enter }: SignInProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={(event) => event.preventDefault()}>
      <TokenForm fault={undefined} enter={enter} elsewhere>
        <h2 id={id}>{texts.signIn.ended}</h2>
        <p className="quiet">{texts.signIn.endedHint}</p>
      </TokenForm>
    </dialog>
  );
}

interface TokenFormProps extends SignInProps {
  readonly fault: string | undefined;
  /** Somebody may have signed in in another tab. */
  readonly elsewhere?: boolean;
  readonly children: ReactNode;
}

function TokenForm({ fault, enter, elsewhere, children }: TokenFormProps) {
  const [text, say] = useState(fault);
  const [isBusy, setBusy] = useState(false);
  const [token, setToken] = useState("");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const enterBy = async (answer: Promise<Answer<Session>>, otherwise: string): Promise<void> => {
    setBusy(true);
    const result = await answer;
    setBusy(false);
    if (result.ok) enter(result.value);
    else say(result.problem.status === 401 ? otherwise : problemText(result.problem));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const trimmed = token.trim().replace(/^Authorization: Bearer /u, "");
    if (/^orch_[\w-]+$/u.test(trimmed)) void enterBy(signInByToken(trimmed), texts.signIn.badToken);
    else say(texts.signIn.shape);
  };

  return (
    <form className={`stack${elsewhere === true ? "" : " card"}`} onSubmit={submit}>
      {children}
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
          aria-invalid={text !== undefined}
          onChange={({ target }) => setToken(target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          {texts.signIn.hint}
        </p>
      </div>
      {text !== undefined && (
        <p className="notice is-wrong" role="alert">
          {text}
        </p>
      )}
      <div className="row">
        <button type="submit" className="button is-primary" disabled={isBusy}>
          {texts.signIn.submit}
        </button>
        {elsewhere === true && (
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => void enterBy(readSession(), texts.signIn.notElsewhere)}
          >
            {texts.signIn.elsewhere}
          </button>
        )}
      </div>
    </form>
  );
}
