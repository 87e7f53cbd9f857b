//! A rule's page, made of the registry and the rule's fixtures: for `casebook check --explain` and `docs/rules/`.

use std::fmt::Write;

use crate::diag::{Family, Fixture, FixtureForm, RULES, Rule};

/// The page of a rule, in Markdown.
pub fn page(rule: &Rule) -> String {
    let (bad, good) = (Fixture::parse(rule.bad), Fixture::parse(rule.good));
    let mut out = format!("# {}\n\n{}.\n\n", rule.id, rule.summary());
    let _ = writeln!(out, "Level: {}.\n\n{}\n\n## Example\n", rule.level.word(), rule.explanation());
    files(&mut out, &bad);
    if let Some(expected) = &bad.expected {
        let command = if rule.family == Family::Expectations { "eval" } else { "check" };
        let _ = writeln!(out, "`casebook {command}` says:\n");
        code(&mut out, "text", expected);
    }
    for (path, text) in &bad.fixed {
        let _ = writeln!(out, "`casebook check --fix` mends it; `{path}` is then:\n");
        code(&mut out, language(path), text);
    }
    out.push_str("## As it should be\n\n");
    files(&mut out, &good);
    if rule.family != Family::Expectations {
        configuration(&mut out, rule);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn configuration(out: &mut String, rule: &Rule) {
    out.push_str("## To have it otherwise\n\nIts level is set in `casebook.toml`:\n\n");
    code(out, "toml", &format!("[check.rules]\n{} = \"{}\"\n", rule.id, other_level(rule)));
    out.push_str("A comment says why the block below it may stay as it is:\n\n");
    code(out, "html", &format!("<!-- casebook: allow {}: the reason -->\n", rule.id));
    out.push_str("A key of the front matter says so for the whole file:\n\n");
    code(out, "yaml", &format!("allow:\n  {}: the reason\n", rule.id));
}

/// The list of all rules by family, in Markdown, with links to their pages beside it.
pub fn list() -> String {
    let mut out = String::from(
        "# Rules\n\nWhat `casebook check` can find, and at which level it says so unless `casebook.toml` says otherwise.\n",
    );
    out.push_str("`casebook check --explain RULE` shows a rule's page in the terminal.\n");
    for family in Family::ALL {
        let _ = writeln!(out, "\n## {}\n\n| rule | level | what is wrong |\n|---|---|---|", family.title());
        for rule in RULES.iter().filter(|rule| rule.family == family) {
            let mended = if Fixture::parse(rule.bad).fixed.is_empty() { "" } else { "; `--fix` mends it" };
            let (id, level) = (rule.id, rule.level.word());
            let _ = writeln!(out, "| [{id}]({id}.md) | {level} | {}{mended} |", rule.summary());
        }
    }
    out
}

/// A level that the rule does not have anyway.
fn other_level(rule: &Rule) -> &'static str {
    match rule.level {
        crate::diag::Level::Error => "warning",
        _ => "off",
    }
}

fn files(out: &mut String, fixture: &Fixture) {
    for file in &fixture.files {
        let _ = match &file.form {
            FixtureForm::Text => writeln!(out, "`{}`:\n", file.path),
            FixtureForm::Bytes => writeln!(out, "`{}`, in which `\\xFF` stands for that byte:\n", file.path),
            FixtureForm::Link(target) => {
                writeln!(out, "`{}`, a symbolic link to `{target}`.\n", file.path)
            }
        };
        if !matches!(file.form, FixtureForm::Link(_)) {
            code(out, language(&file.path), &file.text);
        }
    }
}

fn language(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// A code block whose fence is longer than any in it.
fn code(out: &mut String, language: &str, text: &str) {
    let longest = text.lines().map(|line| line.len() - line.trim_start_matches('`').len()).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let _ = writeln!(out, "{fence}{language}\n{text}{end}{fence}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_those_in_it() {
        let mut out = String::new();
        code(&mut out, "md", "````\nx");
        assert_eq!(out, "`````md\n````\nx\n`````\n\n");
    }

    #[test]
    fn every_rule_stands_in_the_list() {
        let list = list();
        for rule in RULES.iter() {
            assert_eq!(list.matches(&format!("| [{id}]({id}.md) |", id = rule.id)).count(), 1, "{}", rule.id);
        }
    }
}
