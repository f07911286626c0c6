/** What a request is called: its source, and its number there. */
export function requestId(source: string | undefined, ordinal: number | undefined): string {
  return `${source}-${ordinal}`;
}
