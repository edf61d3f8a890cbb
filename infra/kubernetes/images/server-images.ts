import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ClusterError } from "../cluster-error.ts";
import { codeLayer, packagesLayer, packagesOf } from "./application-image.ts";
import { brought } from "./brought.ts";
import { layerOf, librariesFor, treeFrom } from "./files.ts";
import type { Image, Layer } from "./image.ts";
import { entryFrom } from "./program-image.ts";
import { fileOf } from "./tar.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const servers = "infra/kubernetes/servers";
/** The user that servers run as: the same number as in the images that others publish. */
const serverUser = "999:999";
const users = (name: string) =>
  fileOf("etc/passwd", `root:x:0:0:root:/:/sbin/nologin\n${name}:x:999:999::/tmp:/sbin/nologin\n`);

/** What a database needs to be made and to speak the language of its functions. */
const postgresqlModules = ["dict_snowball.so", "plpgsql.so"];
const postgresqlPrograms = ["initdb", "pg_isready", "postgres", "psql"];

/** The toolchain's PostgreSQL in its folder. Its database is made at the first start. */
export async function postgresqlImage(folder: string, node: Layer): Promise<Image> {
  const inside = join(folder, "root");
  const [version = ""] = readdirSync(join(inside, "usr/lib/postgresql"));
  const [home, share] = [`usr/lib/postgresql/${version}`, `usr/share/postgresql/${version}`];
  const files = [
    ...postgresqlPrograms.map((name) => `${home}/bin/${name}`),
    ...postgresqlModules.map((name) => `${home}/lib/${name}`),
  ];
  // Making a database, it starts itself by a shell.
  const shell = realpathSync("/bin/sh");
  const linked = [shell, ...files.map((path) => join(inside, path))];
  const layer = layerOf([
    users("postgres"),
    ...files.map((path) => entryFrom(join(inside, path), path, 0o755)),
    ...treeFrom(join(inside, share), share, [/\/(man|contrib)$/]),
    entryFrom(shell, "bin/sh", 0o755),
    ...(await librariesFor(linked, inside)),
  ]);
  return {
    name: brought.postgresql,
    layers: [node, layer, codeOf("postgresql")],
    config: { ...startedBy("postgresql"), Env: [`PATH=/${home}/bin:/usr/bin:/bin`] },
  };
}

/** The toolchain's Redis in its folder: objects say what is started, as with the published image. */
export async function redisImage(folder: string): Promise<Image> {
  const inside = join(folder, "root");
  const files = ["usr/bin/redis-server", "usr/bin/redis-cli"];
  const starter = "/usr/bin/env";
  const linked = [starter, ...files.map((path) => join(inside, path))];
  const layer = layerOf([
    users("redis"),
    { kind: "folder", path: "tmp", mode: 0o1777 },
    ...files.map((path) => entryFrom(realpathSync(join(inside, path)), path, 0o755)),
    entryFrom(starter, starter.slice(1), 0o755),
    ...(await librariesFor(linked, inside)),
  ]);
  return {
    name: brought.redis,
    layers: [layer],
    config: { Entrypoint: [starter], User: serverUser, Env: ["PATH=/usr/bin"] },
  };
}

/** Libraries of Java that only windows, sound and compilers need. */
const unneededOfJava =
  /\/(ct\.sym|src\.zip|libjsvml\.so|lib(awt|font|freetype|jawt|jsound|lcms|mlib|splash|javajpeg|atk)[^/]*)$/;
const linkedOfJava = ["java", "net", "nio", "zip", "jimage", "management"];

/** The toolchain's Kafka in its folder, with the Java of this machine. */
export async function kafkaImage(folder: string, node: Layer): Promise<Image> {
  const java = javaHome();
  const linked = [
    join(java, "bin/java"),
    join(java, "lib/server/libjvm.so"),
    ...linkedOfJava.map((name) => join(java, `lib/lib${name}.so`)),
  ];
  const libraries = await librariesFor(linked);
  const layer = layerOf([
    users("kafka"),
    ...treeFrom(join(java, "bin/java"), "opt/java/bin/java"),
    ...treeFrom(join(java, "lib"), "opt/java/lib", [unneededOfJava]),
    ...treeFrom(join(java, "conf"), "opt/java/conf"),
    ...libraries.filter(({ path }) => !`/${path}`.startsWith(`${java}/`)),
  ]);
  const jars = layerOf(treeFrom(join(folder, "libs"), "opt/kafka/libs"));
  return {
    name: brought.kafka,
    layers: [node, layer, jars, codeOf("kafka", "infra/real/kafka-settings.ts")],
    config: { ...startedBy("kafka"), Env: ["PATH=/opt/java/bin:/usr/bin"] },
  };
}

/** Where the Java is that this machine starts. */
function javaHome(): string {
  const folders = [
    ...(process.env.JAVA_HOME === undefined ? [] : [join(process.env.JAVA_HOME, "bin")]),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  const found = folders.map((folder) => join(folder, "java")).find((path) => existsSync(path));
  if (found !== undefined) return dirname(dirname(realpathSync(found)));
  throw new ClusterError("java: is not here, and Kafka needs it; install Java 17 (JAVA_HOME)");
}

/** A mail server that delivers nothing and shows everything. */
export function mailboxImage(node: Layer): Image {
  const packages = packagesOf(readFileSync(join(root, "package-lock.json"), "utf8"), "smtp-server");
  return {
    name: brought.mailpit,
    layers: [node, packagesLayer(root, packages), codeOf("mailbox")],
    config: { ...startedBy("mailbox"), User: "1000:1000", Env: ["PATH=/usr/bin"] },
  };
}

/** What of a server is ours: a few files, where they lie in the repository. */
const codeOf = (server: string, ...others: readonly string[]): Layer =>
  codeLayer(root, [`${servers}/${server}/main.ts`, ...others]);

const startedBy = (server: string) => ({
  Entrypoint: [
    ...["/usr/bin/node", "--disable-warning=ExperimentalWarning"],
    `/app/${servers}/${server}/main.ts`,
  ],
  User: serverUser,
  WorkingDir: "/app",
});
