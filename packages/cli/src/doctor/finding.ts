// What a check of this machine found.

export interface Finding {
  /** What was looked at: `Node`, `port 7070`. */
  subject: string;
  verdict: 'good' | 'warning' | 'bad';
  found: string;
  /** What to do, when it is not good. */
  advice?: string;
}

export const good = (subject: string, found: string): Finding => ({ subject, verdict: 'good', found });

export const warning = (subject: string, found: string, advice: string): Finding => ({
  subject,
  verdict: 'warning',
  found,
  advice,
});

export const bad = (subject: string, found: string, advice: string): Finding => ({
  subject,
  verdict: 'bad',
  found,
  advice,
});
