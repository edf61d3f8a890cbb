import { trailQuery } from "../shared/contracts/api/audit.ts";
import { accountOperations } from "./account-operations.ts";
import { exampleTask, exampleTrail } from "./examples.ts";
import { exchangeOperations } from "./exchange-operations.ts";
import type { Operation } from "./operation.ts";
import { programOperations } from "./program-operations.ts";
import { pushOperations } from "./push-operations.ts";
import { talkOperations } from "./talk-operations.ts";
import { taskOperations } from "./task-operations.ts";
import { timeOperations } from "./time-operations.ts";

const otherOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/audit",
    id: "readTrail",
    group: "History",
    summary: "Read the trail, newest first",
    description: "Events arrive here moments after the change; `complete` tells whether all have.",
    proof: "token",
    scope: "tasks:read",
    query: { schema: trailQuery, example: `aggregate_id=${exampleTask.id}` },
    answer: { status: 200, says: "One page.", schema: "TrailPage", example: exampleTrail },
  },
  {
    method: "get",
    path: "/openapi.json",
    id: "readDocument",
    group: "Documents",
    summary: "This document for machines (OpenAPI 3.1)",
    proof: "none",
    answer: { status: 200, says: "The document.", type: "application/json" },
  },
  {
    method: "get",
    path: "/docs",
    id: "readPage",
    group: "Documents",
    summary: "This document for people",
    proof: "none",
    answer: { status: 200, says: "The page.", type: "text/html" },
  },
  {
    method: "get",
    path: "/problems/{code}",
    id: "explainProblem",
    group: "Documents",
    summary: "What a problem means and what to do",
    description: "The `type` of a problem leads here.",
    proof: "none",
    answer: { status: 200, says: "The page.", type: "text/html" },
  },
];

/** Everything that people may ask, in the order in which it is read. */
export const operations: readonly Operation[] = [
  ...accountOperations,
  ...taskOperations,
  ...timeOperations,
  ...exchangeOperations,
  ...talkOperations,
  ...pushOperations,
  ...programOperations,
  ...otherOperations,
];
