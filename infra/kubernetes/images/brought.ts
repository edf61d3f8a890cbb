/**
 * Images that no registry has: they are made on this machine and brought to the nodes. What others
 * publish under these words is made from the same programs.
 */
export const brought = {
  dapr: "localhost/dapr",
  entrance: "localhost/entrance:1",
  kafka: "localhost/kafka:4.3.1",
  mailpit: "localhost/mailbox:1",
  postgresql: "localhost/postgresql:15",
  redis: "localhost/redis:7.0",
} as const;
