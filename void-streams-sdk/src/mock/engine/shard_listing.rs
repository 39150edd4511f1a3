//! Which shards a stream has, page by page.

use void_core::Timestamp;

use super::{
    Engine, Problem,
    page_tokens::invalid_token,
    shard::{Shard, shard_number},
    stream::Stream,
    tokens::Purpose,
};
use crate::types::{self, ShardFilter, ShardFilterType};

/// The most shards of a page, and the default.
const PAGE: usize = 1000;

/// A page of shards.
#[derive(Debug)]
pub struct ShardPage {
    /// The shards, in the order of their ids.
    pub shards: Vec<types::Shard>,
    /// Where the next page begins; none after the last one.
    pub next_token: Option<String>,
}

/// Which shards are listed, besides that they are after one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    /// Those that were open at the oldest moment that is kept.
    Oldest,
    Open,
    OpenAt(Timestamp),
    Since(Timestamp),
}

impl Which {
    fn of(filter: &ShardFilter) -> Result<Self, Problem> {
        let needs = |name: &str| {
            Problem::argument(format!(
                "{name} must be given for a shard filter of the type {}.",
                filter.kind.as_str()
            ))
        };
        let time = || filter.timestamp.ok_or_else(|| needs("Timestamp"));
        let which = match &filter.kind {
            ShardFilterType::AfterShardId => {
                filter.shard_id.as_ref().map(|_| Self::All).ok_or_else(|| needs("ShardId"))?
            }
            ShardFilterType::FromTrimHorizon => Self::All,
            ShardFilterType::AtTrimHorizon => Self::Oldest,
            ShardFilterType::AtLatest => Self::Open,
            ShardFilterType::AtTimestamp => Self::OpenAt(time()?),
            ShardFilterType::FromTimestamp => Self::Since(time()?),
            ShardFilterType::Unknown(name) => {
                return Err(Problem::argument(format!("{name} is no type of shard filter.")));
            }
        };
        let takes_time = matches!(which, Self::OpenAt(_) | Self::Since(_));
        let takes_id = filter.kind == ShardFilterType::AfterShardId;
        if (filter.timestamp.is_some() && !takes_time) || (filter.shard_id.is_some() && !takes_id) {
            return Err(Problem::argument(format!(
                "A shard filter of the type {} has a ShardId or a Timestamp that it can't have.",
                filter.kind.as_str()
            )));
        }
        Ok(which)
    }

    /// As in a token.
    fn fields(self) -> (&'static str, u64) {
        match self {
            Self::All => ("all", 0),
            Self::Oldest => ("oldest", 0),
            Self::Open => ("open", 0),
            Self::OpenAt(time) => ("at", time.as_millis()),
            Self::Since(time) => ("since", time.as_millis()),
        }
    }

    fn of_fields(name: &str, time: u64) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "oldest" => Self::Oldest,
            "open" => Self::Open,
            "at" => Self::OpenAt(Timestamp::from_millis(time)),
            "since" => Self::Since(Timestamp::from_millis(time)),
            _ => return None,
        })
    }
}

/// Which shards of a stream a request asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShardsAsked<'a> {
    /// When the stream was made, to the second.
    pub stream_made_at: Option<Timestamp>,
    /// The id of the shard before the first one.
    pub after: Option<&'a str>,
    /// Which of them; all by default.
    pub filter: Option<&'a ShardFilter>,
}

impl Engine {
    /// The first page of the shards of the stream `name` that are asked for.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream, `ResourceInUse` when it is being made or deleted, `InvalidArgument` for an id that
    /// is none or a filter that lacks what it needs.
    pub fn list_shards(
        &self,
        now: Timestamp,
        name: &str,
        asked: ShardsAsked<'_>,
        limit: Option<usize>,
    ) -> Result<ShardPage, Problem> {
        let stream = self.stream_made_at(name, asked.stream_made_at)?;
        let which = asked.filter.map_or(Ok(Which::All), Which::of)?;
        let after_in_filter = asked.filter.and_then(|filter| filter.shard_id.as_ref()).map(AsRef::as_ref);
        let first = first_after(asked.after)?.max(first_after(after_in_filter)?);
        self.page_of_shards(now, stream, first, which, limit)
    }

