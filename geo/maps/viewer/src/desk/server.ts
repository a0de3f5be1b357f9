// The desk's server, as the page asks it: geo/desk holds the other half.  Addresses are relative to the page. Each call is one public function of Python; the
// page decides nothing by itself. A call that lasts is a job, whose progress is told until it ends and which can be cancelled.

/** Something that a call found doubtful, or for which it did not run. */
export interface Doubt {
  code: string;
  what: string;
  layer: string;
  source: string;
}

export interface Fault {
  kind: string;
  what: string;
  remedy: string;
  option: string;
  doubts: Doubt[];
}

/** Why a call was not done. */
export class Refused extends Error {
  constructor(readonly fault: Fault) {
    super(fault.what);
  }
}

/** The server does not answer at all. */
export class Unreachable extends Error {}

export interface Progress {
  step: string;
  name: string;
  /** How far it is; nothing where that is not known. */
  done?: number | null;
  of?: number | null;
}

export interface Job {
  job: string;
  state: "running" | "done" | "failed" | "cancelled";
  progress: Partial<Progress>;
  answer: object | null;
  error: Fault | null;
  version: string;
}

export interface Session {
  token: string;
  version: string;
  project: { path: string; name: string; title: string };
  limits: { upload_bytes: number; uploads: number };
  /** The dropped files that the server still holds. */
  uploads: string[];
  texts: { [key: string]: string };
  demo: boolean;
  /** What zonemark.toml states no more of what marks a map. */
  lost: string;
}

export interface Upload {
  upload: string;
  name: string;
  bytes: number;
}

export interface How {
  writes: boolean;
  watch: (progress: Partial<Progress>) => void;
  signal: AbortSignal;
}

const JSON_BODY = { "Content-Type": "application/json" };
const WAIT_S = 5;
const FORBIDDEN = 403;

export class Server {
  /** The state of the project that this page has seen. */
  version = "";
  private token = "";
  /** The jobs that this page waits for. */
  private readonly own = new Set<string>();

  async session(language: string): Promise<Session> {
    const session = (await this.ask("GET", `desk?language=${language}`)) as Session;
    this.token = session.token;
    this.version ||= session.version;
    return session;
  }

  async upload(file: File, signal: AbortSignal): Promise<Upload> {
    const headers = { "Content-Type": "application/octet-stream" };
    return (await this.ask("PUT", `uploads/${encodeURIComponent(file.name)}`, file, headers, signal)) as Upload;
  }

  async forget(upload: string): Promise<void> {
    await this.ask("DELETE", `uploads/${upload}`);
  }

  /** The state that the project is in now, which may be another one than this page has seen; and what another window, or
   * this one before it was loaded again, lets be done to it. */
  async latest(): Promise<{ version: string; elsewhere: Job | undefined }> {
    const { version, running } = (await this.ask("GET", "version")) as { version: string; running: Job[] };
    return { version, elsewhere: running.find(({ job }) => !this.own.has(job)) };
  }

  async cancel(job: string): Promise<void> {
    await this.ask("DELETE", `jobs/${job}`);
  }

  /** Whether the map of the project as it is now has been drawn; until it is, the server answers with a page that waits. */
  async isDrawn(): Promise<boolean> {
    const response = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
    void response?.body?.cancel();
    return (
      response === null || !response.ok || /script-src/.test(response.headers.get("content-security-policy") ?? "")
    );
  }

  /** Let the map that is being drawn be; it is drawn when the page is asked for the next time. */
  async stopDrawing(): Promise<void> {
    const response = await fetch(`${location.pathname}?stop-drawing`, { credentials: "same-origin" });
    void response.body?.cancel();
  }

  async stop(): Promise<void> {
    await this.ask("POST", "stop", "{}", JSON_BODY);
  }

  /** Run a call to its end; null when it was cancelled. One that writes is refused where the project is another than this
   * page has seen. */
  async call<T extends object>(name: string, values: object, how: How): Promise<T | null> {
    const told = how.writes ? { ...values, version: this.version } : values;
    let job = (await this.ask("POST", `calls/${name}`, JSON.stringify(told), JSON_BODY)) as Job;
    this.own.add(job.job);
    try {
      while (job.state === "running") {
        how.watch(job.progress);
        job = await this.next(job, how.signal);
      }
    } finally {
      this.own.delete(job.job);
    }
    if (job.state === "failed") throw new Refused(job.error!);
    if (job.state === "cancelled") return null;
    if (how.writes) this.version = job.version;
    return job.answer as T;
  }

  private async next(job: Job, signal: AbortSignal): Promise<Job> {
    const path = `jobs/${job.job}`;
    if (signal.aborted) return (await this.ask("DELETE", path)) as Job;
    try {
      return (await this.ask("GET", `${path}?wait=${WAIT_S}`, undefined, {}, signal)) as Job;
    } catch (fault) {
      if (signal.aborted) return job; // it is cancelled in the next round
      throw fault;
    }
  }

  private async ask(
    method: string,
    path: string,
    body?: BodyInit,
    headers: { [name: string]: string } = {},
    signal?: AbortSignal,
  ): Promise<object> {
    const sent = { ...headers, ...(this.token && { "X-Desk": this.token }) };
    const response = await fetch(path, { method, body, headers: sent, signal, credentials: "same-origin" }).catch(
      (fault: unknown) => {
        if (signal?.aborted) throw fault;
        throw new Unreachable(String(fault));
      },
    );
    const told = (await response.json().catch(() => null)) as { error?: Fault } | null;
    signal?.throwIfAborted();
    if (response.ok && told !== null) return told;
    if (response.ok || response.status === FORBIDDEN) throw new Unreachable(); // cut off, or another program's port now
    const what = `${response.status} ${response.statusText}`;
    throw new Refused(told?.error ?? { kind: "", what, remedy: "", option: "", doubts: [] });
  }
}
