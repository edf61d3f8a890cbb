import { statSync } from "node:fs";
import { basename } from "node:path";
import type { Image, Layer } from "./image.ts";
import { type Entry, fileOf } from "./tar.ts";

/** Nobody in particular, as distroless images call it. */
const nobody = "65532:65532";
/** Where Debian and its kin keep the authorities that everyone trusts. */
const authorities = "/etc/ssl/certs/ca-certificates.crt";

/** An image of one program that needs no library, started by its own name. */
export function programImage(name: string, program: string, as = basename(program)): Image {
  return {
    name,
    layers: [ground(), [entryFrom(program, as, 0o755)]],
    config: { Entrypoint: [`/${as}`], User: nobody, Env: ["PATH=/"] },
  };
}

/** What every program expects of a machine. */
function ground(): Layer {
  return [
    { kind: "folder", path: "etc", mode: 0o755 },
    { kind: "folder", path: "tmp", mode: 0o1777 },
    fileOf(
      "etc/passwd",
      "root:x:0:0:root:/:/sbin/nologin\nnobody:x:65532:65532::/:/sbin/nologin\n",
    ),
    fileOf("etc/group", "root:x:0:\nnobody:x:65532:\n"),
    fileOf("etc/nsswitch.conf", "hosts: files dns\n"),
  ];
}

/** A file of this machine as an entry. */
export const entryFrom = (from: string, path: string, mode: number): Entry => ({
  kind: "file",
  path,
  mode,
  bytes: statSync(from).size,
  content: { from },
});

/** The authorities that this machine trusts, if they are where they usually are. */
export function trustedAuthorities(): Layer {
  return [entryFrom(authorities, authorities.slice(1), 0o644)];
}
