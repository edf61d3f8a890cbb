import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { PackageBehaviour } from "./package-behaviour.ts";
import { differences, fieldsOf, plainFields, structOf } from "./values.ts";

/** A state holds every object of a stack at once. */
const messageBytesMax = 64 << 20;
/** What the engine calls a version that it does not compare. */
const version = "0.0.0";

/** A running provider: the engine finds it by its port. */
export interface RunningProvider {
  readonly port: number;
  close(): void;
}

/**
 * A stand-in provider: answers the engine's real protocol, with a behaviour in the place of a cloud.
 * It stands in for plugins where none can be had; what a real plugin checks, it does not check.
 */
export async function serveProvider(
  name: string,
  behaviour: PackageBehaviour,
): Promise<RunningProvider> {
  const server = new Server({
    "grpc.max_receive_message_length": messageBytesMax,
    "grpc.max_send_message_length": messageBytesMax,
  });
  server.addService(services.ResourceProviderService, {
    ...introduction(name),
    ...configuration(behaviour),
    ...decisions(behaviour),
    ...changes(behaviour),
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  );
  return { port: await promise, close: () => server.forceShutdown() };
}

/** Who it is, and what it understands. */
function introduction(name: string): UntypedServiceImplementation {
  return {
    handshake: unary(() => {
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      response.setAcceptOutputs(false);
      return response;
    }),
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => new empty.Empty()),
    getPluginInfo: unary(() => {
      const response = new plugin.PluginInfo();
      response.setVersion(version);
      return response;
    }),
    getSchema: unary(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name, version }));
      return response;
    }),
    construct: unary((request: messages.ConstructRequest) => {
      throw new Error(`${request.getType()}: only the real plugin constructs it, no stand-in does`);
    }),
  };
}

function configuration(behaviour: PackageBehaviour): UntypedServiceImplementation {
  return {
    checkConfig: unary((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    // Another kubeconfig is the same provider with other settings: nothing is made anew for it.
    diffConfig: unary((request: messages.DiffRequest) => {
      const before = plainFields(fieldsOf(request.getOldInputs()));
      const found = differences(before, plainFields(fieldsOf(request.getNews())));
      const response = new messages.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      response.setChanges(found.length > 0 ? DIFF_SOME : DIFF_NONE);
      return response;
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      behaviour.configure(plainFields(fieldsOf(request.getArgs())));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      return response;
    }),
    invoke: unary((request: messages.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(structOf(plainFields(fieldsOf(request.getArgs()))));
      return response;
    }),
  };
}

/** What the engine asks before it changes anything. */
function decisions({ replacing }: PackageBehaviour): UntypedServiceImplementation {
  return {
    check: unary((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diff: unary((request: messages.DiffRequest) => {
      const before = plainFields(fieldsOf(request.getOldInputs()));
      const found = differences(before, plainFields(fieldsOf(request.getNews())));
      const replaces = found
        .map(({ path }) => path)
        .filter((path) => replacing.some((each) => each.test(path)));
      const response = new messages.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      response.setChanges(found.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setHasdetaileddiff(true);
      response.setDiffsList([...new Set(found.map(({ path }) => path.split(/[.[]/)[0] ?? path))]);
      response.setReplacesList(replaces);
      response.setDeletebeforereplace(replaces.length > 0);
      for (const { path, kind } of found) {
        const detail = new messages.PropertyDiff();
        detail.setKind(detailKind(kind, replaces.includes(path)));
        detail.setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
      }
      return response;
    }),
  };
}

function detailKind(kind: "add" | "delete" | "update", replaces: boolean) {
  const kinds = messages.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replaces ? kinds.ADD_REPLACE : kinds.ADD;
    case "delete":
      return replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
    case "update":
      return replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
  }
}

function changes(behaviour: PackageBehaviour): UntypedServiceImplementation {
  return {
    create: unary(async (request: messages.CreateRequest) => {
      const made = await behaviour.put({
        ...identityOf(request.getUrn()),
        inputs: fieldsOf(request.getProperties()),
        isPreview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
      });
      const response = new messages.CreateResponse();
      response.setId(made.id);
      response.setProperties(structOf(made.state));
      return response;
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const made = await behaviour.put({
        ...identityOf(request.getUrn()),
        inputs: fieldsOf(request.getNews()),
        isPreview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
      });
      const response = new messages.UpdateResponse();
      response.setProperties(structOf(made.state));
      return response;
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const found = await behaviour.read({
        ...identityOf(request.getUrn()),
        id: request.getId(),
        inputs: fieldsOf(request.getInputs()),
        state: fieldsOf(request.getProperties()),
      });
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setInputs(structOf(found.inputs));
      response.setProperties(structOf(found.state));
      return response;
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await behaviour.remove({
        ...identityOf(request.getUrn()),
        id: request.getId(),
        inputs: fieldsOf(request.getOldInputs()),
        state: fieldsOf(request.getProperties()),
      });
      return new empty.Empty();
    }),
  };
}

/** A URN holds the types of all parents, with the resource's own as the last. */
function identityOf(urn: string) {
  const types = urn.split("::")[2] ?? "";
  return { urn, type: types.split("$").at(-1) ?? types };
}

/** An answer that fails reaches the person at the engine with its message. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answered = async () => answer(call.request);
    answered().then(
      (response) => callback(null, response),
      (error: unknown) =>
        callback({
          code: status.UNKNOWN,
          details: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}
