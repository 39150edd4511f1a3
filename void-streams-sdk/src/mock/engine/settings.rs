//! What can be changed of a stream that is there: mode, limits, retention, monitoring.

use std::{collections::BTreeSet, time::Duration};

use void_core::Timestamp;

use super::{
    Code, Engine, Problem,
    limits::{
        DEFAULT_MAX_RECORD_KIB, MAX_MODE_CHANGES_A_DAY, MAX_RECORD_KIB, MAX_RETENTION_HOURS,
        MIN_RETENTION_HOURS,
    },
    resharding::Resharding,
    stream::{Distribution, Mode, Status, Stream},
    transitions::Change,
};
use crate::types::{MetricsName, WarmThroughput};

/// Which way a retention is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// It is to be longer.
    Longer,
    /// It is to be shorter: what is older is gone.
    Shorter,
}

/// The metrics of a stream's shards before a change and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitoring {
    /// Before.
    pub current: Vec<MetricsName>,
    /// After.
    pub desired: Vec<MetricsName>,
}

impl Engine {
    /// Changes who looks after a stream's capacity; its shards stay.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`; `LimitExceeded` for the third change in 24 hours, or more on-demand streams than an
    /// account may have; `InvalidArgument` for a warm throughput that can't be.
    pub fn update_mode(
        &mut self,
        now: Timestamp,
        name: &str,
        mode: Mode,
        warm_mib: Option<u32>,
    ) -> Result<(), Problem> {
        let before = self.active_stream_mut(name)?.mode;
        match (mode, warm_mib) {
            (Mode::Provisioned, Some(_)) => return Err(Problem::warm_is_for_on_demand()),
            (Mode::OnDemand, Some(mib)) => self.check_warm_throughput(now, mib)?,
            (_, None) => {}
        }
        if before != mode {
            if mode == Mode::OnDemand {
                self.check_on_demand_limit()?;
            }
            if !self.stream_mut(name)?.mode_changes.note(now, MAX_MODE_CHANGES_A_DAY) {
                return Err(Problem::new(
                    Code::LimitExceeded,
                    format!("Stream {name} has changed its mode {MAX_MODE_CHANGES_A_DAY} times in 24 hours."),
                ));
            }
        }
        let stream = self.stream_mut(name)?;
        stream.mode = mode;
        if mode == Mode::Provisioned {
            (stream.warm_mib, stream.distribution) = (None, Distribution::ByKey);
        } else if let Some(mib) = warm_mib {
            stream.warm_up(mib);
        }
        self.begin(now, name, Status::Updating);
        Ok(())
    }

    /// Changes how large a record can be.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`; `Validation` for less than 1,024 or more than 10,240 KiB.
    pub fn update_max_record_size(&mut self, now: Timestamp, name: &str, kib: u32) -> Result<(), Problem> {
        check_max_record_size(kib)?;
        self.active_stream_mut(name)?.max_record_kib = kib;
        self.begin(now, name, Status::Updating);
        Ok(())
    }

    /// Changes the throughput that an on-demand stream has at once.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`; `InvalidArgument` for a provisioned stream or an account that has not committed
    /// itself; `LimitExceeded` for more than 10 GiB a second.
    pub fn update_warm_throughput(
        &mut self,
        now: Timestamp,
        name: &str,
        mib: u32,
    ) -> Result<WarmThroughput, Problem> {
        if self.active_stream_mut(name)?.mode == Mode::Provisioned {
            return Err(Problem::warm_is_for_on_demand());
        }
        self.check_warm_throughput(now, mib)?;
        let stream = self.stream_mut(name)?;
        let before = stream.warm_mib;
        stream.warm_up(mib);
        self.begin(now, name, Status::Updating);
        Ok(WarmThroughput {
            target_mib_per_second: Some(mib),
            current_mib_per_second: Some(before.unwrap_or_default()),
        })
    }

    /// Changes what decides on a record's shard, at once: records that are there stay where they are.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`; `InvalidArgument` for an even distribution over a provisioned stream.
    pub fn update_distribution(&mut self, name: &str, distribution: Distribution) -> Result<(), Problem> {
        let stream = self.active_stream_mut(name)?;
        if stream.mode == Mode::Provisioned && distribution == Distribution::Even {
            return Err(Problem::even_is_for_on_demand());
        }
        stream.distribution = distribution;
        Ok(())
    }

