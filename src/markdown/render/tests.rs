//! What rendering promises: whole outputs for small inputs, and properties for any input.

mod dom;
mod hostile;
mod placing;

use super::*;

/// Renders with a resolver that keeps relative addresses inside and sends everything else outside.
fn html(text: &str) -> String {
    rendered(text, &[], &[], &[]).html
}

fn rendered(text: &str, marks: &[Mark], wrappers: &[Wrapper], anchors: &[Anchor]) -> Rendered {
    let resolve = |link: Link<'_>| match link.destination {
        "nowhere" => LinkTarget::Nowhere,
        to if to.contains(':') => LinkTarget::Outside(to.to_owned()),
        to => LinkTarget::Inside(to.to_owned()),
    };
    let options = RenderOptions {
        offset: 100,
        marks,
        wrappers,
        anchors,
        resolve: &resolve,
        first_heading_level: 2,
        under: 6,
        without_title: false,
        say: &english,
    };
    render(text, &options)
}

/// As a page in English says them.
fn english(label: Label) -> String {
    match label {
        Label::Footnotes => "Footnotes".to_owned(),
        Label::Footnote { number } => format!("Footnote {number}"),
        Label::FootnoteBack { number, time } => format!("Back to reference {time} of footnote {number}"),
        Label::Heading => "Link to this section".to_owned(),
        Label::Table { number } => format!("Table {number}"),
        Label::Task { done } => if done { "Done" } else { "Open" }.to_owned(),
        Label::Comment => "comment:".to_owned(),
        Label::Alert(kind) => format!("{}{}", kind[..1].to_uppercase(), &kind[1..]),
    }
}

#[test]
fn headings_are_shifted_and_end_at_six() {
    assert_eq!(
        html("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\n##\n"),
        "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>\n<h6>e</h6>\n<h6>f</h6>\n"
    );
}

#[test]
fn a_level_of_headings_that_the_author_left_out_is_closed_up_and_brothers_stay_brothers() {
    let text = "# a\n\n#### b\n\n#### c\n\n## d\n\n##### e\n\n### f\n";
    let expected = "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n<h3>d</h3>\n<h4>e</h4>\n<h4>f</h4>\n";
    assert_eq!(html(text), expected);
}

#[test]
fn the_title_is_left_out_once() {
    let resolve = |_: Link<'_>| LinkTarget::Nowhere;
    let anchors = [Anchor { offset: 0, id: "t".to_owned() }];
    let options = RenderOptions {
        offset: 0,
        marks: &[],
        wrappers: &[],
        anchors: &anchors,
        resolve: &resolve,
        first_heading_level: 1,
        under: 6,
        without_title: true,
        say: &english,
    };
    let html = render("# Title\n\n# Other\n", &options).html;
    assert_eq!(html, "<span id=\"t\" class=\"anchor\"></span><h1>Other</h1>\n");
}

#[test]
fn tables_are_aligned_by_class_and_lose_no_cell() {
    assert_eq!(
        html("| a |  |\n|--:|---|\n| 1 | 2 | <3> | 4 |\n"),
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table 1\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"align-right\">a</th><td></td></tr></thead>\n<tbody>\n\
         <tr><td class=\"align-right\">1</td><td>2</td><td>&lt;3&gt; | 4</td></tr>\n</tbody></table></div>\n"
    );
}

