/** The page's service worker: it shows what comes by web push, and opens the task behind it. */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => {
  // Nothing of an older worker is kept, so there is nothing to wait for.
  void self.skipWaiting();
});

self.addEventListener("push", (event) => {
  const { title, body, tag, task } = shownIn(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: task }));
});

self.addEventListener("notificationclick", (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(openTask(String(notification.data ?? "")));
});

/** A browser takes the permission back from a page that gets a message and shows nothing. */
const somethingDue = { title: "Nudge", body: "Something is due.", tag: "unreadable", task: "" };

function shownIn(data: PushMessageData | null): typeof somethingDue {
  try {
    const given: unknown = data?.json();
    const told = new Map<string, unknown>(Object.entries(Object(given)));
    const text = (name: string) => String(told.get(name) ?? "");
    if (text("title") === "") return somethingDue;
    const [title, body, tag, task] = [text("title"), text("body"), text("tag"), text("task_id")];
    return { title, body, tag, task };
  } catch {
    return somethingDue;
  }
}

/** In the window that is there, else in a new one. */
async function openTask(task: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = windows;
  if (!open) {
    await self.clients.openWindow(task === "" ? "/" : `/?task=${encodeURIComponent(task)}`);
    return;
  }
  // First the message: a browser may refuse to bring a window to the front.
  open.postMessage({ task });
  await open.focus();
}
