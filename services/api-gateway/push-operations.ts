import { pushBrowsersMax } from "../shared/contracts/api/push.ts";
import { examplePushBrowser } from "./examples.ts";
import type { Operation } from "./operation.ts";

const ofPush = { group: "Notifications", proof: "token", scope: "settings" } as const;
const { endpoint } = examplePushBrowser;

/** What people do with the browsers that they are told in. */
export const pushOperations: readonly Operation[] = [
  {
    ...ofPush,
    method: "get",
    path: "/api/notifications/push",
    id: "listPushBrowsers",
    summary: "List the browsers that you are told in",
    answer: {
      status: 200,
      says: "All of them.",
      schema: "PushBrowserList",
      example: { items: [examplePushBrowser] },
    },
  },
  {
    ...ofPush,
    method: "post",
    path: "/api/notifications/push",
    id: "addPushBrowser",
    summary: "Be told in a browser (web push)",
    description: `What \`PushManager.subscribe\` gave, with \`push_public_key\` of the settings as \
its \`applicationServerKey\`. At most ${pushBrowsersMax} a person. The same browser again is still \
one; one whose subscription has ended is forgotten.`,
    headers: ["Idempotency-Key"],
    request: {
      schema: "NewPushBrowser",
      example: {
        endpoint,
        keys: {
          p256dh:
            "BIFhFGHPWQpzIRuylEqHPcWZoGqC3KFMlcIotZXtr2u94PbNVORPvXtaSIIAIoKXbXhVmKPK6NWFGy9aTmRqL8s",
          auth: "BTBZMqHH6r4Tts7J_aSIgg",
        },
      },
    },
    answer: {
      status: 201,
      says: "The browser.",
      schema: "PushBrowser",
      example: examplePushBrowser,
    },
    problems: ["conflict"],
  },
  {
    ...ofPush,
    method: "delete",
    path: "/api/notifications/push/{id}",
    id: "deletePushBrowser",
    summary: "Be told in a browser no longer",
    answer: { status: 204, says: "Switched off." },
  },
];
