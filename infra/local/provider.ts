import { type Output, type Passage, passMail } from "./mail.ts";
import { type Component, metadataOf } from "./resources.ts";

/** What an output binding does with what an app sends, by the type of its component. */
export async function pass(component: Component, output: Output): Promise<Passage> {
  const metadata = metadataOf(component);
  switch (component.spec.type) {
    case "bindings.smtp":
      return created(component, output) ?? passMail(metadata, output);
    case "bindings.twilio.sms": {
      const wrong = created(component, output);
      if (wrong) return wrong;
      return metadata.toNumber || output.metadata.toNumber
        ? { kind: "kept" }
        : { kind: "failed", why: 'twilio missing "toNumber" field' };
    }
    default:
      return { kind: "kept" };
  }
}

/** Undefined for the one operation that both know. */
const created = ({ metadata }: Component, { operation }: Output): Passage | undefined =>
  operation === "create"
    ? undefined
    : {
        kind: "failed",
        why: `binding ${metadata.name} does not support operation ${operation}. supported operations:create`,
      };
