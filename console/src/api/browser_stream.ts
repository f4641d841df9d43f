import { type StreamEnvironment, StreamClient, type StreamListener } from './stream';

const browser: StreamEnvironment = {
  open: (path) => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`),
  now: () => performance.now(),
  setTimer: (action, ms) => window.setTimeout(action, ms),
  clearTimer: (timer) => window.clearTimeout(timer),
  random: Math.random,
};

// Starts the stream of this page; the answer stops it.
export function startStream(listener: StreamListener): () => void {
  const client = new StreamClient(browser, listener);
  const retry = () => client.retryNow();
  window.addEventListener('online', retry);
  client.start();
  return () => {
    window.removeEventListener('online', retry);
    client.stop();
  };
}
