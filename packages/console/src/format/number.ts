// Figures as people read them. Not by Intl, whose first use in a page costs tens of milliseconds.

/** `1,234,567`, and `1,234.5`. */
export function grouped(figure: number): string {
  const [whole = '', fraction] = String(figure).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
