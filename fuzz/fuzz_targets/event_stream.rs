//! A stream of messages that comes in pieces: messages, then perhaps an error that stays; the same in any pieces, and what was
//! read is written as the same bytes.
//!
//! The input's first byte says how long the pieces are. The rest is taken as the stream, and once more with its lengths and
//! checksums put right: nobody guesses a CRC. What is held follows what came, not what a length says.
#![no_main]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use libfuzzer_sys::fuzz_target;
use void_core::protocol::event_stream::{DecodeError, Decoder, MAX_MESSAGE_BYTES, Message};

const PRELUDE_BYTES: usize = 12;
const CRC_BYTES: usize = 4;
/// How much more memory than bytes there can be: a header of three bytes is a name and a value of a hundred, in a list that
/// grows.
const AT_MOST_TIMES: usize = 256;
/// What a decoder may have besides.
const AT_MOST_BESIDES: usize = 64 * 1024;

fuzz_target!(|input: &[u8]| {
    let Some((first, stream)) = input.split_first() else { return };
    check(stream, usize::from(*first) + 1);
    check(&mended(stream), usize::from(*first) + 1);
});

fn check(stream: &[u8], piece: usize) {
    let (messages, end) = decode(stream, piece);
    let (at_once, end_at_once) = decode(stream, usize::MAX);
    assert_eq!(messages, at_once);
    assert_eq!(end, end_at_once);

    let mut written = Vec::new();
    for message in &messages {
        assert!(message.payload.len() <= MAX_MESSAGE_BYTES);
        let again = message.encode().expect("what was read can be written");
        assert!(again.len() <= MAX_MESSAGE_BYTES);
        written.extend(again);
        let _ = format!("{message:?}");
    }
    assert!(stream.starts_with(&written), "what was read is written as the same bytes");
    match end {
        Ok(()) => assert_eq!(written.len(), stream.len()),
        Err(DecodeError::CutOff(bytes)) => assert_eq!(written.len() + bytes, stream.len()),
        Err(_) => assert!(written.len() < stream.len()),
    }
}

/// The messages of a stream in pieces of `piece` bytes, and how it ends.
fn decode(stream: &[u8], piece: usize) -> (Vec<Message>, Result<(), DecodeError>) {
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    let read = decode_pieces(stream, piece);
    let most = MOST.load(Relaxed) - before;
    assert!(most <= AT_MOST_TIMES * stream.len() + AT_MOST_BESIDES, "{most} bytes for {}", stream.len());
    read
}

fn decode_pieces(stream: &[u8], piece: usize) -> (Vec<Message>, Result<(), DecodeError>) {
    let mut decoder = Decoder::new();
    let mut messages = Vec::new();
    for piece in stream.chunks(piece) {
        decoder.push(piece);
        loop {
            match decoder.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => {
                    decoder.push(stream);
                    assert_eq!(decoder.next_message(), Err(error.clone()), "an error stays");
                    assert_eq!(decoder.finish(), Err(error.clone()));
                    return (messages, Err(error));
                }
            }
        }
    }
    (messages, decoder.finish())
}

/// The stream as messages whose lengths and checksums are right: a message's length is what its prelude says, or what is left.
fn mended(mut stream: &[u8]) -> Vec<u8> {
    let mut mended = Vec::new();
    while stream.len() >= PRELUDE_BYTES + CRC_BYTES {
        let said = u32::from_be_bytes([stream[0], stream[1], stream[2], stream[3]]);
        let length =
            usize::try_from(said).unwrap_or(usize::MAX).clamp(PRELUDE_BYTES + CRC_BYTES, stream.len());
        let (message, rest) = stream.split_at(length);
        stream = rest;
        let begins = mended.len();
        let length = u32::try_from(length).expect("no input is so long").to_be_bytes();
        mended.extend([&length[..], &message[4..8]].concat());
        mended.extend(crc32fast::hash(&mended[begins..]).to_be_bytes());
        mended.extend(&message[PRELUDE_BYTES..message.len() - CRC_BYTES]);
        mended.extend(crc32fast::hash(&mended[begins..]).to_be_bytes());
    }
    mended.extend(stream);
    mended
}

/// The bytes that are held, and the most that were.
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is done by the system's allocator, with what it was asked for.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MOST.fetch_max(HELD.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}
