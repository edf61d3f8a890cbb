import { program } from "./releases.ts";

const kafkaVersion = "4.3.1";

/** What Dapr keeps state in and publishes through. */
export const storePrograms = {
  // One launcher: `kafka [Java options] <class> [arguments]`, as `kafka -Xmx512m kafka.Kafka ...`.
  kafka: program({
    version: kafkaVersion,
    bin: ["kafka"],
    ways: [
      {
        kind: "maven",
        coordinates: [
          `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
          `org.apache.kafka:kafka-tools:${kafkaVersion}`,
          // Kafka logs by slf4j 1.7: without this it says nothing at all.
          "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
        ],
        sums: "kafka.sha256",
      },
    ],
  }),

  // A distribution serves only its newest patch of a version: that number is not pinned.
  postgresql: program({
    version: "15",
    bin: ["initdb", "pg_ctl", "postgres", "psql"],
    ways: [
      {
        kind: "debian",
        packages: ["postgresql-15", "postgresql-client-15"],
        inside: {
          initdb: "usr/lib/postgresql/15/bin/initdb",
          pg_ctl: "usr/lib/postgresql/15/bin/pg_ctl",
          postgres: "usr/lib/postgresql/15/bin/postgres",
          psql: "usr/lib/postgresql/15/bin/psql",
        },
      },
    ],
  }),

  redis: program({
    version: "7.0",
    bin: ["redis-server", "redis-cli"],
    ways: [
      {
        kind: "debian",
        packages: ["redis-server", "redis-tools"],
        inside: { "redis-server": "usr/bin/redis-server", "redis-cli": "usr/bin/redis-cli" },
      },
    ],
  }),
};
