//! Where marks, wrappers and anchors come to stand.

use super::*;

/// A mark over the first occurrence of `words`.
fn mark(text: &str, words: &str, id: &str) -> Mark {
    Mark {
        span: span(text, words),
        id: id.to_owned(),
        class: "m".to_owned(),
        title: "t".to_owned(),
        note: "n".to_owned(),
    }
}

fn wrapper(span: Span, id: &str) -> Wrapper {
    Wrapper { span, id: Some(id.to_owned()), class: "w".to_owned(), says: String::new() }
}

fn anchor(offset: usize, id: &str) -> Anchor {
    Anchor { offset: offset as u32 + 100, id: id.to_owned() }
}

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("the words are in the text");
    Span::new(start, start + words.len()).shifted(100)
}

/// Short forms for the attributes that every mark here has.
fn short(html: &str) -> String {
    html.replace(" class=\"m\" title=\"t\"", "").replace(" data-note=\"n\"", " note")
}

#[test]
fn a_mark_runs_across_markup_and_is_never_badly_nested() {
    let text = "one *two three* `four five` [six](x) &amp; seven\neight nine\n";
    let marks = [mark(text, "three* `four five` [six](x) &amp; seven\neight", "a")];
    let out = rendered(text, &marks, &[], &[]);
    assert_eq!(
        short(&out.html),
        "<p>one <em>two <mark id=\"a\">three</mark></em> <code><mark>four five</mark></code> \
         <a href=\"x\"><mark>six</mark></a><mark note> &amp; seven\neight</mark> nine</p>\n"
    );
    assert_eq!(out.unset_marks, [0_usize; 0]);
}

#[test]
fn a_mark_that_cuts_an_entity_takes_all_of_it() {
    let text = "a &amp; b\n";
    let out = rendered(text, &[mark(text, "mp; b", "a")], &[], &[]);
    assert_eq!(short(&out.html), "<p>a <mark id=\"a\" note>&amp; b</mark></p>\n");
}

#[test]
fn a_mark_over_part_of_a_bare_address_lies_inside_the_link() {
    let text = "see http://x.y/z now\n";
    let out = rendered(text, &[mark(text, "x.y/z now", "a")], &[], &[]);
    assert_eq!(
        short(&out.html),
        "<p>see <a href=\"http://x.y/z\" rel=\"noreferrer\">http://<mark id=\"a\">x.y/z</mark></a><mark note> now</mark></p>\n"
    );
}

#[test]
fn marks_in_code_and_raw_html_are_told_back() {
    let text = "```\ncode\n```\n\n<p>raw</p>\n\ntext\n";
    let marks = [mark(text, "code", "a"), mark(text, "raw", "b"), mark(text, "text", "c")];
    let out = rendered(text, &marks, &[], &[]);
    assert_eq!(out.unset_marks, [0, 1]);
    assert!(short(&out.html).ends_with("<p><mark id=\"c\" note>text</mark></p>\n"));
}

#[test]
fn marks_and_ids_survive_the_sanitiser_and_nobody_can_imitate_them() {
    let text = "evil <b class=\"m\" id=\"a\" data-note=\"n\" data-cb-id=\"z\">bold</b>\n";
    let out = rendered(text, &[mark(text, "evil", "a")], &[], &[]);
    assert_eq!(short(&out.html), "<p><mark id=\"a\" note>evil</mark> <b>bold</b></p>\n");
}

#[test]
fn anchors_give_headings_their_ids_and_stand_where_they_belong() {
    let text = "## A\n\nx **B:** y C: z\n";
    let place = |words: &str| text.find(words).expect("the words are there");
    let anchors = [anchor(0, "a"), anchor(place("**B"), "b"), anchor(place("C:"), "c"), anchor(900, "end")];
    assert_eq!(
        rendered(text, &[], &[], &anchors).html,
        "<h3 id=\"a\">A<a class=\"permalink\" href=\"#a\" aria-label=\"Link to this section\">#</a></h3>\n\
         <p>x <span id=\"b\" class=\"anchor\"></span><strong>B:</strong> y <span id=\"c\" class=\"anchor\"></span>C: z\
         </p>\n<span id=\"end\" class=\"anchor\"></span>"
    );
}

