import { useEffect } from "preact/hooks";
import { account, leave, recognize } from "./account.ts";
import { toast } from "./commands.ts";
import { ConnectionState } from "./connection-state.tsx";
import { Door } from "./door.tsx";
import { Filters } from "./filters.tsx";
import { isKeeping, startKeeping } from "./keeping.ts";
import { follow } from "./live.ts";
import { messageOf } from "./problem.ts";
import { QuickAdd } from "./quick-add.tsx";
import { TaskList } from "./task-list.tsx";
import { forget, load, now, react } from "./tasks.ts";
import { ToastArea } from "./toast-area.tsx";
import { Views } from "./views.tsx";

/** "Today" and "overdue" change with the minute. */
const minuteMs = 60_000;

/** The page: a door for who is not known yet, else the list. */
export function App() {
  useEffect(() => {
    void recognize();
    const minute = setInterval(() => {
      now.value = new Date();
    }, minuteMs);
    return () => clearInterval(minute);
  }, []);
  return (
    <>
      <Header />
      <Room />
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

/** Views and list side by side; what else belongs to a person becomes a further column. */
function Columns() {
  useEffect(() => {
    void load();
    const stop = follow(react);
    return () => {
      stop();
      forget();
    };
  }, []);
  return (
    <main class="columns">
      <Views />
      <section class="list" aria-labelledby="list-heading">
        <QuickAdd />
        <Filters />
        <TaskList />
      </section>
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
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      )}
    </header>
  );
}

async function signOut(): Promise<void> {
  toast.value = undefined;
  try {
    await leave();
  } catch (thrown) {
    toast.value = { kind: "refused", text: messageOf(thrown) };
  }
}