#[test]
fn task_boxes_are_labelled() {
    assert_eq!(
        html("- [x] a\n- [ ] b\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled=\"\" aria-label=\"Open\"> b</li>\n</ul>\n"
    );
}

#[test]
fn numbers_that_an_author_left_out_stay_out() {
    assert_eq!(
        html("2. a\n3. b\n7. c\n7. d\n"),
        "<ol start=\"2\">\n<li>a</li>\n<li>b</li>\n<li value=\"7\">c</li>\n<li>d</li>\n</ol>\n"
    );
}

#[test]
fn footnotes_link_both_ways_and_none_is_lost() {
    assert_eq!(
        html("a[^x] b[^x]\n\n[^y]: unused\n\n[^x]: note\n"),
        "<p>a<sup class=\"footnote-reference\" id=\"footnote--1-ref-1\"><a href=\"#footnote--1\" role=\"doc-noteref\" \
         aria-label=\"Footnote 1\">1</a></sup> b<sup class=\"footnote-reference\" id=\"footnote--1-ref-2\">\
         <a href=\"#footnote--1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n\
         <li id=\"footnote--1\"><p>note</p>\n<p class=\"footnote-back\"><a href=\"#footnote--1-ref-1\" \
         role=\"doc-backlink\" aria-label=\"Back to reference 1 of footnote 1\">↩</a> <a href=\"#footnote--1-ref-2\" \
         role=\"doc-backlink\" aria-label=\"Back to reference 2 of footnote 1\">↩</a> </p></li>\n\
         <li><p>unused</p>\n</li>\n</ol></section>\n"
    );
}

#[test]
fn alerts_have_a_title() {
    assert_eq!(
        html("> [!WARNING]\n> hot\n"),
        "<div class=\"alert alert-warning\" role=\"note\"><p class=\"alert-title\">Warning</p>\n<p>hot</p>\n</div>\n"
    );
}

#[test]
fn bare_addresses_become_links_but_not_in_code_or_links() {
    assert_eq!(
        html("see https://x.y/a_b?c=d&e. `http://n` [http://m](z)\n"),
        "<p>see <a href=\"https://x.y/a_b?c=d&amp;e\" rel=\"noreferrer\">https://x.y/a_b?c=d&amp;e</a>. \
         <code>http://n</code> <a href=\"z\">http://m</a></p>\n"
    );
}

#[test]
fn links_that_lead_nowhere_keep_their_text_and_address() {
    let out = rendered("[a](nowhere) [b](javascript:x) [c](slack://d \"t\")\n", &[], &[], &[]);
    assert_eq!(
        out.html,
        "<p><span class=\"no-link\" title=\"nowhere\">a</span> <span class=\"no-link\">b</span> \
         <span class=\"no-link\" title=\"t\">c</span></p>\n"
    );
    assert_eq!(out.removed, [("javascript:".to_owned(), 1), ("slack:".to_owned(), 1)].into());
}

#[test]
fn pictures_from_elsewhere_become_links() {
    assert_eq!(
        html("![a *b*](p.png \"t\") ![c](https://x.y/c.png) ![](https://x.y/d.png) [![e](https://x.y/e.png)](f)\n"),
        "<p><img src=\"p.png\" alt=\"a b\" title=\"t\" loading=\"lazy\"> \
         <a class=\"picture\" href=\"https://x.y/c.png\" rel=\"noreferrer\">c</a> \
         <a class=\"picture\" href=\"https://x.y/d.png\" rel=\"noreferrer\">d.png</a> \
         <a href=\"f\"><span class=\"picture\" title=\"https://x.y/e.png\">e</span></a></p>\n"
    );
}

#[test]
fn code_keeps_its_info_and_language() {
    assert_eq!(
        html("```text title=x\na<b\n```\n\n    plain\n"),
        "<p class=\"code-info\">text title=x</p>\n<pre tabindex=\"0\" data-language=\"text\">\
         <code class=\"language-text\">a&lt;b\n</code></pre>\n<pre tabindex=\"0\"><code>plain\n</code></pre>\n"
    );
}

#[cfg(feature = "highlight")]
#[test]
fn coloured_code_keeps_its_classes_beside_raw_html() {
    let coloured = "<pre tabindex=\"0\" data-language=\"diff\"><code class=\"language-diff\"><span class=\"i\">+a \
                    class=&quot;x&quot;\n</span></code></pre>\n";
    let code = "```diff\n+a class=\"x\"\n```\n";
    assert_eq!(html(code), coloured);
    let beside = html(&format!("{code}\n<b>x</b>\n"));
    assert_eq!(beside.replace("&quot;", "\""), format!("{}<p><b>x</b></p>\n", coloured.replace("&quot;", "\"")));
}

#[test]
fn labels_that_no_link_uses_are_shown() {
    assert_eq!(
        html("[note]: important\n[a]: b\n[a]: again\n\n[a]\n\n> [q]: r\n\n- [i]: j\n"),
        "<p class=\"definition\">[note]: important</p>\n<p class=\"definition\">[a]: again</p>\n<p><a href=\"b\">a</a>\
         </p>\n<blockquote>\n<p class=\"definition\">[q]: r</p>\n</blockquote>\n<ul>\n<li><p class=\"definition\">\
         [i]: j</p>\n</li>\n</ul>\n"
    );
}

#[test]
fn raw_html_is_kept_without_what_is_the_authors_own_look() {
    assert_eq!(
        html("<details open onclick=x><summary class=a id=b style=c>s</summary>\n\n**m**\n\n</details>\n"),
        "<details open=\"\"><summary>s</summary>\n<p><strong>m</strong></p>\n</details>\n"
    );
}

#[test]
fn raw_links_and_pictures_are_resolved_too() {
    let out = rendered(
        "<a href=\"javascript:x\">a</a> <a href=\"&#106;avascript:x\">b</a> <a href=\"https://x.y\">c</a> \
         <img src=\"//x.y/p.png\" alt=\"d\" onerror=\"x\"> <img src=p.png alt=e>\n",
        &[],
        &[],
        &[],
    );
    assert_eq!(
        out.html,
        "<p><span class=\"no-link\">a</span> <span class=\"no-link\">b</span> \
         <a href=\"https://x.y\" rel=\"noreferrer\">c</a> \
         <a class=\"picture\" href=\"https://x.y/p.png\" rel=\"noreferrer\">d</a> \
         <img src=\"p.png\" alt=\"e\" loading=\"lazy\"></p>\n"
    );
    assert_eq!(out.removed, [("javascript:".to_owned(), 2)].into());
}

#[test]
fn what_is_no_element_is_shown_as_text() {
    let out = rendered("curl <your-token> &lt; <script>alert(1)</script>\n", &[], &[], &[]);
    assert_eq!(out.html, "<p>curl &lt;your-token&gt; &lt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    assert_eq!(out.removed, [("script".to_owned(), 1), ("your-token".to_owned(), 1)].into());
}

#[test]
fn scripts_are_shown_and_comments_only_where_they_never_end() {
    assert_eq!(
        html("<script>\nif (a<b) {}\n</script>\n\n<!-- a\n\nnote -->\n\nx <!-- in line --> y\n\n<!-- open\n"),
        "<pre class=\"raw-html\" tabindex=\"0\"><code>&lt;script&gt;\nif (a&lt;b) {}\n&lt;/script&gt;</code></pre>\n\n\n\
         <p>x  y</p>\n<p class=\"aside\" data-says=\"comment:\">open</p>\n"
    );
}

#[test]
fn unbalanced_tags_end_with_what_they_stand_in() {
    assert_eq!(
        html("> <div>a\n\n*b <b>c* d</b> </div>\n"),
        "<blockquote>\n<div>a\n</div></blockquote>\n<p><em>b <b>c</b></em> d </p>\n"
    );
}

#[test]
fn a_text_that_nests_too_deep_is_shown_as_its_source() {
    let text = format!("{} <b>deep</b>\n", ">".repeat(100));
    let mark = Mark {
        span: Span::new(204, 208),
        id: "m".to_owned(),
        class: "c".to_owned(),
        title: "t".to_owned(),
        note: "n".to_owned(),
    };
    let out = rendered(&text, &[mark], &[], &[]);
    let quotes = "&gt;".repeat(100);
    assert_eq!(
        out.html,
        format!(
            "<pre class=\"source\" tabindex=\"0\"><code>{quotes} &lt;b&gt;\
             <mark id=\"m\" class=\"c\" title=\"t\" data-note=\"n\">deep</mark>&lt;/b&gt;\n</code></pre>\n"
        )
    );
}

#[test]
fn a_box_of_any_kind_has_its_title_and_loses_no_word() {
    assert_eq!(
        html("> [!summary]\n> slow\n"),
        "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Summary</p>\n<p>slow</p>\n</div>\n"
    );
    assert_eq!(
        html("> [!bug]- Root `cause`\n> A *lock.*\n>\n> - held\n"),
        "<div class=\"alert alert-caution\" role=\"note\"><p class=\"alert-title\"><span class=\"alert-kind\">bug</span> \
         Root <code>cause</code></p>\n<p>A <em>lock.</em></p>\n<ul>\n<li>held</li>\n</ul>\n</div>\n"
    );
    assert_eq!(
        html("> [!tip] **a\n> b** c\n> d\n"),
        "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\"><span class=\"alert-kind\">tip</span> \
         <strong>a\nb</strong> c</p>\n<p>d</p>\n</div>\n"
    );
    assert_eq!(
        html("> [!x](y) z\n"),
        "<blockquote>\n<p>[!x](y) z</p>\n</blockquote>\n".replace("[!x](y)", "<a href=\"y\">!x</a>")
    );
}

#[test]
fn links_of_wikis_are_shown_without_their_brackets() {
    let to_a = "[[a|the first]] ![[p.png]] [[nowhere]] `[[code]]` [[ -n $x ]]\n";
    assert_eq!(
        html(to_a),
        "<p><a href=\"a\">the first</a> <a href=\"p.png\">p.png</a> <span class=\"no-link\">nowhere</span> \
         <code>[[code]]</code> [[ -n $x ]]</p>\n"
    );
}

#[test]
fn a_mark_over_a_link_of_a_wiki_ends_with_its_words() {
    let mark = |start: usize, end: usize| Mark {
        span: Span::new(100 + start, 100 + end),
        id: "m".to_owned(),
        class: String::new(),
        title: String::new(),
        note: "n".to_owned(),
    };
    for (start, end) in [(0, 12), (4, 12), (6, 11), (0, 11)] {
        let out = rendered("see [[a|it]] now\n", &[mark(start, end)], &[], &[]).html;
        assert_eq!(out.matches("<mark").count(), out.matches("</mark>").count(), "{out}");
        assert!(out.contains("data-note=\"n\">it</mark></a> now"), "{out}");
    }
}
