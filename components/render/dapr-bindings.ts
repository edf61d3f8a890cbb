import type { Application } from "../model/application.ts";
import { milliseconds } from "../model/duration.ts";
import type { Environment, Outputs, Provider } from "../model/environment.ts";
import type { Binding, ServiceSpec } from "../model/service.ts";
import { type Component, component, type Setting } from "./dapr-component.ts";

const msPerSecond = 1_000;

/** Clocks that call a service, and ways out to people; each is seen by its service alone. */
export const daprBindings = (app: Application, environment: Environment): readonly Component[] =>
  app.services.flatMap((spec) =>
    spec.bindings.map((use) => binding(spec, use, environment.outputs)),
  );

function binding({ id }: ServiceSpec, use: Binding, outputs: Outputs): Component {
  switch (use.kind) {
    case "cron":
      return component({
        name: use.name,
        type: "bindings.cron",
        scopes: [id],
        settings: {
          schedule: `@every ${milliseconds(use.every) / msPerSecond}s`,
          direction: "input",
        },
      });
    case "output": {
      const { type, settings } = output(use.name, outputs);
      return component({
        name: use.name,
        type,
        scopes: [id],
        settings: { ...settings, direction: "output" },
      });
    }
    default:
      return use satisfies never;
  }
}

interface Made {
  readonly type: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

function output(name: string, outputs: Outputs): Made {
  const provider = outputs.providers[name];
  if (!provider && outputs.kind === "runtime") return { type: "bindings.http", settings: {} };
  if (!provider) throw new Error(`environment.outputs: nobody delivers "${name}"; add a provider`);
  return provided(provider);
}

/** Recipient and subject come with each message. */
function provided(provider: Provider): Made {
  switch (provider.kind) {
    case "smtp":
      return {
        type: "bindings.smtp",
        settings: {
          host: provider.host,
          port: String(provider.port),
          emailFrom: provider.from,
          ...(provider.login === "none" ? {} : provider.login),
        },
      };
    case "sendgrid":
      return {
        type: "bindings.twilio.sendgrid",
        settings: { apiKey: provider.apiKey, emailFrom: provider.from },
      };
    case "twilio-sms":
      return {
        type: "bindings.twilio.sms",
        settings: {
          fromNumber: provider.from,
          accountSid: provider.accountSid,
          authToken: provider.authToken,
        },
      };
    default:
      return provider satisfies never;
  }
}
