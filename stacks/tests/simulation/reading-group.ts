import { eventRoute } from "../../../components/model/names.ts";
import type { ServiceSpec } from "../../../components/model/service.ts";
import type { CloudEvent } from "./bus.ts";
import type { World } from "./world.ts";

/** Events handed over at once: more than one, so that a batch can be done in part. */
const batch = 4;
const pauseMs = 50;

/** A service's reading group: one of its replicas takes each batch, as Dapr hands it over. */
export function readingGroup(world: World, { id, subscribes }: ServiceSpec): void {
  world.bus.join({
    id,
    topics: subscribes.map(({ topic }) => topic.name),
    batch,
    receive: async (topic, events) => {
      const answer = await world.call(id, {
        method: "POST",
        path: eventRoute(topic),
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ entries: events.map(entry) }),
      });
      if (answer.status !== 200) return events.map(() => false);
      const { statuses } = JSON.parse(answer.body) as { statuses: { status: string }[] };
      await world.schedule.delay(pauseMs);
      return statuses.map(({ status }) => status === "SUCCESS");
    },
  });
}

const entry = (event: CloudEvent, i: number) => ({ entryId: String(i), event });
