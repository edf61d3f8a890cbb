import type { Environment, Provider } from "../components/model/environment.ts";

/** One machine, one process: the runtime brings the broker and the store itself. */
export const local: Environment = {
  namespace: "local",
  topicLayout: "by-type",
  broker: { kind: "runtime" },
  stateStore: { kind: "runtime" },
  secretStore: { kind: "runtime" },
  outputs: { kind: "runtime", providers: {} },
  tracing: { kind: "off" },
};

const smtpPort = "587";

/**
 * The same with mails brought to the server that the variables name: `SMTP_HOST`, `SMTP_PORT` (587),
 * `SMTP_FROM`, and `SMTP_USER` with `SMTP_PASSWORD` where it asks for a login. Throws one error that
 * names every variable that is missing or wrong.
 */
export function localWith(variables: Readonly<Record<string, string | undefined>>): Environment {
  const { SMTP_HOST: host, SMTP_PORT: port = smtpPort, SMTP_FROM: from } = variables;
  const { SMTP_USER: user, SMTP_PASSWORD: password } = variables;
  if (host === undefined || host === "") return local;
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  const problems = [
    ...(isPort ? [] : [`SMTP_PORT="${port}": use a number from 1 to 65535`]),
    ...(from ? [] : ["SMTP_FROM is missing: name the address that mails come from"]),
    ...(!user === !password ? [] : ["SMTP_USER and SMTP_PASSWORD go together: set both or none"]),
  ];
  if (!from || problems.length > 0) throw new Error(problems.join("\nnudge: "));
  const mail: Provider = {
    kind: "smtp",
    host,
    port: Number(port),
    from,
    login: user ? { user: variable("SMTP_USER"), password: variable("SMTP_PASSWORD") } : "none",
  };
  return { ...local, outputs: { kind: "runtime", providers: { mail } } };
}

/** On one machine a secret is a variable of the process. */
const variable = (name: string) => ({ name, key: name });
