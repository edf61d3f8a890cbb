import { startKafka } from "../../../infra/real/kafka.ts";
import { openSupervisor } from "../../../infra/real/supervisor.ts";
import type { KafkaLogin } from "../../../infra/redpanda/kafka-login.ts";
import { ensure } from "../../../infra/toolchain/ensure.ts";
import { toolchain } from "../../rehearsal.ts";
import { brokerAdmin } from "../../rehearsal-values.ts";

/** A real Kafka of one node, whose operator is the one that a rehearsed stack has for its broker. */
export async function withKafka<Result>(
  work: (login: KafkaLogin) => Promise<Result>,
): Promise<Result> {
  const launcher = (await ensure("kafka", toolchain())).path("kafka");
  const { user, password } = brokerAdmin;
  const supervisor = await openSupervisor();
  try {
    const { address } = await startKafka(supervisor, launcher, [], { username: user, password });
    return await work({ brokers: [address], user, password, tls: "off" });
  } finally {
    await supervisor.close();
  }
}