    /// Changes how long records are kept: 24 to 8,760 hours. A shorter retention trims what is older.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`; `InvalidArgument` for a retention that can't be, the one that it has, or one that
    /// goes the other way.
    pub fn change_retention(
        &mut self,
        now: Timestamp,
        name: &str,
        way: Retention,
        hours: i32,
    ) -> Result<(), Problem> {
        let stream = self.active_stream_mut(name)?;
        let before = i64::from(stream.retention_hours());
        let wrong =
            |why: &str| Err(Problem::argument(format!("Requested retention period ({hours} hours) {why}")));
        if hours < i32::try_from(MIN_RETENTION_HOURS).unwrap_or(i32::MAX) {
            return Err(Problem::argument(format!(
                "Minimum allowed retention period is {MIN_RETENTION_HOURS} hours. Requested retention period ({hours} \
                 hours) is too short."
            )));
        }
        if i64::from(hours) > i64::from(MAX_RETENTION_HOURS) {
            return Err(Problem::argument(format!(
                "Maximum allowed retention period is {MAX_RETENTION_HOURS} hours. Requested retention period ({hours} \
                 hours) is too long."
            )));
        }
        match way {
            Retention::Longer if i64::from(hours) <= before => wrong(&format!(
                "for stream {name} must be longer than existing retention period ({before} hours). Use \
                 DecreaseRetentionPeriod API."
            )),
            Retention::Shorter if i64::from(hours) >= before => wrong(&format!(
                "for stream {name} must be shorter than existing retention period ({before} hours). Use \
                 IncreaseRetentionPeriod API."
            )),
            _ => {
                stream.set_retention(now, Duration::from_secs(u64::from(hours.unsigned_abs()) * 3600));
                self.begin(now, name, Status::Updating);
                Ok(())
            }
        }
    }

    /// Keeps metrics for each shard, or keeps them no more.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`.
    pub fn change_monitoring(
        &mut self,
        now: Timestamp,
        name: &str,
        metrics: &[MetricsName],
        change: fn(&mut BTreeSet<MetricsName>, BTreeSet<MetricsName>),
    ) -> Result<Monitoring, Problem> {
        let stream = self.active_stream_mut(name)?;
        let current = stream.monitoring.iter().cloned().collect();
        change(&mut stream.monitoring, each_of(metrics));
        let desired = stream.monitoring.iter().cloned().collect();
        self.begin(now, name, Status::Updating);
        Ok(Monitoring { current, desired })
    }
}

impl Stream {
    /// Lets it have a throughput at once: a shard for each MiB a second, once it is active again. Shards that it has stay.
    fn warm_up(&mut self, mib: u32) {
        self.warm_mib = Some(mib);
        if mib > self.open_shard_count() {
            self.change = Some(Change::Shards(Resharding::Scale(mib)));
        }
    }
}

impl Problem {
    pub(super) fn warm_is_for_on_demand() -> Self {
        Self::argument("WarmThroughputMiBps is for on-demand streams only.")
    }

    pub(super) fn even_is_for_on_demand() -> Self {
        Self::argument("The record distribution strategy AUTO is for on-demand streams only.")
    }
}

/// Refuses a largest record that can't be.
pub(super) fn check_max_record_size(kib: u32) -> Result<(), Problem> {
    if (DEFAULT_MAX_RECORD_KIB..=MAX_RECORD_KIB).contains(&kib) {
        return Ok(());
    }
    let message = format!("MaxRecordSizeInKiB is {DEFAULT_MAX_RECORD_KIB} to {MAX_RECORD_KIB}, not {kib}.");
    Err(Problem::new(Code::Validation, message))
}

/// The metrics that are meant: `ALL` is each of them.
fn each_of(metrics: &[MetricsName]) -> BTreeSet<MetricsName> {
    let all = metrics.contains(&MetricsName::All);
    let named = if all { MetricsName::KNOWN } else { metrics };
    named.iter().filter(|name| **name != MetricsName::All).cloned().collect()
}
