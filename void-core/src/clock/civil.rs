//! Calendar forms of a [`Timestamp`] in UTC: what `Date` headers and signatures carry.

use super::Timestamp;

const DAY: u64 = 24 * 60 * 60;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Timestamp {
    /// As in a `Date` header, to the second: `Sun, 06 Nov 1994 08:49:37 GMT`.
    #[must_use]
    pub fn to_http_date(self) -> String {
        let Civil { year, month, day, hour, minute, second } = Civil::from_seconds(self.as_secs());
        let mut text = String::with_capacity(29);
        text.push_str(WEEKDAYS[usize::try_from(self.as_secs() / DAY % 7).unwrap_or_default()]);
        text.push_str(", ");
        push_digits(&mut text, day, 2);
        text.push(' ');
        text.push_str(MONTHS[usize::try_from(month - 1).unwrap_or_default()]);
        text.push(' ');
        push_digits(&mut text, year, 4);
        for (separator, number) in [(' ', hour), (':', minute), (':', second)] {
            text.push(separator);
            push_digits(&mut text, number, 2);
        }
        text.push_str(" GMT");
        text
    }

    /// Reads the form of a `Date` header that servers send, `Sun, 06 Nov 1994 08:49:37 GMT`; `None` for anything else.
    #[must_use]
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let (_weekday, rest) = text.split_once(", ")?;
        let mut words = rest.split(' ');
        let (day, month, year, time, zone) =
            (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
        let month = MONTHS.iter().position(|name| *name == month)?;
        let (hour, rest) = time.split_once(':')?;
        let (minute, second) = rest.split_once(':')?;
        if zone != "GMT" || words.next().is_some() {
            return None;
        }
        Civil {
            year: number(year, 4)?,
            month: u64::try_from(month).ok()? + 1,
            day: number(day, 2)?,
            hour: number(hour, 2)?,
            minute: number(minute, 2)?,
            second: number(second, 2)?,
        }
        .to_timestamp()
    }

    /// As in `X-Amz-Date`, to the second: `20150830T123600Z`. Its first eight characters are the date of a credential scope.
    #[must_use]
    pub fn to_amz_date(self) -> String {
        let Civil { year, month, day, hour, minute, second } = Civil::from_seconds(self.as_secs());
        let mut text = String::with_capacity(16);
        push_digits(&mut text, year, 4);
        push_digits(&mut text, month, 2);
        push_digits(&mut text, day, 2);
        text.push('T');
        push_digits(&mut text, hour, 2);
        push_digits(&mut text, minute, 2);
        push_digits(&mut text, second, 2);
        text.push('Z');
        text
    }

    /// As in log lines (RFC 3339), to the millisecond: `2015-08-30T12:36:00.123Z`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let Civil { year, month, day, hour, minute, second } = Civil::from_seconds(self.as_secs());
        let mut text = String::with_capacity("2015-08-30T12:36:00.123Z".len());
        for (value, width, end) in [
            (year, 4, '-'),
            (month, 2, '-'),
            (day, 2, 'T'),
            (hour, 2, ':'),
            (minute, 2, ':'),
            (second, 2, '.'),
            (self.as_millis() % 1000, 3, 'Z'),
        ] {
            push_digits(&mut text, value, width);
            text.push(end);
        }
        text
    }

    /// Reads the form of RFC 3339 in UTC, `2015-08-30T12:36:00.123Z`, with or without a fraction of the second, of which the
    /// milliseconds are kept; `None` for anything else.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z').filter(|text| text.is_ascii())?.split_once('T')?;
        let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let has_form = |text: &str, length: usize, places: [usize; 2], mark: u8| {
            text.len() == length && places.iter().all(|place| text.as_bytes()[*place] == mark)
        };
        if !has_form(date, 10, [4, 7], b'-') || !has_form(time, 8, [2, 5], b':') {
            return None;
        }
        if !(1..=9).contains(&fraction.len()) {
            return None;
        }
        let seconds = Civil {
            year: number(&date[..4], 4)?,
            month: number(&date[5..7], 2)?,
            day: number(&date[8..], 2)?,
            hour: number(&time[..2], 2)?,
            minute: number(&time[3..5], 2)?,
            second: number(&time[6..], 2)?,
        }
        .to_timestamp()?;
        let milliseconds = number(&format!("{fraction:0<3}")[..3], 3)?;
        Some(seconds + std::time::Duration::from_millis(milliseconds))
    }

    /// Reads the form of `X-Amz-Date`, `20150830T123600Z`; `None` for anything else.
    #[must_use]
    pub fn parse_amz_date(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        if !text.is_ascii() || date.len() != 8 || time.len() != 6 {
            return None;
        }
        Civil {
            year: number(&date[..4], 4)?,
            month: number(&date[4..6], 2)?,
            day: number(&date[6..], 2)?,
            hour: number(&time[..2], 2)?,
            minute: number(&time[2..4], 2)?,
            second: number(&time[4..], 2)?,
        }
        .to_timestamp()
    }
}

