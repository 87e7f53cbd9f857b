//! Values that records write: days, moments, times of day, severities.

use std::collections::BTreeMap;

use jiff::civil;

use crate::config::Config;
use crate::model::{Date, Moment};

/// Reads `YYYY-MM-DD`, with `/` or `.` for the dashes too, at the start of a text.
/// Gives the day and how many bytes it took; the error says why the numbers are no day.
pub(super) fn date_prefix(text: &str) -> Option<Result<(Date, usize), String>> {
    let bytes = text.as_bytes();
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/' | b'.') || bytes.get(7) != Some(&separator) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if bytes.get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Some(date.map(|date| (Date(date), 10)).map_err(|error| error.to_string()))
}

/// Reads `HH:MM` or `HH:MM:SS[.fraction]`, with `am` or `pm`, at the start of a text, and how many bytes it took.
pub(super) fn time_prefix(text: &str) -> Option<(civil::Time, usize)> {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(0);
    if !(1..=2).contains(&hours) || text.as_bytes().get(hours) != Some(&b':') || digits(hours + 1) != 2 {
        return None;
    }
    let mut hour: i8 = text[..hours].parse().ok()?;
    let minute: i8 = text[hours + 1..hours + 3].parse().ok()?;
    let mut end = hours + 3;
    let mut second = 0;
    if text.as_bytes().get(end) == Some(&b':') && digits(end + 1) == 2 {
        second = text[end + 1..end + 3].parse().ok()?;
        end += 3;
        if text.as_bytes().get(end) == Some(&b'.') {
            end += 1 + digits(end + 1);
        }
    }
    let rest = text[end..].trim_start().to_ascii_lowercase();
    let half = ["am", "pm"]
        .into_iter()
        .find(|half| rest.strip_prefix(half).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric())));
    if let Some(half) = half {
        end += text[end..].len() - text[end..].trim_start().len() + 2;
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
    }
    civil::Time::new(hour, minute, second.min(59), 0).ok().map(|time| (time, end))
}

/// Reads a moment as front matter writes it: a day, a day with a time, or RFC 3339. What has an offset becomes UTC.
///
/// # Errors
/// Says what is wrong, in lower case.
pub(super) fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        let utc = timestamp.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        return Ok(Moment { date: Date(utc.date()), time: Some(utc.time()) });
    }
    let (date, length) = date_prefix(text).ok_or("it does not start with `YYYY-MM-DD`")??;
    let rest = text[length..].trim_start_matches([' ', 'T', 't', ',']);
    if rest.is_empty() {
        return Ok(Moment { date, time: None });
    }
    let (time, length) = time_prefix(rest).ok_or("the time is not `HH:MM`")?;
    // A zone's name behind the time is taken as told: times of one record are compared as they stand. So is a note in
    // brackets that ends it.
    let told = rest[length..].trim();
    let bracket = told.find(['(', '（']).filter(|_| told.ends_with([')', '）']));
    let zone = told[..bracket.unwrap_or(told.len())].trim();
    if !zone.is_empty() && !zone.bytes().all(|byte| byte.is_ascii_alphabetic() || b"()+-:0123456789 /_".contains(&byte))
    {
        return Err("text follows the time".to_owned());
    }
    Ok(Moment { date, time: Some(time) })
}

/// A name without the brackets that some editors make a link to a note of: `[[payments]]`.
pub(super) fn unlinked(name: &str) -> &str {
    let bare = name.trim();
    bare.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(bare).trim()
}

/// The word of the configured scale that a text means: `SEV-2 (major)` is `sev2`.
pub(crate) fn severity(config: &Config, text: &str) -> Option<String> {
    known_step(config, text).or_else(|| {
        // `2 - High` is the second step, and `SEV-2 – major` is too.
        let part = [" - ", " – ", " — ", ": "].into_iter().find_map(|dash| Some(text.split_once(dash)?.0))?;
        known_step(config, part)
    })
}

fn known_step(config: &Config, text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let first: String = lower.trim().split(['(', ',', '（', '/']).next().unwrap_or_default().trim().to_owned();
    let joined: String = first.chars().filter(|c| c.is_alphanumeric()).collect();
    let direct = config.severities.iter().find(|severity| {
        let plain: String = severity.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        plain == joined
    });
    let by_number = || config.severities.iter().find(|severity| names_of_step(severity).contains(&joined));
    direct.or_else(|| config.severity_aliases.get(&first)).or_else(by_number).cloned()
}

