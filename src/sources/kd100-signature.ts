import { md5 } from '@noble/hashes/legacy.js';

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
