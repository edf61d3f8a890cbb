/** NIST 800-63B: length is what helps; rules of composition are not. */
export const passwordCharactersMin = 8;
/** Enough for any phrase; hashing a longer text would be work for an attacker to give away. */
export const passwordCharactersMax = 128;
