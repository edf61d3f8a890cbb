// What a node needs beside Kubernetes: rules of its filter for network policies, folders for volumes
// and, on the first node, addresses for load balancers.
//
// Arguments: server, certificate of its authority, own certificate, own key, index of the cluster,
// this node, the first node.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { addressesOf } from "../addresses.ts";
import { type Api, openApi } from "../api.ts";
import { addressesFor, type Balancer, balancerForm } from "./balancers.ts";
import { follow } from "./follow.ts";
import {
  type Namespace,
  namespaceForm,
  type Pod,
  type Policy,
  podForm,
  policyForm,
} from "./parsed.ts";
import { rulesOf } from "./rules.ts";
import { type Claim, claimForm, folderOf, volumeOf } from "./volumes.ts";

/** Changes come in bursts, and each rewrites the table: it waits for the rest of one. */
const burstMs = 20;
const againMs = 1_000;

const report = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
const isThere = <T>(each: T | undefined): each is T => each !== undefined;

function enforcePolicies(api: Api): void {
  let pods: readonly Pod[] | undefined;
  let namespaces: readonly Namespace[] | undefined;
  let policies: readonly Policy[] | undefined;
  let last = "";
  let timer: NodeJS.Timeout | undefined;
  const apply = () => {
    timer = undefined;
    // Half of the world would open or close the wrong doors.
    if (pods === undefined || namespaces === undefined || policies === undefined) return;
    const rules = rulesOf({ pods, namespaces, policies });
    if (rules === last) return;
    const begin = performance.now();
    const { status, stderr, error } = spawnSync("nft", ["-f", "-"], { input: rules });
    if (status === 0) {
      last = rules;
      const ms = Math.round(performance.now() - begin);
      report(`${pods.length} pods, ${policies.length} policies: applied in ${ms} ms`);
    } else {
      report(`nft: ${error?.message ?? stderr.toString("utf8")}\n${rules}`);
      timer = setTimeout(apply, againMs);
    }
  };
  const changed = () => {
    if (timer === undefined) timer = setTimeout(apply, burstMs);
  };
  const watch = <T>(
    path: string,
    parse: (each: unknown) => T,
    set: (all: readonly T[]) => void,
  ) => {
    const tell = (all: readonly T[]) => {
      set(all);
      changed();
    };
    follow(api, path, parse, { tell, report }).catch(fail);
  };
  watch(
    "/api/v1/pods",
    (each) => podForm.parse(each),
    (all) => {
      pods = all.filter(isThere);
    },
  );
  watch(
    "/api/v1/namespaces",
    (each) => namespaceForm.parse(each),
    (all) => {
      namespaces = all;
    },
  );
  const path = "/apis/networking.k8s.io/v1/networkpolicies";
  watch(
    path,
    (each) => policyForm.parse(each),
    (all) => {
      policies = all;
    },
  );
}

/** Nobody else gives addresses to services of type LoadBalancer here. */
function giveAddresses(api: Api, address: (at: number) => string): void {
  const tell = (all: readonly (Balancer | undefined)[]) => {
    for (const given of addressesFor(all.filter(isThere), address)) {
      const status = { loadBalancer: { ingress: [{ ip: given.address }] } };
      api.patchStatus(given.path, status).then(
        () => report(`${given.path}: has ${given.address}`),
        // The next change of any service tries again.
        (thrown: unknown) => report(`${given.path}: ${String(thrown)}`),
      );
    }
  };
  const parse = (each: unknown) => balancerForm.parse(each);
  follow(api, "/api/v1/services", parse, { tell, report }).catch(fail);
}

/** Makes the folder of each claim whose pod was given to this node, and a volume of it. */
function makeVolumes(api: Api, node: string): void {
  const tell = (all: readonly (Claim | undefined)[]) => {
    for (const claim of all.filter(isThere).filter((each) => each.node === node)) {
      const folder = folderOf(claim);
      mkdirSync(folder, { recursive: true });
      // Whoever the pod runs as may write; the mask would take that back.
      chmodSync(folder, 0o777);
      api.apply(volumeOf(claim)).then(
        () => report(`${claim.namespace}/${claim.name}: has ${folder}`),
        // The next change of any claim tries again.
        (thrown: unknown) => report(`${claim.namespace}/${claim.name}: ${String(thrown)}`),
      );
    }
  };
  const parse = (each: unknown) => claimForm.parse(each);
  follow(api, "/api/v1/persistentvolumeclaims", parse, { tell, report }).catch(fail);
}

function fail(thrown: unknown): never {
  report(String(thrown));
  process.exit(1);
}

const [server = "", ca = "", cert = "", key = "", index = "", node = "", first = ""] =
  process.argv.slice(2);
const api = openApi(server, {
  ca: readFileSync(ca, "utf8"),
  cert: readFileSync(cert, "utf8"),
  key: readFileSync(key, "utf8"),
});
enforcePolicies(api);
makeVolumes(api, node);
if (node === first) giveAddresses(api, addressesOf(Number(index)).balancer);
