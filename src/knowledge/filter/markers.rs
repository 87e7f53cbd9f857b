//! The words that tie a cause to what it caused, as data.
//!
//! Words stand as [`crate::text::folded`] leaves them: lower case, without accents and apostrophes. Where two
//! markers begin at one word, the longer one holds.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Which side of a marker the cause stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `X led to Y`: before it.
    Before,
    /// `Y due to X`: behind it.
    Behind,
    /// `we found that X`: behind it, but it may be no more than what was seen.
    Found,
}

/// A marker of several words.
pub struct Marker {
    /// The words behind the first.
    pub rest: Vec<&'static str>,
    /// Where the cause stands.
    pub side: Side,
}

/// All markers by their first word, the longest first.
pub static MARKERS: LazyLock<HashMap<&str, Vec<Marker>>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Vec<Marker>> = HashMap::new();
    for (side, markers) in [(Side::Before, BEFORE), (Side::Behind, BEHIND), (Side::Found, FOUND)] {
        for marker in markers {
            let mut words = marker.split(' ');
            let first = words.next().unwrap_or_default();
            table.entry(first).or_default().push(Marker { rest: words.collect(), side });
        }
    }
    for markers in table.values_mut() {
        markers.sort_by_key(|marker| std::cmp::Reverse(marker.rest.len()));
    }
    table
});

/// Behind these words stands what was caused.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "caused", "causing", "led to", "leading to", "resulted in", "resulting in", "triggered", "triggering",
    "meant that", "which meant", "meaning that", "gave rise to", "contributed to", "brought down", "took down",
    "knocked out", "was the cause", "were the cause", "is the cause", "was the root cause", "is the root cause",
    "were the root cause", "was the culprit", "is the culprit", "was the reason", "is the reason", "was the trigger",
    "was responsible", "were responsible", "is responsible", "was to blame", "were to blame", "is to blame",
    "was at fault", "as the root cause", "as the cause", "as the culprit", "as the source", "and as a result",
    "as a result we", "as a result the", "as a consequence the",
    "fuhrte zu", "fuhrten zu", "fuhrte dazu", "verursachte", "verursachten", "hat dazu gefuhrt",
    "a provoque", "ont provoque", "a cause", "ont cause", "a entraine", "ont entraine", "etait la cause",
    "causo", "provoco", "provocaron", "fue la causa", "dio lugar a", "causou", "provocou", "foi a causa",
    "ha causato", "hanno causato", "ha provocato", "era la causa",
];

/// Behind these words stands the cause.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "caused by", "due to", "because", "because of", "owing to", "as a result of", "as a consequence of",
    "as a direct result of", "resulted from", "resulting from", "stemmed from", "stemming from", "stems from",
    "arose from", "originated from", "originated in", "triggered by", "brought on by", "attributed to",
    "attributable to", "traced to", "traced back to", "traced down to", "on account of", "boils down to",
    "boiled down to", "came down to", "comes down to", "turned out to be", "turned out that", "turns out that",
    "it turned out", "happened when", "happened because", "happened after", "occurred when", "occurred because",
    "started when", "began when", "began after", "started after", "broke when", "failed because", "down to a",
    "wegen", "aufgrund", "weil", "verursacht durch", "ausgelost durch", "ursache war", "ursache ist", "grund war",
    "schuld war",
    "a cause de", "a cause du", "a cause d", "en raison de", "en raison du", "en raison d", "provoque par",
    "cause par", "causee par", "cause etait", "parce que", "du a", "due a",
    "debido a", "debido al", "a causa de", "a causa del", "causado por", "causada por", "provocado por",
    "provocada por", "porque", "la causa fue", "causa raiz fue",
    "devido a", "devido ao", "por causa de", "por causa do", "por causa da", "causa foi", "causa raiz foi",
    "a causa di", "causato da", "causata da", "dovuto a", "dovuta a", "perche", "causa era",
];

/// Behind these words stands what somebody found out.
#[rustfmt::skip]
const FOUND: &[&str] = &[
    "we found", "we discovered", "we realised", "we realized", "we learned", "we learnt", "we identified",
    "we determined", "we established", "we uncovered", "we concluded", "i found", "i discovered", "i realised",
    "i realized", "team found", "team discovered", "team identified", "team determined", "engineers found",
    "engineers discovered", "engineers identified", "engineers have identified", "engineers determined",
    "engineers have determined", "investigation found", "investigation revealed", "investigation showed",
    "analysis revealed", "analysis showed", "was found that", "was discovered that", "was determined that",
    "was identified that", "was established that", "been identified as", "was identified as", "were identified as",
    "found out that", "found that", "discovered that", "determined that", "revealed that", "identified that",
    "realised that", "realized that", "confirmed that", "concluded that",
];

/// Markers of languages that set no blanks between words.
pub const UNSPACED: &[(&str, Side)] = &[
    ("原因は", Side::Behind),
    ("が原因", Side::Before),
    ("を引き起こ", Side::Before),
    ("したため", Side::Before),
    ("いたため", Side::Before),
    ("れたため", Side::Before),
    ("ったため", Side::Before),
    ("たことで", Side::Before),
    ("によって", Side::Before),
    ("により", Side::Before),
    ("原因是", Side::Behind),
    ("由于", Side::Behind),
    ("由於", Side::Behind),
    ("因为", Side::Behind),
    ("因為", Side::Behind),
    ("导致", Side::Before),
    ("導致", Side::Before),
    ("造成", Side::Before),
];