    /// The page after the one that gave `token`.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a token that is none or whose stream is gone, `ExpiredNextToken` for one that is older than 5
    /// minutes; `ResourceInUse`.
    pub fn list_more_shards(
        &self,
        now: Timestamp,
        token: &str,
        limit: Option<usize>,
    ) -> Result<ShardPage, Problem> {
        let fields = self.open_page_token(now, Purpose::Shards, token)?;
        let [name, id, first, which, time] = &fields[..] else { return Err(invalid_token()) };
        let stream = self.streams.get(&**name).filter(|stream| *id == stream.id.to_string());
        let which = time.parse().ok().and_then(|time| Which::of_fields(which, time));
        let (Some(stream), Ok(first), Some(which)) = (stream, first.parse(), which) else {
            return Err(invalid_token());
        };
        self.page_of_shards(now, stream, first, which, limit)
    }

    fn page_of_shards(
        &self,
        now: Timestamp,
        stream: &Stream,
        first: usize,
        which: Which,
        limit: Option<usize>,
    ) -> Result<ShardPage, Problem> {
        stream.must_be_usable(&self.settings.account_id)?;
        let mut rest = stream.shards.iter().skip(first).filter(|shard| stream.is_listed(now, shard, which));
        let shards: Vec<_> =
            rest.by_ref().take(limit.unwrap_or(PAGE).min(PAGE)).map(Shard::describe).collect();
        let next_token = rest.next().map(|next| {
            let (which, time) = which.fields();
            let (id, number, time) = (stream.id.to_string(), next.number.to_string(), time.to_string());
            self.page_token(now, Purpose::Shards, &[&stream.name, &id, &number, which, &time])
        });
        Ok(ShardPage { shards, next_token })
    }

    /// The stream `name`, which was made in the second of `made_at`, where that is given.
    pub(super) fn stream_made_at(&self, name: &str, made_at: Option<Timestamp>) -> Result<&Stream, Problem> {
        let stream = self.stream(name)?;
        match made_at {
            Some(time) if time.as_secs() != stream.created_at.as_secs() => {
                Err(Problem::no_stream(name, &self.settings.account_id))
            }
            _ => Ok(stream),
        }
    }
}

/// The number of the first shard after the one with an id.
fn first_after(id: Option<&str>) -> Result<usize, Problem> {
    let Some(id) = id else { return Ok(0) };
    let number =
        shard_number(id).ok_or_else(|| Problem::argument(format!("{id} is not the id of a shard.")))?;
    Ok(number.saturating_add(1))
}

impl Stream {
    /// Whether records of a shard may still be kept. An open one always counts.
    pub(super) fn may_hold_records(&self, now: Timestamp, shard: &Shard) -> bool {
        shard.closed_at.is_none_or(|closed_at| closed_at >= self.first_kept(now))
    }

    fn is_listed(&self, now: Timestamp, shard: &Shard, which: Which) -> bool {
        let was_open_since = |time: Timestamp| shard.closed_at.is_none_or(|closed_at| closed_at >= time);
        self.may_hold_records(now, shard)
            && match which {
                Which::All => true,
                Which::Open => shard.is_open(),
                Which::Since(time) => was_open_since(time),
                Which::OpenAt(time) if time > self.oldest_moment(now) => {
                    shard.opened_at <= time && was_open_since(time)
                }
                // An earlier moment is taken for the oldest one that is kept.
                Which::Oldest | Which::OpenAt(_) => !self.has_listed_parent(now, shard),
            }
    }

    /// The oldest moment of which records may be kept.
    fn oldest_moment(&self, now: Timestamp) -> Timestamp {
        self.created_at.max(self.first_kept(now))
    }

    fn has_listed_parent(&self, now: Timestamp, shard: &Shard) -> bool {
        let mut parents = [shard.parent, shard.adjacent_parent].into_iter().flatten();
        parents.any(|number| self.shard(number).is_some_and(|parent| self.may_hold_records(now, parent)))
    }
}
