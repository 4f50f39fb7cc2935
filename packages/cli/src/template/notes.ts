// What of a template is not done here, in one list: what it is, what was done about it, and what to set.

export type Treatment =
  /** Left out, and nothing that runs here misses it. */
  | 'ignored'
  /** Not run here; what names it gets a value that was made up, or that a person has given. */
  | 'given'
  /** The template cannot be deployed with it. */
  | 'refused';

export interface Note {
  /** Such as `AWS::SNS::Topic Alerts`, or `Auth of ShopApi`. */
  subject: string;
  treatment: Treatment;
  /** A sentence on what that means. */
  what: string;
  /** What a person can do about it. */
  advice?: string;
}
