import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendCommand } from './commands';

const fetched = vi.fn<typeof fetch>();
const keys = () => fetched.mock.calls.map(([, init]) => (init?.headers as Record<string, string>)['Idempotency-Key']);
const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function send() {
  const sent = sendCommand('7', { verb: 'note', body: { text: 'hei' } });
  await vi.runAllTimersAsync();
  return sent;
}

test('a command carries a key of its own each time', async () => {
  fetched.mockImplementation(async () => answer(200, { log_position: '1' }));
  await send();
  await send();
  const [first, second] = keys();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).not.toBe(first);
});

test('a command whose answer is lost is sent once more with the same key', async () => {
  fetched.mockRejectedValueOnce(new TypeError('network')).mockResolvedValueOnce(answer(200, { log_position: '1' }));
  expect((await send()).kind).toBe('ok');
  const [first, second] = keys();
  expect(second).toBe(first);
});

test('after the second loss it is given up', async () => {
  fetched.mockRejectedValue(new TypeError('network'));
  expect((await send()).kind).toBe('unreachable');
  expect(fetched).toHaveBeenCalledTimes(2);
});

test('a refusal is not sent again', async () => {
  fetched.mockResolvedValue(answer(409, { refusal_name: 'AlreadyClaimed', owner: 'ola' }));
  expect(await send()).toMatchObject({ kind: 'refused', status: 409, problem: { owner: 'ola' } });
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('a command without a body says so by having none', async () => {
  fetched.mockResolvedValue(answer(200, { log_position: '1' }));
  const sent = sendCommand('7', { verb: 'claim' });
  await vi.runAllTimersAsync();
  await sent;
  const [path, init] = fetched.mock.calls[0] ?? [];
  expect(path).toBe('/api/v1/alarms/7/claim');
  expect(init?.body).toBeNull();
  expect(init?.headers).not.toHaveProperty('Content-Type');
});
