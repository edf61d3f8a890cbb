import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { account, enterAsGuest, makeAccount } from "./account.ts";
import { enterAccount } from "./entering.ts";
import { Field } from "./field.tsx";
import { stopKeeping } from "./keeping.ts";
import { messageOf, Refusal } from "./problem.ts";

type Way = "sign-in" | "sign-up";

const ways: readonly { readonly way: Way; readonly label: string }[] = [
  { way: "sign-in", label: "Sign in" },
  { way: "sign-up", label: "Create account" },
];

/** What a guest is told who stands at the door with a list in hand. */
const guestWords: Readonly<Record<Way, string>> = {
  "sign-in": "Take this list along to your account.",
  "sign-up": "Keep this list for good.",
};

/** Where one signs in, makes an account, or begins without one. */
export function Door() {
  const isGuest = account.value.kind === "guest";
  const way = useSignal<Way>(isGuest ? "sign-up" : "sign-in");
  const email = useSignal("");
  const password = useSignal("");
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    // The button that led here is gone, and the focus with it.
    if (isGuest) form.current?.querySelector<HTMLInputElement>("input[type=email]")?.focus();
  }, []);

  const enter = async (go: () => Promise<void>) => {
    if (isBusy.value) return;
    isBusy.value = true;
    refusal.value = undefined;
    try {
      await go();
      stopKeeping();
    } catch (thrown) {
      refusal.value = asRefusal(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const choose = (chosen: Way) => {
    way.value = chosen;
    refusal.value = undefined;
  };
  const fields = refusal.value?.fields ?? {};
  const isElsewhere = refusal.value && !fields.email && !fields.password;
  return (
    <main class="alone">
      <div class="card">
        <p class="lead">{isGuest ? guestWords[way.value] : "What there is to do, and when."}</p>
        <form
          ref={form}
          noValidate
          aria-busy={isBusy.value}
          onSubmit={(event) => {
            event.preventDefault();
            const go = way.value === "sign-up" ? makeAccount : enterAccount;
            void enter(() => go({ email: email.value, password: password.value }));
          }}
        >
          <WayChoice chosen={way.value} choose={choose} />
          <Field label="Email" error={fields.email}>
            {(control) => (
              <input
                {...control}
                type="email"
                autocomplete="email"
                value={email}
                onInput={(event) => {
                  email.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field label="Password" error={fields.password}>
            {(control) => (
              <input
                {...control}
                type="password"
                autocomplete={way.value === "sign-up" ? "new-password" : "current-password"}
                value={password}
                onInput={(event) => {
                  password.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          {isElsewhere && (
            <p class="wrong" role="alert">
              {refusal.value?.message}
            </p>
          )}
          <button type="submit" class="primary" aria-disabled={isBusy.value}>
            {ways.find((each) => each.way === way.value)?.label}
          </button>
        </form>
        {isGuest ? (
          <button type="button" onClick={stopKeeping}>
            Back to the list
          </button>
        ) : (
          <button type="button" onClick={() => void enter(enterAsGuest)}>
            Continue as guest
          </button>
        )}
      </div>
    </main>
  );
}

interface WayChoiceProps {
  readonly chosen: Way;
  readonly choose: (way: Way) => void;
}

const WayChoice = ({ chosen, choose }: WayChoiceProps) => (
  <fieldset class="ways">
    <legend class="unseen">How to enter</legend>
    {ways.map(({ way, label }) => (
      <label key={way}>
        <input
          type="radio"
          name="way"
          value={way}
          checked={way === chosen}
          onChange={() => choose(way)}
        />
        <span>{label}</span>
      </label>
    ))}
  </fieldset>
);

/** A wrong password and an unknown address look the same: nobody learns who has an account. */
function asRefusal(thrown: unknown): Refusal {
  if (!(thrown instanceof Refusal)) return new Refusal(0, messageOf(thrown));
  if (thrown.code.startsWith("USER_ALREADY_EXISTS")) {
    const email = "has an account already: choose “Sign in”";
    return new Refusal(thrown.status, email, { email });
  }
  if (thrown.status !== 401) return thrown;
  const password = "email and password do not belong together";
  return new Refusal(401, password, { password });
}
