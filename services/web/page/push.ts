import { signal } from "@preact/signals";
import { asked, newKey, once } from "./asked.ts";
import { listIn, messageOf, Refusal, textIn } from "./problem.ts";

/** Whether this browser shows reminders while the page is closed. */
export type Push =
  | { readonly kind: "unknown" }
  | { readonly kind: "impossible"; readonly why: string }
  | { readonly kind: "off" }
  | { readonly kind: "on" };

export const push = signal<Push>({ kind: "unknown" });

/** Why the switch did not move, in words for the person. */
export const pushRefusal = signal("");

const workerPath = "/worker.js";
const path = "/api/notifications/push";

const noSupport = "This browser cannot show reminders of a page that is closed.";
const notSetUp = "Reminders in browsers are not set up on this server.";
const blocked =
  "This browser blocks notifications of this page. Allow them in its settings for this site, then \
switch this on again.";
const notAllowed = "Nothing was switched on, because notifications were not allowed.";
const noService = "This browser's push service cannot be reached right now. Try again later.";

/** Looks whether this browser is switched on for this person. */
export async function lookAtPush(): Promise<void> {
  try {
    push.value = await found();
  } catch (thrown) {
    push.value = { kind: "impossible", why: messageOf(thrown) };
  }
}

async function found(): Promise<Push> {
  // Both are missing where the page came neither over HTTPS nor from this machine.
  if (!("serviceWorker" in navigator && "PushManager" in window)) {
    return { kind: "impossible", why: noSupport };
  }
  if ((await publicKey()) === undefined) return { kind: "impossible", why: notSetUp };
  const subscription = await present();
  return subscription && (await idOf(subscription)) !== undefined
    ? { kind: "on" }
    : { kind: "off" };
}

/** Asks the browser for permission, and the server to tell this browser. */
export async function switchOn(): Promise<void> {
  pushRefusal.value = "";
  try {
    const permission = await Notification.requestPermission();
    if (permission !== "granted") {
      pushRefusal.value = permission === "denied" ? blocked : notAllowed;
      return;
    }
    const key = await publicKey();
    if (key === undefined) throw new Refusal(0, notSetUp);
    const subscription = await subscribed(key);
    await asked(path, { method: "POST", body: subscription.toJSON(), headers: once(newKey()) });
    push.value = { kind: "on" };
  } catch (thrown) {
    pushRefusal.value = messageOf(thrown);
  }
}

/** Tells this browser no longer. */
export async function switchOff(): Promise<void> {
  pushRefusal.value = "";
  try {
    await forgetBrowser();
    push.value = { kind: "off" };
  } catch (thrown) {
    pushRefusal.value = messageOf(thrown);
  }
}

/** Whoever signs out here must not be read here by the next person. Never throws. */
export async function forgetPush(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  // A server that is not reached learns it at its next message: the subscription has ended.
  await Promise.allSettled([forgetBrowser()]);
  push.value = { kind: "unknown" };
}

async function forgetBrowser(): Promise<void> {
  const subscription = await present();
  if (!subscription) return;
  const id = await idOf(subscription).catch(() => undefined);
  await subscription.unsubscribe();
  if (id !== undefined) await asked(`${path}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

async function subscribed(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(workerPath);
  const { pushManager } = await navigator.serviceWorker.ready;
  // An older one may be another person's, or made with another key.
  await (await pushManager.getSubscription())?.unsubscribe();
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch {
    throw new Refusal(0, noService);
  }
}

async function present(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** What the server calls this browser; undefined when it does not tell it. */
async function idOf({ endpoint }: PushSubscription): Promise<string | undefined> {
  const items = listIn(await asked(path), "items");
  const mine = items.find((item) => textIn(item, "endpoint") === endpoint);
  return textIn(mine, "id");
}

const publicKey = async (): Promise<string | undefined> =>
  textIn(await asked("/api/settings"), "push_public_key");