#[test]
fn anchors_of_rows_and_items_stand_inside_them() {
    let text = "| a |\n|---|\n| b |\n\n- c\n";
    let anchors = [anchor(12, "row"), anchor(19, "item")];
    let html = rendered(text, &[], &[], &anchors).html;
    assert!(html.contains("<td><span id=\"row\" class=\"anchor\"></span>b</td>"), "{html}");
    assert!(html.contains("<li><span id=\"item\" class=\"anchor\"></span>c</li>"), "{html}");
}

#[test]
fn a_wrapper_goes_around_whole_blocks() {
    let text = "### A\n\np\n\n- q\n\n### B\n";
    let out = rendered(text, &[], &[wrapper(Span::new(100, 115), "w")], &[]);
    assert_eq!(
        out.html,
        "<div class=\"w\" id=\"w\">\n<h4>A</h4>\n<p>p</p>\n<ul>\n<li>q</li>\n</ul>\n</div>\n<h4>B</h4>\n"
    );
}

#[test]
fn an_item_and_a_row_carry_their_wrapper_themselves() {
    let text = "- a\n- b\n\n| h |\n|---|\n| c |\n";
    let wrappers = [wrapper(span(text, "- b\n"), "i"), wrapper(span(text, "| c |"), "r")];
    let html = rendered(text, &[], &wrappers, &[]).html;
    assert!(html.starts_with("<ul>\n<li>a</li>\n<li class=\"w\" id=\"i\">b</li>\n</ul>\n"), "{html}");
    assert!(html.contains("<tbody>\n<tr class=\"w\" id=\"r\"><td>c</td></tr>"), "{html}");
}

#[test]
fn a_list_of_one_item_is_wrapped_at_the_item() {
    let out = rendered("- a\n", &[], &[wrapper(Span::new(100, 103), "w")], &[]);
    assert_eq!(out.html, "<ul>\n<li class=\"w\" id=\"w\">a</li>\n</ul>\n");
}

#[test]
fn several_items_share_a_class_and_the_first_has_the_id() {
    let text = "- a\n- b\n- c\n";
    let out = rendered(text, &[], &[wrapper(span(text, "a\n- b\n"), "w")], &[]);
    assert_eq!(out.html, "<ul>\n<li class=\"w\" id=\"w\">a</li>\n<li class=\"w\">b</li>\n<li>c</li>\n</ul>\n");
}

#[test]
fn nested_wrappers_nest() {
    let text = "a\n\nb\n\nc\n";
    let wrappers = [wrapper(Span::new(100, 105), "o"), wrapper(Span::new(103, 104), "i")];
    assert_eq!(
        rendered(text, &[], &wrappers, &[]).html,
        "<div class=\"w\" id=\"o\">\n<p>a</p>\n<div class=\"w\" id=\"i\">\n<p>b</p>\n</div>\n</div>\n<p>c</p>\n"
    );
}

#[test]
fn a_wrapper_inside_a_paragraph_leaves_its_id() {
    let text = "a b c\n\nd\n";
    let out = rendered(text, &[], &[wrapper(span(text, "b"), "w")], &[]);
    assert_eq!(out.html, "<p>a b c</p>\n<span id=\"w\" class=\"anchor\"></span><p>d</p>\n");
}

#[test]
fn a_wrapper_ends_with_the_element_it_stands_in() {
    let text = "> a\n\nb\n";
    let out = rendered(text, &[], &[wrapper(Span::new(102, 106), "w")], &[]);
    assert!(out.html.starts_with("<div class=\"w\" id=\"w\">\n<blockquote>"), "{}", out.html);
    let text = "> x\n>\n> a\n\nb\n";
    let out = rendered(text, &[], &[wrapper(Span::new(108, 112), "w")], &[]);
    assert_eq!(
        out.html,
        "<blockquote>\n<p>x</p>\n<div class=\"w\" id=\"w\">\n<p>a</p>\n</div>\n</blockquote>\n<p>b</p>\n"
    );
}
