/** How an administrator reaches a broker that speaks Kafka's protocol. */
export interface KafkaLogin {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly tls: "off" | "public";
}
