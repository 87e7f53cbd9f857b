//! The terms that the page's script makes are those of the program: both are held to one table of texts and terms,
//! `tests/browser/terms.json`; `terms.test.mjs` there holds the script to it.

use std::fmt::Write as _;
use std::path::Path;

use casebook::text::{TermKind, each_term};

/// Texts that show every rule of the analyser.
const TEXTS: &[&str] = &[
    "The Queues were BLOCKED, café closed",
    "don't server's servers' it’s we'll 'quoted' l'heure O'Reilly's",
    "a queue.put_nowait() b.c:42 x->y Foo::bar<Baz> @decorator #42 $HOME/bin \\\\share\\x",
    "maxConnections HTTPServer IDs URLs IPv4 XMLHttpRequest iPhone AFTv5 aftv5 maxPods2 Étude ÀÉÎ éÉé",
    "E8318 python3 10ms v2 30s a3f9c k8s 2026 0x7fff 1e9 3.14 1,000 99.9% utf-8 sha256sum x86_64 m5.2xlarge",
    "event-loop /var/log/x.log:42 C:\\Temp 2026-01-02T10:20:30Z 10:20 -- --flag -9 one--two wait...what",
    "_private_ __init__ a_b__c end. @ $ x: user@example.org https://example.org/a/b?c=d&e=f#g",
    "障害が発生 x 水 DB接続error ｶﾞｿﾘﾝ サーバー が 서버가 중단 数据库连接池 耗尽了2次 タイムアウト発生。再起動",
    "𠀀𠀁 々〇 ﾊﾟｽﾜｰﾄﾞ か\u{3099}き 障\u{fe00}害 e\u{301}clair",
    "Größe Straße ŁÓDŹ œuvre Æsir Øre đđ ðð ıI İstanbul ΣΊΣΥΦΟΣ ς Ｆｕｌｌ ﬁne ½ x² Ⅷ",
    "co\u{ad}operate zero\u{200b}width soft\u{feff}bom Ελλάδα Привет мир हिन्दी ไทย عربى עברית",
    "generalization generously communities arsenal skies dying news proceed inning agreed feed hopping hoping filing",
    "relational conditional rational valence hesitancy digitizer conformably radically differently vilely analogously",
    "vietnamization predication operator feudalism decisiveness hopefulness callousness formality sensitivity",
    "triplicate formative formalize electrical hopeful goodness revival allowance inference airliner adjustable",
    "defensible irritant replacement adjustment dependent adoption homologou communism activate angulariti effective",
    "bowdlerize probate rate cease controll roll toy sayings yes syzygy ties cries by say happily ably ology biology",
    "",
    " \t\n-'.",
];

/// What the made-up texts are made of.
const PIECES: &[&str] = &[
    "a",
    "B",
    "é",
    "ß",
    "'",
    "’",
    "s",
    "t",
    ".",
    "/",
    "_",
    "-",
    ":",
    "1",
    "23",
    " ",
    " ",
    "障",
    "害",
    "ｶ",
    "ﾞ",
    "が",
    "서",
    "İ",
    "Σ",
    "ς",
    "camelCase",
    "HTTP",
    "v",
    "running",
    "flies",
    "\u{301}",
    "::",
    "..",
    "@",
    "𠀀",
    "\u{200b}",
    "É",
    "x",
    "Id",
    "Ⅷ",
    "²",
    "ǅ",
    "한",
    "\\",
    "#",
    "ll",
    "ment",
    "ation",
    "ed",
    "ing",
    "y",
];

fn made_up(count: u64) -> impl Iterator<Item = String> {
    (0..count).map(|number| {
        // splitmix64
        let mut state = number.wrapping_mul(0xd134_2543_de82_ef95);
        let mut next = move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (mixed ^ (mixed >> 31)) as usize
        };
        (0..3 + next() % 12).map(|_| PIECES[next() % PIECES.len()]).collect()
    })
}

/// A text and its terms as the script counts: places in UTF-16.
fn row(text: &str) -> String {
    let place = |at: usize| text[..at].encode_utf16().count();
    let mut terms = Vec::new();
    each_term(text, |term| {
        let kind = match term.kind {
            TermKind::Word => 0,
            TermKind::Identifier => 1,
            TermKind::Pair => 2,
        };
        terms.push((term.text.to_owned(), place(term.range.start), place(term.range.end), term.position, kind));
    });
    serde_json::to_string(&(text, terms)).expect("texts and numbers")
}

#[test]
fn the_table_that_holds_the_pages_script_is_what_the_analyser_says() {
    let texts = TEXTS.iter().map(|text| (*text).to_owned()).chain(made_up(400));
    let mut table = String::from("[\n");
    for text in texts {
        let _ = writeln!(table, "{},", row(&text));
    }
    let _ = writeln!(table, "{}\n]", row("the end"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/terms.json");
    if std::env::var_os("CASEBOOK_UPDATE").is_some() {
        std::fs::write(&path, &table).expect("the table can be written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == table, "the analyser changed: run this test with CASEBOOK_UPDATE=1, then mend the page's script");
}
