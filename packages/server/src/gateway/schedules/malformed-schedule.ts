/** Why a schedule cannot be kept, in words for its author. */
export class MalformedSchedule extends Error {
  override readonly name = 'MalformedSchedule';
}