/// What else people call a step of a scale that ends in its number: `p2`, `severity2` and `2` for `sev2`. Where a scale
/// begins with 0, its worst is the worst here too.
pub(super) fn names_of_step(severity: &str) -> Vec<String> {
    const SCALES: [&str; 8] = ["", "p", "s", "sev", "severity", "prio", "priority", "level"];
    let name = severity.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &severity[name.len()..];
    if name.is_empty() || number.len() != 1 {
        return Vec::new();
    }
    let zero = (number == "1").then_some("0");
    let numbers = std::iter::once(number).chain(zero);
    numbers.flat_map(|number| SCALES.map(|scale| format!("{scale}{number}"))).collect()
}

/// The words that a search takes for a severity, in lower case, each with the one it means: the configured ones, and the
/// number of a step with what people write before it, where that is no step of its own.
pub(crate) fn severity_words(config: &Config) -> BTreeMap<String, String> {
    let mut words = config.severity_aliases.clone();
    for severity in &config.severities {
        let name = severity.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &severity[name.len()..];
        if name.is_empty() || number.len() != 1 {
            continue;
        }
        for word in ["", "p", "s", "sev", "sev-"].map(|scale| format!("{scale}{number}")) {
            if !config.severities.iter().any(|known| known.eq_ignore_ascii_case(&word)) {
                words.entry(word).or_insert_with(|| severity.clone());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::dates;
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        let show = |text: &str| moment(text).map(|moment| moment.to_string());
        assert_eq!(show("2026-02-04"), Ok("2026-02-04".to_owned()));
        assert_eq!(show("2026-02-04 07:49"), Ok("2026-02-04 07:49".to_owned()));
        assert_eq!(show("2026-02-04 07:49:45 UTC"), Ok("2026-02-04 07:49".to_owned()));
        assert_eq!(show("2026-02-04T07:49:45+02:00"), Ok("2026-02-04 05:49".to_owned()));
        assert_eq!(show("2026-02-04 07:49 UTC (the last pod)"), Ok("2026-02-04 07:49".to_owned()));
        assert_eq!(show("2026-02-04 07:49 (JST)（再起動）"), Ok("2026-02-04 07:49".to_owned()));
        assert!(show("2026-02-30").is_err());
        assert!(show("yesterday").is_err());
        assert!(show("2026-02-04 soon").is_err());
    }

    #[test]
    fn a_severity_is_asked_for_by_its_number_too() {
        let words = severity_words(&Config::default());
        for word in ["1", "p1", "s1", "sev-1", "critical"] {
            assert_eq!(words.get(word).map(String::as_str), Some("sev1"), "{word}");
        }
        assert!(!words.contains_key("sev1"));
        let own = Config { severities: vec!["P1".to_owned(), "1".to_owned()], ..Config::default() };
        assert_eq!(severity_words(&own).get("1"), None);
    }

    #[test]
    fn severities_are_read_under_the_names_that_people_give_their_scales() {
        let read = |text: &str| severity(&Config::default(), text);
        for text in [
            "sev2",
            "SEV-2 (major)",
            "Sev 2",
            "P2",
            "S2",
            "Severity 2",
            "Priority 2",
            "2",
            "2 - High",
            "P2 – major",
            "high",
            "Alta",
            "hoch",
            "高",
        ] {
            assert_eq!(read(text).as_deref(), Some("sev2"), "{text}");
        }
        assert_eq!(read("P0").as_deref(), Some("sev1"));
        for text in ["PM2", "v2", "12", "P22", "unknown", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_day_are_read_with_halves_and_seconds() {
        let show = |text: &str| time_prefix(text).map(|(time, length)| (time.to_string(), length));
        assert_eq!(show("09:20 first"), Some(("09:20:00".to_owned(), 5)));
        assert_eq!(show("9:20 pm x"), Some(("21:20:00".to_owned(), 7)));
        assert_eq!(show("12:05am"), Some(("00:05:00".to_owned(), 7)));
        assert_eq!(show("10:50:28.104713Z"), Some(("10:50:28".to_owned(), 15)));
        assert_eq!(show("99:20"), None);
        assert_eq!(show("1:2"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at_without_panic(text in "(?s).{0,40}") {
            let _ = (dates::find(&text), dates::at_start(&text), moment(&text), time_prefix(&text), date_prefix(&text));
        }
    }
}
