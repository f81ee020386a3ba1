/**
 * What a stranger's input is held to before anything is allocated, parsed or verified for it. Each number has its reason;
 * formats that depend on one say so in docs/format.md.
 */

/** Bytes of a line: C2SP tlog-tiles prefixes each entry of a bundle with a uint16 length. */
export const MAX_LINE_BYTES = 65_535
/** Nested arrays and objects in canonical JSON: our formats need 7; a reader's stack must never depend on a stranger. */
export const MAX_DEPTH = 16
/** Entries in one line: 64 bytes each is the least an entry takes, so more can not be meant well. */
export const MAX_ENTRIES = 1_024
/** Leaves of a tree, height of a chain: what a JSON number carries exactly. */
export const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER
/** Hashes in an inclusion or consistency proof: C2SP tlog-witness; 53 levels and the old root fit. */
export const MAX_PROOF = 63

/** Bytes of a signed note: a checkpoint with 64 cosignatures takes some 16 KiB; foreign post-quantum lines up to 5 KiB each. */
export const MAX_NOTE_BYTES = 65_536
/** Signature lines of a note. C2SP asks for 16 at least; the checkpoint's own and every likely witness fit. */
export const MAX_NOTE_SIGNATURES = 64
/** UTF-16 units of a key name in a note: ours has 96. */
export const MAX_KEY_NAME = 255

/** Bytes of one sync frame and of one answer: libp2p resets a stream that holds 4 MiB unread, and needs no back-pressure below. */
export const MAX_FRAME_BYTES = 1_048_576
/** Bytes of a payload (canonical text, before padding), held at saving so that what is filed can travel in one frame. */
export const MAX_PAYLOAD_BYTES = 524_288
/** Fields of a payload: more than the largest public form with its repeats; bounds the hashing a stranger can ask for. */
export const MAX_FIELDS = 4_096
/** UTF-8 bytes of a field's path: absolute element names with repeat indices. */
export const MAX_PATH_BYTES = 1_024
/** Bytes of a piece of an attachment: four of them to a frame, each checked against the chunk root as it comes. */
export const CHUNK_BYTES = 262_144
/** Bytes of one attachment: what a phone films in a few minutes; a field laptop still hashes it in seconds. */
export const MAX_ATTACHMENT_BYTES = 1_073_741_824
