//! [`cases!`](crate::cases): every case, named once.

/// Calls `$make!` with every case, by module: `queues { creation_is_idempotent … } …`.
#[macro_export]
macro_rules! cases {
    ($make:ident) => {
        $make! {
            queues {
                creation_is_idempotent
                creation_with_other_attributes_is_refused
                attributes_have_their_defaults
                attributes_that_are_set_are_read_back
                listing_is_by_prefix_and_page
                tags_are_kept
                permissions_are_in_the_policy
                a_deleted_queue_is_gone
                purge_empties_the_queue
            }
            messages {
                bodies_come_back_unchanged
                attributes_come_back_as_asked
                system_attributes_tell_its_history
                a_received_message_is_hidden_for_its_time
                visibility_can_be_changed
                a_deleted_message_is_gone
                a_delayed_message_comes_later
                a_long_poll_waits_its_time
                a_long_poll_wakes_for_a_message
                a_batch_is_sent_entry_by_entry
                batches_of_handles_are_done_entry_by_entry
                nothing_is_lost
            }
            fifo {
                a_group_keeps_its_order
                sequence_numbers_rise
                a_group_in_flight_is_blocked
                a_failed_message_keeps_its_place
                duplicates_are_dropped
                a_duplicate_is_answered_as_the_first
                a_batch_keeps_its_order
                what_a_send_needs
            }
            dead_letters {
                a_message_moves_after_exactly_its_receives
                a_dead_letter_names_its_source
                the_sources_are_listed
                a_move_task_returns_them
                a_move_task_can_be_cancelled
                what_a_move_task_needs
            }
            errors {
                a_queue_that_does_not_exist
                a_forged_receipt_handle
                a_message_that_is_not_in_flight
                a_batch_that_is_refused_whole
                numbers_out_of_range
                queue_attributes_out_of_range
                unknown_queue_attributes
                a_body_that_is_too_long
                characters_that_are_not_allowed
                a_purge_in_progress
                a_permission_with_too_many_actions
            }
        }
    };
}

#[cfg(test)]
mod tests {
    macro_rules! names {
        ($($module:ident { $($case:ident)* })*) => {
            [$((
                include_str!(concat!(stringify!($module), ".rs")),
                [$(concat!("pub async fn ", stringify!($case), "(target: Target) -> CaseResult {")),*].as_slice(),
            )),*]
        };
    }

    /// A case that is written and not named would run nowhere.
    #[test]
    fn every_case_is_named() {
        for (source, named) in crate::cases!(names) {
            let written: Vec<_> = source.lines().filter(|line| line.starts_with("pub async fn")).collect();
            assert_eq!(written, named);
        }
    }
}