/// Writes `number` with at least `width` digits. Every request and response carries a date, and formatting machinery shows there.
fn push_digits(text: &mut String, number: u64, width: u32) {
    if number >= 10_u64.pow(width) {
        text.push_str(&number.to_string());
        return;
    }
    for place in (0..width).rev() {
        let digit = u8::try_from(number / 10_u64.pow(place) % 10).unwrap_or_default();
        text.push(char::from(b'0' + digit));
    }
}

/// A date and time in the Gregorian calendar, from 1970 on.
struct Civil {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

impl Civil {
    /// Hinnant's `civil_from_days`, for days that are not negative.
    const fn from_seconds(seconds: u64) -> Self {
        let shifted = seconds / DAY + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: year_of_era + era * 400 + if month <= 2 { 1 } else { 0 },
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: seconds % DAY / 3600,
            minute: seconds % 3600 / 60,
            second: seconds % 60,
        }
    }

    /// Hinnant's `days_from_civil`; `None` where there is no such date.
    fn to_timestamp(&self) -> Option<Timestamp> {
        let Self { year, month, day, hour, minute, second } = *self;
        if year < 1970 || !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        if day == 0 || day > days_in(year, month) {
            return None;
        }
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year / 400, year % 400);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Timestamp::from_secs(days * DAY + hour * 3600 + minute * 60 + second))
    }
}

const fn days_in(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Exactly `width` digits: a sign or a space, which `parse` would take or a date must not have, is refused.
fn number(text: &str, width: usize) -> Option<u64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Timestamp;

    /// 9999-12-31T23:59:59Z
    const LAST: u64 = 253_402_300_799;

    #[test]
    fn writes_the_form_of_rfc_3339() {
        assert_eq!(Timestamp::from_millis(784_111_777_005).to_rfc3339(), "1994-11-06T08:49:37.005Z");
        assert_eq!(Timestamp::UNIX_EPOCH.to_rfc3339(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(LAST * 1000 + 999).to_rfc3339(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_secs(LAST + 1).to_rfc3339(), "10000-01-01T00:00:00.000Z");
    }

    #[test]
    fn reads_the_form_of_rfc_3339() {
        for (text, milliseconds) in [
            ("1994-11-06T08:49:37.005Z", 784_111_777_005),
            ("1994-11-06T08:49:37Z", 784_111_777_000),
            ("1994-11-06T08:49:37.5Z", 784_111_777_500),
            ("1994-11-06T08:49:37.123456789Z", 784_111_777_123),
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), Some(Timestamp::from_millis(milliseconds)), "{text}");
        }
        for text in [
            "",
            "Z",
            "T",
            "1994-11-06",
            "1994-13-06T08:49:37Z",
            "1994-11-06T08:49:37",
            "1994-11-06T08:49:37.Z",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
        assert_eq!(Timestamp::parse_rfc3339("1994-11-06T08-49-37Z"), None);
        assert_eq!(Timestamp::parse_rfc3339("1994/11/06T08:49:37Z"), None);
    }

    #[test]
    fn writes_the_form_of_rfc_9110() {
        assert_eq!(Timestamp::from_secs(784_111_777).to_http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(Timestamp::UNIX_EPOCH.to_http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(Timestamp::from_secs(1_709_164_800).to_http_date(), "Thu, 29 Feb 2024 00:00:00 GMT");
    }

    #[test]
    fn writes_the_form_of_the_signatures_documentation() {
        assert_eq!(Timestamp::from_secs(1_440_938_160).to_amz_date(), "20150830T123600Z");
        assert_eq!(Timestamp::from_secs(LAST).to_amz_date(), "99991231T235959Z");
        assert_eq!(Timestamp::from_secs(LAST + 1).to_amz_date(), "100000101T000000Z");
    }

    #[test]
    fn refuses_dates_that_are_none() {
        for text in ["", "20150830", "20150230T000000Z", "20151301T000000Z", "20150830T240000Z"] {
            assert_eq!(Timestamp::parse_amz_date(text), None, "{text}");
        }
        for text in
            ["+0150830T123600Z", "2015083 T123600Z", "20150830T123600", "19691231T235959Z", "2015é30T123600Z"]
        {
            assert_eq!(Timestamp::parse_amz_date(text), None, "{text}");
        }
        for text in ["Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT", "06 Nov 1994", ""] {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_writes(seconds in 0..=LAST) {
            let time = Timestamp::from_secs(seconds);
            prop_assert_eq!(Timestamp::parse_http_date(&time.to_http_date()), Some(time));
            prop_assert_eq!(Timestamp::parse_amz_date(&time.to_amz_date()), Some(time));
        }

        #[test]
        fn never_panics_on_what_it_reads(text in "\\PC{0,32}") {
            let _ = Timestamp::parse_http_date(&text);
            let _ = Timestamp::parse_amz_date(&text);
        }
    }
}
