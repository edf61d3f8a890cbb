import { useEffect } from "preact/hooks";
import { account, recognize } from "./account.ts";
import { forgetChat, readChat } from "./chat.ts";
import { ChatColumn } from "./chat-column.tsx";
import { ConnectionState } from "./connection-state.tsx";
import { DeveloperCorner } from "./developer-corner.tsx";
import { Door } from "./door.tsx";
import { Filters } from "./filters.tsx";
import { isKeeping, startKeeping } from "./keeping.ts";
import { askToLeave } from "./leaving.ts";
import { LeavingDialog } from "./leaving-dialog.tsx";
import { follow } from "./live.ts";
import { watchLuggage } from "./luggage.ts";
import { LuggageNotice } from "./luggage-notice.tsx";
import { openAsked } from "./opened.ts";
import { present } from "./present.ts";
import { QuickAdd } from "./quick-add.tsx";
import { SettingsCorner } from "./settings-corner.tsx";
import { TaskList } from "./task-list.tsx";
import { forget, load, now, react } from "./tasks.ts";
import { ToastArea } from "./toast-area.tsx";
import { Views } from "./views.tsx";

/** "Today" and "overdue" change with the minute. */
const minuteMs = 60_000;

/** The page: a door for who is not known yet, else the list. */
export function App() {
  useEffect(() => {
    const stopWatching = watchLuggage();
    void recognize();
    const minute = setInterval(() => {
      now.value = present();
    }, minuteMs);
    return () => {
      clearInterval(minute);
      stopWatching();
    };
  }, []);
  return (
    <>
      <Header />
      <LuggageNotice />
      <Room />
      <LeavingDialog />
      <ToastArea />
    </>
  );
}

function Room() {
  const { value } = account;
  switch (value.kind) {
    case "unknown":
      return (
        <main class="alone" aria-busy="true">
          <p class="soft" role="status">
            Loading…
          </p>
        </main>
      );
    case "unreachable":
      return (
        <main class="alone">
          <div class="card">
            <p role="alert">{value.message}</p>
            <button type="button" class="primary" onClick={() => void recognize()}>
              Try again
            </button>
          </div>
        </main>
      );
    case "nobody":
      return <Door />;
    case "guest":
      return isKeeping.value ? <Door /> : <Columns key="guest" />;
    case "member":
      return <Columns key={value.email} />;
    default:
      return value satisfies never;
  }
}

/** Views, list and chat side by side. */
function Columns() {
  useEffect(() => {
    void load();
    void readChat();
    const stop = follow(react);
    const stopOpening = openAsked();
    return () => {
      stop();
      stopOpening();
      forget();
      forgetChat();
    };
  }, []);
  return (
    <main class="columns">
      <aside class="side">
        <Views />
        <SettingsCorner />
        <DeveloperCorner />
      </aside>
      <section class="list" aria-labelledby="list-heading">
        <QuickAdd />
        <Filters />
        <TaskList />
      </section>
      <ChatColumn />
    </main>
  );
}

function Header() {
  const { value } = account;
  const isInside = value.kind === "guest" || value.kind === "member";
  return (
    <header class="top">
      <h1>Nudge</h1>
      {isInside && (
        <div class="who">
          <ConnectionState />
          <span class="soft name">{value.kind === "member" ? value.email : "Guest"}</span>
          {value.kind === "guest" && !isKeeping.value && (
            <button type="button" onClick={startKeeping}>
              Keep this list
            </button>
          )}
          <button type="button" onClick={() => void askToLeave()}>
            Sign out
          </button>
        </div>
      )}
    </header>
  );
}
