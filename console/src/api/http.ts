import type { Problem } from './types';

// What a request came to. A refusal is an answer, not an exception: the caller must look at it.
export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; status: number; problem: Partial<Problem>; retryAfterSeconds: number | null }
  | { kind: 'unreachable' };

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

// Long enough for a broker that is catching up after a restart, short enough for a person waiting.
const kTimeoutMs = 8_000;

let onLoggedOut = (): void => {};

// Says what to do when the server no longer knows the log-in (401 on anything but the log-in itself).
export function whenLoggedOut(action: () => void): void {
  onLoggedOut = action;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), kTimeoutMs);
  options.signal?.addEventListener('abort', () => timeout.abort());
  try {
    const response = await fetch(`/api/v1${path}`, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: timeout.signal,
    });
    if (response.status === 204) return { kind: 'ok', value: undefined as T };
    const text = await response.text();
    if (response.ok) return { kind: 'ok', value: JSON.parse(text) as T };
    if (response.status === 401) onLoggedOut();
    return {
      kind: 'refused',
      status: response.status,
      problem: parseProblem(text),
      retryAfterSeconds: parseRetryAfter(response.headers.get('Retry-After')),
    };
  } catch {
    return { kind: 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
}

function parseProblem(text: string): Partial<Problem> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {}; // A proxy in front may answer with a page of its own.
  }
}

function parseRetryAfter(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}
