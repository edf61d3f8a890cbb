import { eventId } from "../shared/contracts/domain-event.ts";
import { exampleApiToken, exampleSecret, exampleTask, exampleWebhook } from "./examples.ts";
import type { Operation } from "./operation.ts";

const ofTokens = { group: "API tokens", proof: "token", scope: "session" } as const;
const ofWebhooks = { group: "Webhooks", proof: "token", scope: "settings" } as const;
const webhookAnswer = (says: string) =>
  ({ status: 200, says, schema: "Webhook", example: exampleWebhook }) as const;
const event = eventId(exampleTask.user_id, 1);

const tokenOperations: readonly Operation[] = [
  {
    ...ofTokens,
    method: "get",
    path: "/api/tokens",
    id: "listTokens",
    summary: "List the tokens of your programs",
    answer: {
      status: 200,
      says: "All that have not run out, without their secrets.",
      schema: "ApiTokenList",
      example: { items: [exampleApiToken] },
    },
  },
  {
    ...ofTokens,
    method: "post",
    path: "/api/tokens",
    id: "makeToken",
    summary: "Make a token for a program",
    description: "At most 20 a person. The token itself is shown this once.",
    headers: ["Idempotency-Key"],
    request: {
      schema: "NewToken",
      example: { name: exampleApiToken.name, scopes: ["tasks:read"], expires_in_days: 90 },
    },
    answer: {
      status: 201,
      says: "The token.",
      schema: "MadeToken",
      example: { ...exampleApiToken, token: "ndg_2pXk7mQw9sT4vB1nH6jL8cR3fD5gZ0yA2eU7iO9pS4k" },
    },
    problems: ["conflict"],
  },
  {
    ...ofTokens,
    method: "delete",
    path: "/api/tokens/{id}",
    id: "deleteToken",
    summary: "Delete a token",
    description: "It is refused from now on.",
    answer: { status: 204, says: "Deleted." },
  },
];

const webhookOperations: readonly Operation[] = [
  {
    ...ofWebhooks,
    method: "get",
    path: "/api/webhooks",
    id: "listWebhooks",
    summary: "List your webhooks",
    answer: {
      status: 200,
      says: "All of them, without their secrets.",
      schema: "WebhookList",
      example: { items: [exampleWebhook] },
    },
  },
  {
    ...ofWebhooks,
    method: "post",
    path: "/api/webhooks",
    id: "makeWebhook",
    summary: "Be told of events",
    description: "At most 10 a person. The address must be public; the secret is shown this once.",
    headers: ["Idempotency-Key"],
    request: {
      schema: "NewWebhook",
      example: {
        url: exampleWebhook.url,
        events: exampleWebhook.events,
        description: exampleWebhook.description,
      },
    },
    answer: {
      status: 201,
      says: "The webhook and its secret.",
      schema: "MadeWebhook",
      example: { ...exampleWebhook, secret: exampleSecret },
    },
    problems: ["conflict"],
  },
  {
    ...ofWebhooks,
    method: "get",
    path: "/api/webhooks/{id}",
    id: "readWebhook",
    summary: "Read one webhook",
    answer: webhookAnswer("The webhook."),
  },
  {
    ...ofWebhooks,
    method: "patch",
    path: "/api/webhooks/{id}",
    id: "editWebhook",
    summary: "Change a webhook, or switch it off or on",
    request: { schema: "WebhookPatch", example: { active: true } },
    answer: webhookAnswer("The webhook as it is now."),
  },
  {
    ...ofWebhooks,
    method: "delete",
    path: "/api/webhooks/{id}",
    id: "deleteWebhook",
    summary: "Delete a webhook",
    answer: { status: 204, says: "Deleted, with what was waiting." },
  },
  {
    ...ofWebhooks,
    method: "post",
    path: "/api/webhooks/{id}/rotate",
    id: "rotateWebhookSecret",
    summary: "Replace the secret of a webhook",
    description: "The next attempt is signed with the new one.",
    answer: {
      status: 200,
      says: "The webhook and its new secret.",
      schema: "MadeWebhook",
      example: { ...exampleWebhook, secret: exampleSecret },
    },
  },
  {
    ...ofWebhooks,
    method: "get",
    path: "/api/webhooks/{id}/deliveries",
    id: "listDeliveries",
    summary: "What became of the last 50 deliveries",
    answer: {
      status: 200,
      says: "Newest first.",
      schema: "DeliveryList",
      example: {
        items: [
          {
            id: `${exampleWebhook.id}.${event}`,
            event_id: event,
            event_type: "task.created",
            status: "waiting",
            attempts: 1,
            next_attempt_at: "2026-01-04T17:21:00.000Z",
            http_status: 503,
            reason: "answered 503",
            created_at: exampleTask.created_at,
          },
        ],
      },
    },
  },
  {
    ...ofWebhooks,
    method: "post",
    path: "/api/webhooks/{id}/test",
    id: "testWebhook",
    summary: "Send a test now",
    description: "Its type is `webhook.test`. It is sent once and counts for nothing.",
    answer: {
      status: 200,
      says: "How it went.",
      schema: "WebhookTest",
      example: { delivered: true, http_status: 204, reason: null },
    },
  },
];

/** What people do for their own programs. */
export const programOperations: readonly Operation[] = [...tokenOperations, ...webhookOperations];
