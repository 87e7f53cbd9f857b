//! Any text: no panic, nothing unsafe, nothing lost.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use proptest::prelude::*;
use pulldown_cmark::TagEnd;

use super::dom::{Page, read};
use super::*;

/// Pieces that texts are put together of, one a line, chosen to meet each other badly; `␤` stands for a line break and
/// `␠` for a blank.
const PIECES: &str = r#"
word
␤
␤␤
#␠
##␠
>␠
-␠
1.␠
␠␠
␠␠␠␠
*
**
`
```
```rust␤
~~
[
](
)
![
]:␠
[a]: b␤
[a]
[^n]
[^n]:␠
|␠
|---|---|␤
\
&amp;
&#0;
<
>
<b>
</b>
<div>
</div>
<table>
<td>
</td>
<tr>
<li>
<p>
</p>
<a href="javascript:x">
<a href=x>
</a>
<img src=x onerror=y>
<script>
</script>
<!--
-->
<style>
<svg><a>
<math>
<details>
<summary>
<input>
<select>
<y-z>
<textarea>
<template>
<?
<![CDATA[
<h1 onclick=x>
<pre>
http://x.y/z
javascript:x
-␠[x]␠
> [!NOTE]␤
é
日本
🦀
"
'
=
/"#;

fn text() -> impl Strategy<Value = String> {
    let mut pieces: Vec<String> =
        PIECES.lines().skip(1).map(|piece| piece.replace('␤', "\n").replace('␠', " ")).collect();
    // Not a lone `\r`: a decoded file has none (`store::decode`), and pulldown-cmark loses text behind it.
    pieces.extend(["\0", "\u{1b}", "\r\n", "\u{feff}"].map(str::to_owned));
    let piece = prop_oneof![9 => prop::sample::select(pieces), 1 => any::<char>().prop_filter("a lone return", |c| *c != '\r').prop_map(String::from)];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn check_safe(html: &str, page: &Page) -> Result<(), TestCaseError> {
    prop_assert!(!html.contains("<script"), "{html}");
    for (element, name, value) in &page.attributes {
        prop_assert!(!name.starts_with("on") && name != "style" && name != "srcset", "{element} {name} in {html}");
        if name == "href" || name == "src" {
            let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
            let real = |scheme: &String| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            let safe = scheme.filter(real).is_none_or(|scheme| ["http", "https", "mailto"].contains(&scheme.as_str()));
            prop_assert!(safe, "{value} in {html}");
        }
        let leaves = value.starts_with("//") || value.starts_with("http");
        prop_assert!(name != "src" || !leaves, "{value} in {html}");
    }
    Ok(())
}

/// The words of a text that stand nowhere in its HTML, with how often they are missing.
fn lost(text: &str, page: &Page) -> BTreeMap<String, i64> {
    let mut written: BTreeMap<String, i64> = BTreeMap::new();
    count(&mut written, &without_markup(text), 1);
    let mut lost = written.clone();
    count(&mut lost, &page.text, -1);
    for (_, name, value) in &page.attributes {
        if matches!(name.as_str(), "href" | "src" | "alt" | "title" | "data-language" | "start") {
            count(&mut lost, value, -1);
        }
    }
    // `MD5*SUMS*` is two words to this count, and one on the page.
    let shown = page.text.to_lowercase();
    lost.retain(|word, count| *count > 0 && (shown.matches(word.as_str()).count() as i64) < written[word]);
    lost
}

/// The text without its comments.
fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for comment in comments(text, 0) {
        out.push_str(text.get(done..comment.span.start as usize).unwrap_or_default());
        done = comment.span.end as usize;
    }
    out + &text[done..]
}

/// The text without what is markup and not a word: numbers and boxes of list items, labels of links, tags of elements
/// that stay elements, names of entities, comments.
fn without_markup(text: &str) -> String {
    let mut cuts: Vec<std::ops::Range<usize>> =
        comments(text, 0).into_iter().map(|comment| comment.span.range()).collect();
    let mut cut = |range: std::ops::Range<usize>| cuts.push(range);
    let is_kept = |html: &str| {
        let name = html.trim_start_matches(['<', '/']).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        matches!(elements::fate(&name.to_lowercase()), elements::Fate::Keep | elements::Fate::Unwrap)
    };
    for (event, range) in Parser::new_ext(text, dialect()).into_offset_iter() {
        match event {
            Event::Start(Tag::Item) => cut(range.start..range.start + wrap::marker_length(&text[range])),
            Event::Text(shown) if text[range.clone()].starts_with('&') && shown.chars().count() == 1 => cut(range),
            Event::InlineHtml(html) if is_kept(&html) => cut(range),
            Event::Html(html) => {
                let mut from = range.start;
                for tag in html.split_inclusive('>') {
                    let start = tag.find('<').unwrap_or(0);
                    if is_kept(&tag[start..]) {
                        cut(from + start..from + tag.len());
                    }
                    from += tag.len();
                }
            }
            Event::End(TagEnd::Link) if text[range.clone()].ends_with(']') => {
                let label = text[range.clone()].rfind("][").unwrap_or(range.len());
                cut(range.start + label..range.end);
            }
            _ => {}
        }
    }
    cuts.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::new();
    let mut done = 0;
    for range in cuts {
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push(' ');
            done = range.end;
        }
    }
    let rest = out.len();
    out.push_str(&text[done..]);
    let definitions: Vec<_> = out[rest..].lines().filter(|line| line.starts_with('[')).map(str::to_owned).collect();
    definitions.into_iter().fold(out, |out, line| match line.split_once("]:") {
        Some((label, _)) => out.replace(&format!("{label}]:"), ""),
        None => out,
    })
}

/// Counts words; where a script puts no blanks between them, characters.
fn count(counts: &mut BTreeMap<String, i64>, text: &str, by: i64) {
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        for word in run.split_inclusive(|c| c > '\u{2e80}').filter(|word| !word.is_empty()) {
            let own = word.char_indices().next_back().filter(|(at, c)| *at > 0 && *c > '\u{2e80}');
            let (before, last) = word.split_at(own.map_or(word.len(), |(at, _)| at));
            for word in [before, last].into_iter().filter(|word| !word.is_empty()) {
                *counts.entry(word.to_lowercase()).or_default() += by;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_safe_html_that_nests(text in text(), spans in prop::collection::vec((0..300_u32, 0..40_u32), 0..8)) {
        let mut marks = Vec::new();
        let mut wrappers = Vec::new();
        let mut anchors = Vec::new();
        let mut spans = spans;
        spans.sort_unstable();
        let mut free = 0;
        for (index, (start, length)) in spans.into_iter().enumerate() {
            let span = Span { start: start + 100, end: start + length + 100 };
            if span.start >= free {
                free = span.end;
                let (id, class) = (format!("m{index}"), "m".to_owned());
                marks.push(Mark { span, id, class, title: "t".to_owned(), note: "n".to_owned() });
            }
            wrappers.push(Wrapper { span, id: Some(format!("w{index}")), class: "w".to_owned(), says: String::new() });
            anchors.push(Anchor { offset: span.start, id: format!("a{index}") });
        }
        let out = rendered(&text, &marks, &wrappers, &anchors);
        let page = read(&out.html);
        prop_assert!(page.faults.is_empty(), "{:?} in {}", page.faults, out.html);
        check_safe(&out.html, &page)?;
        let ids: Vec<_> = page.attributes.iter().filter(|(_, name, _)| name == "id").map(|(_, _, id)| id).collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(ids.len(), unique.len(), "an id twice in {}", out.html);
        for wanted in wrappers.iter().filter_map(|w| w.id.as_ref()).chain(anchors.iter().map(|a| &a.id)) {
            prop_assert!(ids.contains(&wanted), "{} is missing in {}", wanted, out.html);
        }
        prop_assert_eq!(out.unset_marks, marks.iter().enumerate().filter(|(_, mark)| !ids.contains(&&mark.id)).map(|(index, _)| index).collect::<Vec<_>>());
        // `word` is part of no markup, so that it may never be lost.
        let at_least = without_comments(&text).matches("word").count();
        let found = page.text.matches("word").count()
            + page.attributes.iter().map(|(_, _, value)| value.matches("word").count()).sum::<usize>();
        prop_assert!(found >= at_least, "{found} of {at_least} in {}", out.html);
    }
}

#[test]
fn known_attacks_come_to_nothing() {
    let attacks = [
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<a href=\"\u{1}javascript:alert(1)\">x</a>",
        "[x](<java\nscript:alert(1)>) [y](&#x6A;avascript&colon;alert(1)) <javascript:alert(1)>",
        "<details/open/ontoggle=alert(1)>",
        "<img src=\"x\" src=\"javascript:alert(1)\" onerror=alert(1) srcset=\"//evil 1x\">",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<base href=//evil><link rel=stylesheet href=//evil><meta http-equiv=refresh content=0>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!-- --!><script>alert(1)</script> -->",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    ];
    for attack in attacks {
        for text in [attack.to_owned(), format!("x {attack}"), format!("- {attack}\n\n  <b>y</b>")] {
            let html = html(&text);
            let page = read(&html);
            assert!(page.faults.is_empty(), "{:?} in {html}", page.faults);
            check_safe(&html, &page).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }
}

#[test]
fn time_grows_with_the_length_of_the_text() {
    // Each of these was quadratic in some renderer; at this length that would take minutes.
    let unit = [
        "> ",
        "- ",
        "<b>",
        "<p>",
        "<a \"",
        "<!--",
        "](",
        "![",
        "http://",
        "`a",
        "|a",
        "[^a]",
        "*a ",
        "</b>",
        "<x y=",
        "[a]: b\n",
        "<div>\n",
        "))))http://",
        "<li>",
        "\\|",
    ];
    for unit in unit {
        let html = html(&unit.repeat(20_000));
        assert!(!html.is_empty());
    }
}

/// Every file under the folder that `CASEBOOK_CORPORA` names is rendered and looked through for lost words.
#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn no_word_of_a_real_record_is_lost() {
    let folder = std::env::var_os("CASEBOOK_CORPORA").expect("CASEBOOK_CORPORA names the folder");
    let mut report = String::new();
    let mut files = 0;
    for_each_file(Path::new(&folder), &mut |path, text| {
        files += 1;
        let out = rendered(text, &[], &[], &[]);
        let page = read(&out.html);
        if !page.faults.is_empty() {
            let _ = writeln!(report, "{}: {:?}", path.display(), page.faults);
        }
        check_safe(&out.html, &page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let lost = lost(text, &page);
        if !lost.is_empty() {
            let _ = writeln!(report, "{}: {lost:?}", path.display());
        }
    });
    assert!(files > 0, "no file in the folder");
    assert!(report.is_empty(), "{report}");
}

fn for_each_file(folder: &Path, act: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).expect("the folder can be read").flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            for_each_file(&path, act);
        } else if let Ok(bytes) = std::fs::read(&path) {
            act(&path, &String::from_utf8_lossy(&bytes));
        }
    }
}
