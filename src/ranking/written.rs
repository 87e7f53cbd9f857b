//! How else an identifier may be written: in parts, a version without its `v`, the code of an error without its `0x`.

use super::plan::{Form, Side};
use crate::text;

/// What the parts of an identifier count side by side, where no record has it whole.
const IN_PARTS: f64 = 0.9;
/// An identifier of more parts is looked for whole only: each part costs a list of places.
const MOST_PARTS: usize = 4;

/// The parts of an identifier at their distances: the end of a path, or `2.14` in `v2.14.0`.
pub(super) fn side_by_side(mut parts: Vec<(String, u32)>) -> Vec<Form> {
    if !(2..=MOST_PARTS).contains(&parts.len()) {
        return Vec::new();
    }
    let first = parts[0].1;
    for (_, at) in &mut parts {
        *at -= first;
    }
    let row = |terms: Vec<_>| Form { terms, side: Side::BySide, trust: IN_PARTS };
    let other = other_version(&parts).map(|other| {
        let mut parts = parts.clone();
        parts[0].0 = other;
        row(parts)
    });
    std::iter::once(row(parts)).chain(other).collect()
}

/// The first part of a version as others write it: `v2` for `2`, and `2` for `v2`.
fn other_version(parts: &[(String, u32)]) -> Option<String> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let ((first, _), rest) = parts.split_first()?;
    let number = first.strip_prefix('v').unwrap_or(first);
    let is_version = is_number(number) && rest.iter().all(|(part, _)| is_number(part));
    is_version.then(|| if number == first { format!("v{number}") } else { number.to_owned() })
}

/// A code of an error that people write with and without `0x`: eight digits of which the first is `8` or more, as of
/// every code of Windows that tells a failure.
pub(super) fn other_code(typed: &str) -> Option<Form> {
    let digits = typed.strip_prefix("0x").unwrap_or(typed);
    let is_code = digits.len() == 8
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && matches!(digits.as_bytes()[0], b'8' | b'9' | b'a'..=b'f')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    let other = if digits == typed { format!("0x{digits}") } else { digits.to_owned() };
    is_code.then(|| Form::term(text::stem(&other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::{Jargon, Plan, Query};

    #[test]
    fn an_identifier_that_no_record_has_is_looked_for_in_parts() {
        let parts = |text: &str| {
            let plan = Plan::of(&Query::parse(text), &Jargon::default());
            let form =
                |form: &Form| form.terms.iter().map(|(term, at)| format!("{term}+{at}")).collect::<Vec<_>>().join(" ");
            plan.units[0].in_parts.iter().map(form).collect::<Vec<_>>()
        };
        assert_eq!(parts("checkout/apply-voucher"), ["checkout+0 appli+1 voucher+2"]);
        assert_eq!(parts("2.14"), ["2+0 14+1", "v2+0 14+1"]);
        assert_eq!(parts("v2.14.0"), ["v2+0 14+1 0+2", "2+0 14+1 0+2"]);
        assert_eq!(parts("a/path/of/many/parts"), [""; 0]);
        assert_eq!(parts("voucher"), [""; 0]);
        let whole = Plan::of(&Query::parse("2.14"), &Jargon::default()).units.remove(0);
        assert_eq!((whole.in_parts().forms.len(), whole.in_parts().in_parts.len()), (2 + whole.forms.len(), 0));
    }
}
