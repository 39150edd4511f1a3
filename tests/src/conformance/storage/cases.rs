//! [`storage_cases!`](crate::storage_cases): every case on buckets, named once.

/// Calls `$make!` with every case on buckets, by module: `objects { what_was_put_comes_back … } …`.
#[macro_export]
macro_rules! storage_cases {
    ($make:ident) => {
        $make! {
            buckets {
                a_bucket_is_made_and_found
                a_bucket_that_was_not_made_is_not_found
                buckets_are_listed_by_name
                pages_of_buckets_follow_each_other
                a_deleted_bucket_is_gone
                a_bucket_with_objects_stays
            }
            settings {
                versioning_is_off_until_it_is_set
                tags_of_a_bucket
                rules_of_a_lifecycle
                rules_of_notifications
                a_policy
                rules_of_origins
                what_was_not_set_is_not_there
                settings_of_no_bucket
                a_tag_without_a_value
                a_policy_that_is_none
                a_rule_of_origins_that_is_none
            }
            objects {
                what_was_put_comes_back
                an_empty_object_is_an_object
                a_megabyte_comes_back
                a_body_of_unknown_pieces_comes_back
                headers_and_metadata_come_back
                a_head_tells_what_a_get_tells
                ranges_are_read
                a_response_has_the_headers_that_were_asked_for
                the_last_write_wins
                a_deleted_object_is_gone
                deleting_twice_is_no_error
                many_are_deleted_at_once
                many_are_deleted_quietly
            }
            keys {
                any_key_names_its_own_object
                any_key_is_listed_as_it_is
                any_key_can_be_copied_and_deleted_in_bulk
                the_longest_key
                keys_that_a_path_would_join_are_apart
            }
            listings {
                keys_are_in_the_order_of_their_bytes
                a_prefix_and_a_delimiter_make_folders
                pages_follow_each_other
                pages_of_folders_follow_each_other
                a_listing_starts_after_a_key
                the_older_listing_goes_on_at_a_marker
                an_empty_bucket_lists_nothing
            }
            conditions {
                a_read_where_the_tag_matches
                a_read_of_what_changed
                a_write_where_nothing_is
                a_write_where_the_tag_matches
                of_many_writers_one_wins
            }
            copies {
                a_copy_has_the_bytes_and_the_metadata
                a_copy_with_other_metadata
                a_copy_on_a_condition
                a_copy_of_what_is_not_there
            }
            checksums {
                each_checksum_is_kept_and_told
                a_wrong_checksum_is_refused
                each_way_of_signing_a_body
                a_stream_has_its_checksum_behind_it
            }
            multipart {
                parts_become_an_object
                parts_are_in_the_order_of_their_numbers
                a_part_is_what_was_uploaded_last
                an_upload_has_the_headers_of_its_beginning
                parts_are_listed
                pages_of_parts_follow_each_other
                parts_are_copied
                a_part_copied_of_nothing
                a_part_is_read_by_its_number
            }
            uploads {
                uploads_are_listed_until_they_end
                uploads_are_listed_by_key
                pages_of_uploads_follow_each_other
                an_upload_that_ended_is_gone
                an_upload_that_is_not_there
                a_part_of_no_upload
                a_part_that_is_too_small
                parts_in_the_wrong_order
                a_part_that_is_not_there
                numbers_that_no_part_has
                an_upload_on_a_condition
            }
            versions {
                versions_are_listed_newest_first
                a_version_is_read_by_its_id
                a_deletion_leaves_a_marker
                a_marker_is_not_read
                the_deletion_of_a_marker_tells_that_it_was_one
                a_marker_is_listed_in_its_place
                a_deleted_marker_brings_the_object_back
                a_deleted_version_is_gone
                what_was_there_before_is_the_null_version
                a_write_while_versions_are_suspended
                a_deletion_while_versions_are_suspended
                pages_of_versions_follow_each_other
                versions_are_listed_by_prefix
                versions_are_deleted_in_bulk
                an_older_version_is_copied
            }
            tags {
                tags_of_an_object
                tags_come_with_a_put
                tags_come_with_an_upload
                a_reader_is_told_how_many_tags_there_are
                a_copy_has_tags
                each_version_has_its_tags
                tags_of_nothing
                a_tag_that_is_given_twice
                more_tags_than_an_object_has
            }
            attributes {
                attributes_are_told
                only_what_was_asked_for_is_told
                the_checksum_is_told
                the_parts_are_told
                attributes_of_nothing
            }
            presigned {
                a_presigned_get_reads
                a_presigned_put_writes
                a_presigned_get_has_the_headers_that_were_asked_for
                a_presigned_delete_deletes
                a_presigned_part_is_uploaded
                a_presigned_request_that_was_changed_is_refused
            }
            errors {
                a_bucket_that_is_not_there
                an_object_that_is_not_there
                a_range_that_is_not_there
                a_bucket_that_is_yours
                names_that_no_bucket_has
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
        for (source, named) in crate::storage_cases!(names) {
            let written: Vec<_> = source.lines().filter(|line| line.starts_with("pub async fn")).collect();
            assert_eq!(written, named);
        }
    }
}
