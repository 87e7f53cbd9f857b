//! A mistake in a user's template is told with its place and a way out, whatever kind it is.

use std::path::Path;

use super::{Config, PATTERN, SiteError, Theme, site_with};
use crate::site::built_in_words;

/// What is said of a folder of templates: the place, what stands there, the message and the help of each mistake.
fn said(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("creates");
        std::fs::write(path, text).expect("writes");
    }
    let theme = Theme::with_folder(folder.path(), "templates", built_in_words("en"));
    let built = theme.and_then(|theme| site_with(&[("a.md", "# A\n")], PATTERN, &Config::default(), theme));
    let Err(SiteError::Template { mistakes }) = built else { panic!("a mistake was taken") };
    let show = |mistake: &crate::site::Mistake| {
        let at = mistake.file.position(mistake.fault.span.start);
        let text = mistake.file.slice(mistake.fault.span);
        let help = mistake.fault.help.as_deref().unwrap_or_default();
        format!("{}:{}:{} {text:?} {} | {help}", mistake.file.path, at.line, at.column, mistake.fault.message)
    };
    mistakes.iter().map(show).collect()
}

fn lines(said: &[String]) -> Vec<&str> {
    said.iter().map(String::as_str).collect()
}

#[test]
fn a_slip_of_syntax() {
    let said = said(&[("404.html", "one\n{% if %}x{% endif %}")]);
    assert!(said.len() == 1 && said[0].starts_with("templates/404.html:2:"), "{said:?}");
}

#[test]
fn something_that_is_never_closed_is_told_with_what_to_look_for() {
    let said = said(&[(
        "404.html",
        "{% extends \"base.html\" %}\n{% block content %}\n{% if site %}x\n{% endblock content %}",
    )]);
    assert!(said.len() == 1 && said[0].starts_with("templates/404.html:4:"), "{said:?}");
    assert!(said[0].contains("| look for the `block` that it ends, or one in it, that has no end"), "{said:?}");
}

#[test]
fn a_value_that_no_page_has_and_one_that_is_misspelt() {
    assert_eq!(
        lines(&said(&[("404.html", "one\n<p>{{ site.titel }}</p>")])),
        ["templates/404.html:2:12 \"titel\" field `titel` is not defined | did you mean `title`?"]
    );
    let found = said(&[("404.html", "{{ pages.root }}")]);
    assert_eq!(found, ["templates/404.html:1:4 \"pages\" variable `pages` is not defined | did you mean `page`?"]);
}

#[test]
fn several_names_that_nobody_knows_are_told_at_once() {
    let found = said(&[
        ("404.html", "{% extends \"base.html\" %}\n{% block contnet %}é {{ site.title | uper }}{% endblock %}"),
        ("part.html", "{% include \"prat.html\" %}{{ <casebook.rwos rows={[]}/> }}{{ wrod(key=\"a\") }}"),
    ]);
    assert_eq!(
        lines(&found),
        [
            "templates/404.html:2:10 \"contnet\" block `contnet` is not defined in any parent template | did you mean `content`?",
            "templates/404.html:2:38 \"uper\" unknown filter `uper` | the filters are those of Tera 2: https://keats.github.io/tera/docs/",
            "templates/part.html:1:12 \"\\\"prat.html\\\"\" unknown template `prat.html` | did you mean `part.html`?",
            "templates/part.html:1:29 \"<casebook.rwos rows={[]}/>\" unknown component `casebook.rwos` | did you mean `casebook.rows`?",
            "templates/part.html:1:61 \"wrod(key=\\\"a\\\")\" unknown function `wrod` | did you mean `word`?",
        ]
    );
}

#[test]
fn a_parent_that_is_not_there_and_a_circle() {
    let found = said(&[("404.html", "{% extends \"bas.html\" %}")]);
    assert_eq!(found, ["templates/404.html:1:13 \"bas.html\" unknown template `bas.html` | did you mean `base.html`?"]);
    let found = said(&[("a.html", "{% include \"b.html\" %}"), ("b.html", "\n{% include \"a.html\" %}")]);
    assert!(found[0].starts_with("templates/a.html:1:4 \"include\" this template leads back to itself"), "{found:?}");
}

#[test]
fn a_mistake_in_a_file_that_others_include_names_that_file() {
    let found = said(&[("404.html", "{% include \"part.html\" %}"), ("part.html", "\n\n  {{ site.titel }}")]);
    assert_eq!(found, ["templates/part.html:3:11 \"titel\" field `titel` is not defined | did you mean `title`?"]);
}

#[test]
fn a_word_that_is_not_there() {
    let found = said(&[("404.html", "{{ word(key=\"home.newst\") }}")]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("templates/404.html:1:") && found[0].contains("did you mean `home.newest`?"),
        "{found:?}"
    );
}

#[test]
fn a_folder_that_is_not_there_has_no_mistakes() {
    let theme = Theme::with_folder(Path::new("no-such-folder"), "templates", built_in_words("en"));
    assert!(theme.is_ok_and(|theme| theme.notes().is_empty()));
}
