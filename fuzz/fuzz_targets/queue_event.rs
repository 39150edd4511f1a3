//! A queue event: read or refused; and what was read is written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_function_sdk::{BatchResponse, Event, VoidQueueEvent};

fuzz_target!(|payload: &[u8]| {
    if let Ok(response) = BatchResponse::from_payload(payload) {
        let written = response.to_payload();
        let again = BatchResponse::from_payload(&written).expect("what was written can be read");
        assert_eq!(again.to_payload(), written);
    }
    let Ok(event) = VoidQueueEvent::decode(payload) else { return };
    for record in &event.records {
        let _ = (record.receive_count(), record.sent_at(), record.first_received_at(), record.trace());
        let _ = (record.queue_name(), record.is_fifo(), format!("{record:?}"));
    }
    let written = event.to_payload();
    let again = VoidQueueEvent::decode(&written).expect("what was written can be read");
    assert_eq!(again.to_payload(), written);
});
