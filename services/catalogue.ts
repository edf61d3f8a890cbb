import { application } from "../components/model/application.ts";
import { apiGateway } from "./api-gateway/service.ts";
import { audit } from "./audit/service.ts";
import { auth } from "./auth/service.ts";
import { chat } from "./chat/service.ts";
import { notification } from "./notification/service.ts";
import { scheduler } from "./scheduler/service.ts";
import { sync } from "./sync/service.ts";
import { task } from "./task/service.ts";
import { web } from "./web/service.ts";
import { webhook } from "./webhook/service.ts";

/** The application: one line a service. Everything else is derived from here. */
export const app = application(
  apiGateway,
  auth,
  task,
  chat,
  scheduler,
  notification,
  audit,
  sync,
  webhook,
  web,
);

/** The code of each service, loaded when it is to run. */
export const programs = () =>
  Promise.all([
    import("./api-gateway/main.ts"),
    import("./auth/main.ts"),
    import("./task/main.ts"),
    import("./chat/main.ts"),
    import("./scheduler/main.ts"),
    import("./notification/main.ts"),
    import("./audit/main.ts"),
    import("./sync/main.ts"),
    import("./webhook/main.ts"),
    import("./web/main.ts"),
  ]).then((modules) => modules.map(({ program }) => program));

export { type Together, together } from "./shared/kit/together.ts";
