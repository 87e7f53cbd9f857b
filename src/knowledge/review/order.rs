//! Which of two incidents came first.
//!
//! The day decides; on the same day the time of day at which they began or were noticed, where both records give one.
//! Where that does not decide, because a record has no date or both have the same, ids do, numbers in them compared as
//! numbers: `PM2021-005` came before `PM2021-006`, and `pm-9` before `pm-10`. Of two incidents exactly one is earlier.

use std::cmp::Ordering;

use crate::model::{Incident, Moment};

/// Whether `one` came before `other`; `false` for the same incident.
pub fn is_earlier(one: &Incident, other: &Incident) -> bool {
    let day = |incident: &Incident| incident.date.as_ref().map(|date| date.value);
    let days = match (day(one), day(other)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    };
    let moments = || match (moment(one), moment(other)) {
        (Some(a), Some(b)) if day(one).is_some() && day(other).is_some() => a.cmp(&b),
        _ => Ordering::Equal,
    };
    days.then_with(moments).then_with(|| natural(one.id.as_str(), other.id.as_str())) == Ordering::Less
}

/// When it began or was noticed, where the time of day is known.
fn moment(incident: &Incident) -> Option<Moment> {
    let known = [&incident.started, &incident.detected].into_iter().flatten().map(|moment| moment.value);
    known.into_iter().find(|moment| moment.time.is_some())
}

/// Compares texts with their numbers as numbers.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one, other);
    loop {
        let (digits_a, digits_b) = (digits(a), digits(b));
        if !digits_a.is_empty() && !digits_b.is_empty() {
            let bare = |digits: &str| digits.trim_start_matches('0').to_owned();
            let (x, y) = (bare(digits_a), bare(digits_b));
            let numbers = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
            if numbers != Ordering::Equal {
                return numbers;
            }
            a = a.strip_prefix(digits_a).unwrap_or_default();
            b = b.strip_prefix(digits_b).unwrap_or_default();
            continue;
        }
        let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
        match (rest_a.next(), rest_b.next()) {
            // Equal but for zeros before numbers.
            (None, None) => return one.cmp(other),
            (x, y) if x == y => (a, b) = (rest_a.as_str(), rest_b.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{dated, incident, spanned};
    use crate::model::Date;

    #[test]
    fn the_day_decides_and_then_the_number_in_the_id() {
        let on = |id: &str, day: &str| dated(incident(id, &[]), day);
        assert!(is_earlier(&on("b", "2026-01-01"), &on("a", "2026-01-02")));
        assert!(is_earlier(&on("pm-9", "2026-01-01"), &on("pm-10", "2026-01-01")));
        assert!(!is_earlier(&on("pm-10", "2026-01-01"), &on("pm-9", "2026-01-01")));
    }

    #[test]
    fn without_a_date_the_id_decides() {
        assert!(is_earlier(&incident("pm2021-005", &[]), &dated(incident("pm2021-006", &[]), "2021-01-01")));
        assert!(!is_earlier(&incident("pm2021-006", &[]), &incident("pm2021-006", &[])));
        assert!(is_earlier(&incident("a-1", &[]), &incident("a-01b", &[])));
        assert_ne!(
            is_earlier(&incident("a-1", &[]), &incident("a-01", &[])),
            is_earlier(&incident("a-01", &[]), &incident("a-1", &[]))
        );
    }

    #[test]
    fn on_one_day_the_time_decides() {
        let at = |id: &str, hour: i8| {
            let mut incident = dated(incident(id, &[]), "2026-01-01");
            let date = Date("2026-01-01".parse().expect("a day"));
            let time = format!("{hour:02}:00").parse().expect("a time of day");
            incident.started = Some(spanned(Moment { date, time: Some(time) }));
            incident
        };
        assert!(is_earlier(&at("b", 9), &at("a", 10)));
    }
}
