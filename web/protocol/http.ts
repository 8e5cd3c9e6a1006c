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

  /** The same call may succeed later: no network, a limit, or a part that is down. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface CallOptions {
  body?: unknown;
  token?: string;
  seconds?: number;
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

/** Calls the service and returns the answer's JSON; the call ends after `seconds`. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), (options.seconds ?? 20) * 1000);
  try {
    const response = await fetch(path, {
      method,
      headers: headersFor(options.token, options.body === undefined ? {} : { "Content-Type": "application/json" }),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
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
