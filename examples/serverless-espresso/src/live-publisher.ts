// Posts what happens to where pages listen.

interface BusEvent {
  'detail-type': string;
  detail: object;
}

const ANSWER_MILLIS_MAX = 5000;

export async function handler({ 'detail-type': type, detail }: BusEvent): Promise<void> {
  const url = process.env.LIVE_URL;
  if (url === undefined || url === '') return;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type, ...detail }),
    signal: AbortSignal.timeout(ANSWER_MILLIS_MAX),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}
