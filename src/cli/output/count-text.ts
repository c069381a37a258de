/** `1 order`, `25 orders`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-CA")} ${count === 1 ? one : many}`;
