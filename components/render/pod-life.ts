/** The port on which every service listens inside its pod. */
export const servicePort = 8080;

/** What every service answers to whoever looks after it. */
export const probePaths = { alive: "/health", ready: "/readiness" } as const;

/** Until then nobody sends new requests any more: the news that a pod ends takes its time. */
const leaveSeconds = 5;
/** What a service takes at most to finish what is in flight. */
const drainSeconds = 20;
/** What its sidecar takes after it. */
export const sidecarGraceSeconds = 10;
const slackSeconds = 5;

/** The platform waits so long before it kills: all of the above, one after the other. */
export const terminationGracePeriodSeconds =
  leaveSeconds + drainSeconds + sidecarGraceSeconds + slackSeconds;

/** First the pod leaves the lists of those that are asked, then it is told to stop. */
export const lifecycle = { preStop: { sleep: { seconds: leaveSeconds } } } as const;

/**
 * Where everything starts at once on few processors, a service was seen to need more than a minute;
 * whoever is stopped then only makes the others wait longer.
 */
const startSeconds = 240;

const probe = (path: string) => ({ httpGet: { path, port: "http" } });

/** A slow start is waited for; a hung process is restarted; one without its sidecar is spared. */
export const probes = {
  startupProbe: {
    ...probe(probePaths.alive),
    periodSeconds: 1,
    timeoutSeconds: 5,
    failureThreshold: startSeconds,
  },
  readinessProbe: { ...probe(probePaths.ready), periodSeconds: 5, timeoutSeconds: 2 },
  livenessProbe: {
    ...probe(probePaths.alive),
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
} as const;
