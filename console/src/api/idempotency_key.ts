// A key no other command will have: 128 random bits in hexadecimal. Not crypto.randomUUID, which a
// browser offers to secure pages only, while a console may be opened over plain HTTP inside the house.
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
