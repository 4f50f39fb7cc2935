/** Why a pattern cannot be read, with the place of what is wrong. */
export class MalformedPattern extends Error {
  override readonly name = 'MalformedPattern';
}
