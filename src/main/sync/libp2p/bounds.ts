/** What peers are held to on the wire, each with its reason. Times in ms, sizes in bytes. */
import { MAX_FRAME_BYTES } from '../../../shared/ledger/limits.ts'

/** One body, either way (design.md section 9). */
export const LARGEST_BODY = MAX_FRAME_BYTES
/** A stranger's request: an invitation code or a registry question is far smaller. */
export const LARGEST_STRANGER_BODY = 16 << 10
/** Requests of one peer that the office works on at once; a pull protocol gains nothing beyond. */
export const REQUESTS_PER_PEER = 16
/** Requests of all strangers together at one door: a crowd at the door must not crowd out members. */
export const STRANGER_REQUESTS = 4
/** Connections that strangers have opened to us; the oldest gives way. The rest of MAX_CONNECTIONS is for members. */
export const STRANGER_CONNECTIONS = 32
/** A stranger that asks nothing for so long is let go. */
export const STRANGER_IDLE = 60_000
/** Requests waiting here for one peer; beyond, the caller hears it at once. */
export const WAITING_PER_PEER = 256

/** Between two pieces of one frame. Pieces are PIECE bytes, so 64 kbit/s still passes. */
export const READ_DEADLINE = 10_000
/** A frame as a whole must come at this rate after READ_DEADLINE, or one byte every nine seconds would hold a slot for months. */
export const SLOWEST_RATE = 1 << 10
/** A peer that takes nothing off our hands for so long is not reading (faults.md N9). */
export const WRITE_DEADLINE = 25_000
/** Our own handler: after this the slot is freed and the peer told nothing. */
export const HANDLER_DEADLINE = 60_000
/** An asking stream without work is closed by its owner before libp2p's 120 s would reset it. */
export const IDLE_STREAM = 60_000
export const OPEN_DEADLINE = 10_000
export const DIAL_DEADLINE = 15_000
/** What one write hands to yamux: its frames are delivered whole, so smaller pieces let a slow line show that it moves. */
export const PIECE = 32 << 10

/** Start-up of the worker, and how long it may be silent before it counts as hung. */
export const START_DEADLINE = 30_000
export const PULSE = 5_000
export const MISSED_PULSES = 4

const FIRST_WAIT = 250
const LONGEST_WAIT = 30_000
/** A worker that lived so long was sound: begin again with the short wait. */
export const SOUND_AFTER = 60_000
/** Back-off before the n-th start in a row (n from 0): 0.25 s, 0.5 s … 30 s. */
export const waitBefore = (n: number): number => Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(n, 10))
