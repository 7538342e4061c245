import { md5 } from '@noble/hashes/legacy.js';

/**
 * Whether a webhook of 17TRACK is signed with the key: its header `sign` is the SHA-256, in hexadecimal, of the body,
 * `/` and the key. https://api.17track.net/en/doc
 *
 * @param rawBody - The body as it arrived, before any parsing; a text is taken as UTF-8.
 * @param header - The header `sign`; without one the answer is false.
 * @param key - The key of the account.
 */
export async function verify17TrackSignature(
  rawBody: Uint8Array | string,
  header: string | null | undefined,
  key: string,
): Promise<boolean> {
  if (typeof header !== 'string' || !/^[\da-f]{64}$/i.test(header)) return false;
  const encoder = new TextEncoder();
  const body = typeof rawBody === 'string' ? encoder.encode(rawBody) : rawBody;
  const tail = encoder.encode(`/${key}`);
  const signed = new Uint8Array(body.length + tail.length);
  signed.set(body);
  signed.set(tail, body.length);
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', signed));
  // Every byte is compared, so that the time taken does not tell how many agree.
  let difference = 0;
  digest.forEach((byte, index) => {
    difference |= byte ^ Number.parseInt(header.slice(index * 2, index * 2 + 2), 16);
  });
  return difference === 0;
}

/**
 * Signs a request to kd100 or Kuaidi100, which both want the MD5 of the request's parameter, key and secret, in
 * upper case. The secret is called `secret` at kd100 and `customer` at Kuaidi100.
 * https://www.kd100.com/docs/create-tracking
 *
 * @param param - The parameter as it is sent, byte for byte.
 * @returns 32 upper-case hexadecimal digits.
 */
export function signKd100Request(param: string, key: string, secret: string): string {
  const digest = md5(new TextEncoder().encode(param + key + secret));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
