/** Why a desk could not be reached, from whatever libp2p threw: what a person can do about it depends on it. */
import type { WhyUnreachable } from '../peer-types.ts'

/** The most telling first: several addresses fail each in its own way, and an answer by a stranger says more than silence. */
const ORDER: readonly WhyUnreachable[] = ['another-key', 'refused', 'not-at-hub', 'timed-out', 'no-route', 'unknown-name', 'failed']

const CODES: Readonly<Record<string, WhyUnreachable>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  ENOTFOUND: 'unknown-name',
  EAI_AGAIN: 'unknown-name'
}

function whyOf(thrown: unknown): WhyUnreachable[] {
  if (thrown instanceof AggregateError) return thrown.errors.flatMap(whyOf)
  if (!(thrown instanceof Error)) return typeof thrown === 'object' && thrown !== null && 'error' in thrown ? whyOf(thrown.error) : ['failed']
  const code = 'code' in thrown && typeof thrown.code === 'string' ? CODES[thrown.code] : undefined
  const inner = thrown.cause === undefined ? [] : whyOf(thrown.cause)
  return [code ?? byWords(thrown), ...inner]
}

function byWords({ name, message }: Error): WhyUnreachable {
  if (name === 'UnexpectedPeerError') return 'another-key'
  if (/NO_RESERVATION|PERMISSION_DENIED|relay/i.test(message)) return 'not-at-hub'
  if (name === 'TimeoutError' || name === 'AbortError' || /timed? ?out|aborted/i.test(message)) return 'timed-out'
  const named = Object.keys(CODES).find(code => message.includes(code))
  return named === undefined ? 'failed' : CODES[named]!
}

export function whyUnreachable(thrown: unknown): WhyUnreachable {
  const found = new Set(whyOf(thrown))
  return ORDER.find(why => found.has(why)) ?? 'failed'
}
