/** Names that both a service's code and the objects rendered around it must spell alike. */
export const pubsubName = "pubsub";
export const stateStoreName = "statestore";
export const secretStoreName = "secretstore";

/** Where the runtime hands an event of this type to the service. */
export const eventRoute = (topic: string): string => `/events/${topic}`;

/** Events of a stream that the service did not subscribe to end here, acknowledged. */
export const ignoredEventRoute = "/events/ignored";
