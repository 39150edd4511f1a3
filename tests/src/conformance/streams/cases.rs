//! [`stream_cases!`](crate::stream_cases): every case on streams, named once.

/// Calls `$make!` with every case on streams, by module: `lifecycle { a_new_stream_has_its_shards … } …`.
#[macro_export]
macro_rules! stream_cases {
    ($make:ident) => {
        $make! {
            lifecycle {
                a_new_stream_has_its_shards
                a_name_in_use_is_refused
                a_deleted_stream_is_gone
                the_summary_counts_open_shards
                shards_are_described_page_by_page
                listing_is_in_order_and_by_page
                a_stream_is_found_by_its_arn
                limits_count_open_shards
            }
            settings {
                retention_goes_up_and_down
                tags_are_kept
                the_mode_can_change
                encryption_is_shown
                monitoring_is_shown
            }
            records {
                data_comes_back_unchanged
                a_record_goes_where_its_key_belongs
                an_explicit_hash_key_decides
                numbers_rise_in_a_shard
                numbers_for_ordering
                a_batch_is_answered_in_its_order
                a_batch_keeps_the_order_of_a_key
                nothing_is_lost
                a_record_tells_when_it_came
            }
            iterators {
                trim_horizon_begins_with_the_oldest
                latest_begins_after_the_newest
                at_and_after_a_number
                at_a_time
                a_limit_is_kept_and_reading_goes_on
                readers_are_independent
                an_empty_shard_gives_nothing
                a_reader_is_told_how_far_it_is_behind
            }
            shards {
                a_split_closes_the_parent
                a_merge_joins_neighbours
                order_goes_on_over_a_split
                a_closed_shard_ends
                parents_and_children_have_each_record_once
                shards_are_listed_from_one_on
                shards_are_listed_page_by_page
                shards_are_listed_by_filter
                the_shard_count_is_doubled_and_halved
            }
            consumers {
                a_consumer_has_a_life
                consumers_are_listed_page_by_page
                a_consumer_s_name_is_taken
            }
            fan_out {
                what_is_there_is_pushed_and_then_what_comes
                a_closed_shard_ends_its_subscription
            }
            producing {
                many_keys_keep_their_order
                aggregated_records_keep_the_order
                aggregation_goes_on_over_a_split
            }
            reading {
                everything_is_read_once
                applications_read_independently
                parents_are_read_before_their_children
                workers_share_the_shards
            }
            errors {
                a_stream_that_does_not_exist
                a_shard_that_does_not_exist
                a_forged_iterator
                a_forged_sequence_number
                a_limit_out_of_range
                records_that_can_t_be_put
                a_batch_that_is_refused_whole
                a_split_at_an_end
                a_merge_of_strangers
                a_closed_shard_is_not_resharded
                a_retention_that_can_t_be
                a_name_that_can_t_be
                a_listing_that_can_t_be
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
        for (source, named) in crate::stream_cases!(names) {
            let written: Vec<_> = source.lines().filter(|line| line.starts_with("pub async fn")).collect();
            assert_eq!(written, named);
        }
    }
}
