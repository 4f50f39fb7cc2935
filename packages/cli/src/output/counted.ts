// Numbers of things, in words.

/** `1 function`, `3 functions`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
