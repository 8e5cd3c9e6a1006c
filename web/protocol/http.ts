/** One way to call the service: JSON in, JSON out, every failure an `ApiError` with words fit to show. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: unknown = null,
    readonly retryAfter = 0,
  ) {
    super(message);
  }

  /** What the service says about single values, e.g. `{offset: "262144"}`. */
  get fields(): Record<string, string> {
    return (this.body as { error?: { fields?: Record<string, string> } } | null)?.error?.fields ?? {};
  }

  /** The same call may succeed later: no network, a limit, or a part that is down. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface CallOptions {
  /** Sent as JSON, but for bytes and forms. */
  body?: unknown;
  token?: string;
  seconds?: number;
  headers?: Record<string, string>;
}

const NO_NETWORK = "网络不通，连上以后会自动再试。";

async function readError(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => null);
  const error = body?.error ?? {};
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new ApiError(response.status, error.code ?? "internal", error.message ?? "系统正忙，请稍后再试。", body, wait);
}

export function headersFor(token?: string, more: Record<string, string> = {}): Record<string, string> {
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

/** A body with its content type; a form names its own. */
function written(body: unknown): { body?: BodyInit; type?: string } {
  if (body === undefined) return {};
  if (body instanceof FormData) return { body };
  if (body instanceof Blob) return { body, type: "application/octet-stream" };
  return { body: JSON.stringify(body), type: "application/json" };
}

/** Calls the service and returns the answer's JSON; the call ends after `seconds`. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), (options.seconds ?? 20) * 1000);
  const { body, type } = written(options.body);
  try {
    const response = await fetch(path, {
      method,
      headers: headersFor(options.token, { ...(type ? { "Content-Type": type } : {}), ...options.headers }),
      body,
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    if (!response.ok) throw await readError(response);
    return (response.status === 204 ? null : await response.json()) as T;
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0, "network", NO_NETWORK);
  } finally {
    clearTimeout(timer);
  }
}

/** Bytes of a picture; null when there are none (yet). */
export async function fetchBlob(path: string, token?: string): Promise<Blob | null> {
  const response = await fetch(path, { headers: headersFor(token), credentials: "same-origin" }).catch(() => null);
  return response?.ok ? response.blob() : null;
}
