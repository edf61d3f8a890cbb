import { batch, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { said, say, talk } from "./chat.ts";
import type { Said } from "./chat-shape.ts";
import { messageOf } from "./problem.ts";

const examples = [
  "remind me to exercise every Monday",
  "call mom tomorrow at 6pm",
  "what is overdue?",
] as const;

/** The chat: what was said, ways to answer, and a line to say something. */
export function ChatColumn() {
  const id = useId();
  const text = useSignal("");
  const error = useSignal("");

  const send = async (words: string) => {
    if (words.trim() === "" || talk.value === "waiting") return;
    batch(() => {
      text.value = "";
      error.value = "";
    });
    try {
      await say(words);
    } catch (thrown) {
      batch(() => {
        error.value = messageOf(thrown);
        // Whoever has typed on meanwhile keeps the new line.
        if (text.value === "") text.value = words;
      });
    }
  };
  const choices = said.value.length === 0 ? examples : (said.value.at(-1)?.choices ?? []);
  return (
    <section class="chat" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>Chat</h2>
      <Messages />
      {choices.length > 0 && (
        <ul class="choices" aria-label="Ways to answer">
          {choices.map((choice) => (
            <li key={choice}>
              <button type="button" onClick={() => void send(choice)}>
                {choice}
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="say"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(text.value);
        }}
      >
        <label class="unseen" for={id}>
          Say something
        </label>
        <input
          id={id}
          type="text"
          autocomplete="off"
          maxLength={500}
          placeholder="Say it in your words"
          value={text}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <button type="submit" class="primary" aria-disabled={talk.value === "waiting"}>
          Send
        </button>
        {error.value !== "" && (
          <p class="wrong" role="alert">
            {error.value}
          </p>
        )}
      </form>
    </section>
  );
}

function Messages() {
  const end = useRef<HTMLDivElement>(null);
  const count = said.value.length;
  useEffect(() => {
    // Only the log scrolls: the page stays where the person reads.
    if (count > 0 && end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [count]);
  return (
    <div
      class="said"
      role="log"
      aria-live="polite"
      aria-label="Conversation"
      ref={end}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {count === 0 && <p class="soft">Tell me what to remember, or ask what there is to do.</p>}
      {said.value.map((each) => (
        <Message key={each.id} {...each} />
      ))}
    </div>
  );
}

const Message = ({ from, text, at }: Said) => (
  <p class={`message ${from}`}>
    <span class="unseen">{from === "person" ? "You: " : "Nudge: "}</span>
    {text}
    <time class="unseen" dateTime={at}>
      {new Date(at).toLocaleTimeString()}
    </time>
  </p>
);
