//! Numbers in printable characters that neither JSON nor a script has to escape; `c-index.js` reads them.
//!
//! There are 91 digits: `#` to `~` without the backslash. A digit stands alone where its range is small; otherwise a
//! number says itself where it ends.

/// How many digits there are.
pub const DIGITS: u32 = 91;

/// Digits below this one end a number, the others go before.
const ENDING: u32 = 61;

/// The most steps of a share: digits below end a posting, the others tell the gap before it.
pub const SHARES: u32 = 63;

/// One digit.
pub fn digit(value: u32, out: &mut String) {
    debug_assert!(value < DIGITS, "a digit is below {DIGITS}");
    out.push(char::from((value + if value < 57 { 35 } else { 36 }) as u8));
}

/// A number of any size: 1 character below 61, 2 below 1,830.
pub fn number(value: u32, out: &mut String) {
    before(value / ENDING, ENDING, out);
    digit(value % ENDING, out);
}

/// A document and its share: how many documents were passed over since the last one, and the share from 1 to
/// [`SHARES`].
pub fn posting(gap: u32, share: u8, out: &mut String) {
    before(gap, SHARES, out);
    digit(u32::from(share).clamp(1, SHARES) - 1, out);
}

/// The digits of `high` that go before the one that ends a number, the highest first; none for 0.
fn before(high: u32, ending: u32, out: &mut String) {
    let base = DIGITS - ending;
    if high > 0 {
        before(high / base, ending, out);
        digit(ending + high % base, out);
    }
}

/// Some of `all` documents, ascending: the gaps between them, or behind a blank a bit for each document, six a
/// character; whichever is shorter.
pub fn documents(documents: &[u32], all: usize) -> String {
    let (mut gaps, mut next) = (String::new(), 0);
    for &document in documents {
        number(document - next, &mut gaps);
        next = document + 1;
    }
    if gaps.len() <= all / 6 + 1 {
        return gaps;
    }
    let mut sixes = vec![0_u32; all.div_ceil(6)];
    for &document in documents {
        sixes[document as usize / 6] |= 1 << (document % 6);
    }
    let mut bits = String::from(" ");
    for six in sixes {
        digit(six, &mut bits);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn every_digit_is_printable_and_needs_no_escape() {
        let all = written(|out| (0..DIGITS).for_each(|value| digit(value, out)));
        assert_eq!(all.len(), 91);
        assert!(all.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'"' && byte != b'!'));
        assert!(all.bytes().is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn numbers_and_postings_take_the_characters_they_need() {
        assert_eq!(written(|out| number(0, out)), "#");
        assert_eq!(written(|out| number(60, out)).len(), 1);
        assert_eq!(written(|out| number(61, out)).len(), 2);
        assert_eq!(written(|out| number(1_829, out)).len(), 2);
        assert_eq!(written(|out| number(1_830, out)).len(), 3);
        assert_eq!(written(|out| posting(0, 1, out)), "#");
        assert_eq!(written(|out| posting(27, 63, out)).len(), 2);
        assert_eq!(written(|out| posting(28, 63, out)).len(), 3);
    }

    #[test]
    fn many_documents_are_bits_and_few_are_gaps() {
        assert_eq!(documents(&[0, 2], 1000), "#$");
        assert_eq!(documents(&(0..1000).collect::<Vec<_>>(), 1000).len(), 1 + 167);
        assert_eq!(documents(&[], 0), "");
    }
}
