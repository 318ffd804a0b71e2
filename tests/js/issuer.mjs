/** The issuing half of a credential key, which phones do not have. */

import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';

/**
 * Returns an issuer with a fresh RSA-3072 key.
 *
 * @returns {{spki: Uint8Array, sign: (blinded: Uint8Array) => Uint8Array}}
 */
export function makeIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  return {
    spki: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
    // The bare private operation: decryption without padding.
    sign: (blinded) =>
      Uint8Array.from(
        privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, blinded),
      ),
  };
}
