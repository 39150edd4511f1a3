//! [`NotificationEvent`]: what happens to objects.

use void_core::protocol::shapes::string_enum;

use crate::wire::as_text;

string_enum! {
    /// What happened to an object.
    ///
    /// [Event types](https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html).
    pub enum NotificationEvent {
        /// An object was written, in any way.
        ObjectCreated = "s3:ObjectCreated:*",
        /// By PutObject.
        ObjectCreatedPut = "s3:ObjectCreated:Put",
        /// By a form of a browser's.
        ObjectCreatedPost = "s3:ObjectCreated:Post",
        /// By CopyObject.
        ObjectCreatedCopy = "s3:ObjectCreated:Copy",
        /// By an upload in parts.
        ObjectCreatedCompleteMultipartUpload = "s3:ObjectCreated:CompleteMultipartUpload",
        /// An object was deleted, in any way.
        ObjectRemoved = "s3:ObjectRemoved:*",
        /// It, or a version of it, is gone.
        ObjectRemovedDelete = "s3:ObjectRemoved:Delete",
        /// A delete marker is in its place.
        ObjectRemovedDeleteMarkerCreated = "s3:ObjectRemoved:DeleteMarkerCreated",
        /// An archived object is restored.
        ObjectRestore = "s3:ObjectRestore:*",
        /// It was asked for.
        ObjectRestorePost = "s3:ObjectRestore:Post",
        /// It is done.
        ObjectRestoreCompleted = "s3:ObjectRestore:Completed",
        /// The restored copy has expired.
        ObjectRestoreDelete = "s3:ObjectRestore:Delete",
        /// An object of reduced redundancy was lost.
        ReducedRedundancyLostObject = "s3:ReducedRedundancyLostObject",
        /// Something became of a replication.
        Replication = "s3:Replication:*",
        /// An object expired, in any way.
        LifecycleExpiration = "s3:LifecycleExpiration:*",
        /// It, or a version of it, is gone.
        LifecycleExpirationDelete = "s3:LifecycleExpiration:Delete",
        /// A delete marker is in its place.
        LifecycleExpirationDeleteMarkerCreated = "s3:LifecycleExpiration:DeleteMarkerCreated",
        /// An object is kept in another way.
        LifecycleTransition = "s3:LifecycleTransition",
        /// An object was archived by intelligent tiering.
        IntelligentTiering = "s3:IntelligentTiering",
        /// The tags of an object were changed, in any way.
        ObjectTagging = "s3:ObjectTagging:*",
        /// They were written.
        ObjectTaggingPut = "s3:ObjectTagging:Put",
        /// They were taken away.
        ObjectTaggingDelete = "s3:ObjectTagging:Delete",
        /// Who may read an object was changed.
        ObjectAclPut = "s3:ObjectAcl:Put",
    }
}

as_text!(NotificationEvent);
