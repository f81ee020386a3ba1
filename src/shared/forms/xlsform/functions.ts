/** Names of functions that forms may call: XPath 1.0 section 4 and the ODK XForms specification, "XPath Functions". */
const KNOWN = new Set(
  `abs acos area asin atan atan2 base64-decode boolean boolean-from-string ceiling checklist choice-name coalesce concat contains cos count
  count-non-empty count-selected current date date-time decimal-date-time decimal-time digest distance ends-with enclosed-area exp exp10 extract-signed
  false floor format-date format-date-time geofence hash id if indexed-repeat instance int intersects join jr:choice-name jr:itext lang last
  local-name log log10 max min name namespace-uri normalize-space not now number once pi position pow property pulldata random randomize
  regex round selected selected-at sin sqrt starts-with string string-length substr substring substring-after substring-before sum tan
  thousandsep today translate true uuid version weighted-checklist`.split(/\s+/)
)
/** Followed by a bracket, these are no calls. */
const NO_CALLS = new Set(['and', 'or', 'div', 'mod', 'text', 'node', 'comment', 'processing-instruction'])

export const knownFunctions = (): Iterable<string> => KNOWN

/** Names of functions called that are not known; what stands in quotes is passed over. */
export function unknownFunctions(expression: string): string[] {
  const bare = expression.replace(/"[^"]*"|'[^']*'/g, ' ')
  const called = [...bare.matchAll(/(?<![\p{L}\p{N}_.:-])([\p{L}_][\p{L}\p{N}_.:-]*)\s*\(/gu)].map(match => match[1]!)
  return [...new Set(called)].filter(name => !KNOWN.has(name) && !NO_CALLS.has(name))
}
