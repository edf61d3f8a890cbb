import { Hono } from "hono";
import { doorVerifier } from "../shared/kit/door.ts";
import { host } from "../shared/kit/host.ts";
import { invalid } from "../shared/kit/problem.ts";
import { agentSettings } from "./agent/settings.ts";
import { chatRoutes } from "./api.ts";
import { assistantOf } from "./conversation/assistant.ts";
import type { Understand } from "./conversation/command.ts";
import { conversations } from "./conversation/conversations.ts";
import { tellReminder } from "./conversation/tell-reminder.ts";
import { LanguageError } from "./language/language-error.ts";
import { mcpRoutes } from "./mcp/routes.ts";
import { messageLimit } from "./message-limit.ts";
import { chat } from "./service.ts";
import { toolbox } from "./tools/toolbox.ts";

/** The chat service with a parser. */
export const chatProgram = (parse: Understand) =>
  host(chat, (connection, ports) => {
    const { clock, machineClock, log, newId, settings } = ports;
    const { state, key, invoke } = connection;
    const doors = doorVerifier((path) => invoke("auth", { path }), machineClock, log);
    const stored = conversations({
      state,
      keys: {
        conversation: (user, id) => key("conversation", user, id),
        latest: (user) => key("latest", user),
      },
    });
    const box = (person: string, commandId: string) =>
      toolbox({
        invoke,
        person,
        commandId,
        clock,
        parse: (text, { now, timezone }) => understand({ text, now, timezone }),
      });
    // The parser's refusals name a field of ours.
    const understand: Understand = (said) => {
      try {
        return parse(said);
      } catch (thrown) {
        if (thrown instanceof LanguageError) throw invalid(thrown.field, thrown.message);
        throw thrown;
      }
    };
    const agent = agentSettings(settings.variables);
    const limit = messageLimit({
      state,
      key: (person, window) => key("rate", person, window),
      clock: machineClock,
    });
    const talk = chatRoutes({
      conversations: stored,
      clock,
      waitClock: machineClock,
      newId,
      log,
      understand,
      toolsFor: (user) => (commandId) => box(user, commandId),
      // People mean the application's time; how long a model may take is real.
      assistant:
        agent && assistantOf(agent, { clock: { now: clock.now, sleep: machineClock.sleep }, log }),
    });
    return {
      on: {
        // Idempotent: the first delivery fixes the conversation, which remembers what was told.
        "reminder.triggered": async ({ data }) =>
          tellReminder(
            {
              user: data.user_id,
              event: data.event_id,
              firedAt: data.timestamp,
              due: data.payload,
            },
            { conversations: stored, newId, nowMs: clock.now() },
          ),
        // Idempotent: a session that was signed out stays so.
        "session.revoked": async ({ data }) => doors.revoke(data.session_id, data.expires_at),
      },
      every: {},
      routes: new Hono().route("/", talk).route(
        "/",
        mcpRoutes({
          doors,
          toolboxFor: box,
          admit: settings.variables.RATE_LIMIT === "off" ? async () => undefined : limit,
          newId,
          log,
          publicUrl: settings.variables.PUBLIC_URL,
        }),
      ),
    };
  });
