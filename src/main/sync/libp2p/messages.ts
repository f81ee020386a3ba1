/** What the office and its network worker say to each other. Frames and bodies cross by transfer. */
import type { Key } from '../../../shared/names.ts'
import type { PeerAddress, PeerConnection, PeerProtocol, WhyUnreachable } from '../peer-types.ts'

export interface WorkerOptions {
  readonly seed: Uint8Array
  readonly listen: readonly string[]
  readonly mdns: boolean
  readonly hub: boolean
  readonly relays: readonly string[]
}

/** Failures that a caller sees; `detail` is for people and names no more than what happened. */
export interface Failure {
  readonly code: 'peer-unreachable' | 'peer-refused'
  readonly detail: string
  readonly why?: WhyUnreachable
}

/** `id` is unique among the office's messages of one worker. */
export type ToWorker =
  | { readonly t: 'dial'; readonly id: number; readonly peer: Key; readonly addresses: readonly string[] }
  | { readonly t: 'request'; readonly id: number; readonly peer: Key; readonly protocol: PeerProtocol; readonly frame: Uint8Array<ArrayBuffer> }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'dial-through'; readonly id: number; readonly peer: Key; readonly hubs: readonly PeerAddress[] }
  | { readonly t: 'probe'; readonly id: number; readonly peer: Key; readonly addresses: readonly string[] }
  | { readonly t: 'relay-through'; readonly hubs: readonly PeerAddress[] }
  | { readonly t: 'hang-up'; readonly id: number; readonly peer: Key }
  | { readonly t: 'verdict'; readonly gate: number; readonly allowed: boolean; readonly member: boolean }
  /** The office's answer to an `asked`; no frame is a refusal, and `shut` closes the door on the stream. */
  | { readonly t: 'answer'; readonly asked: number; readonly frame: Uint8Array<ArrayBuffer> | undefined; readonly member: boolean; readonly shut: boolean }
  | { readonly t: 'pulse' }
  | { readonly t: 'close' }

/** `gate` and `asked` are unique among the worker's messages. */
export type ToOffice =
  | { readonly t: 'ready'; readonly peer: Key; readonly addresses: readonly string[]; readonly bound: readonly string[] }
  | { readonly t: 'not-started'; readonly code: 'port-in-use' | 'bad-input' | 'internal'; readonly detail: string }
  | { readonly t: 'addresses'; readonly addresses: readonly string[] }
  | { readonly t: 'done'; readonly id: number }
  | { readonly t: 'probed'; readonly id: number; readonly address: string }
  | { readonly t: 'answered'; readonly id: number; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly t: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly t: 'gate'; readonly gate: number; readonly peer: Key; readonly protocol: PeerProtocol }
  | { readonly t: 'asked'; readonly asked: number; readonly peer: Key; readonly protocol: PeerProtocol; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly t: 'open'; readonly connection: string; readonly about: PeerConnection }
  | { readonly t: 'shut'; readonly connection: string }
  | { readonly t: 'found'; readonly peer: Key; readonly addresses: readonly string[] }
  | { readonly t: 'pulse' }
