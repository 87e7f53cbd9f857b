//! What authors allow: comments and front matter that say why a finding may stay.
//!
//! `<!-- casebook: allow RULE: reason -->` is about the block that [`comments`] says, `allow-file` and the key `allow` of
//! the front matter about the whole file. Several rules may share a reason, with commas between them. An allowance
//! counts for findings that start in what it is about, whatever their level.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Fix, RULES, find_rule, near, rule};
use crate::knowledge::KnowledgeBase;
use crate::markdown::comments;
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{self, Node};

/// A finding that its author allows.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The finding.
    pub finding: Diagnostic,
    /// Why it may stay.
    pub reason: String,
}

/// One rule that a file allows.
struct Allowance {
    file: Arc<SourceFile>,
    /// The rule as it was written.
    rule: Spanned<String>,
    reason: String,
    /// Where findings may stay.
    about: Span,
    /// All of the comment, where it is of this rule alone.
    comment: Option<Span>,
    used: bool,
}

/// Findings that stay to be told, with what is wrong with the allowances, and those that are allowed.
pub fn apply(findings: Vec<Diagnostic>, base: &KnowledgeBase) -> super::Settled {
    let mut by_file: BTreeMap<String, Vec<Allowance>> = BTreeMap::new();
    let records = base.incidents.iter().map(|incident| (&incident.file, incident.body));
    let patterns = base.patterns.iter().filter(|pattern| !pattern.built_in).map(|one| (&one.file, one.body));
    for (file, body) in records.chain(patterns) {
        let found = of_file(file, body);
        if !found.is_empty() {
            by_file.insert(file.path.clone(), found);
        }
    }
    let mut settled = super::Settled::default();
    for finding in findings {
        let allowances = by_file.get_mut(&finding.file.path).map(Vec::as_mut_slice).unwrap_or_default();
        match allowances.iter_mut().find(|one| one.counts_for(&finding)) {
            Some(allowance) => {
                allowance.used = true;
                settled.allowed.push(Allowed { reason: allowance.reason.clone(), finding });
            }
            None => settled.findings.push(finding),
        }
    }
    settled.findings.extend(by_file.values().flatten().filter_map(Allowance::fault));
    settled
}

impl Allowance {
    fn counts_for(&self, finding: &Diagnostic) -> bool {
        let start = finding.span.start;
        // What lies between two characters at the very end of a file belongs to the file.
        let inside = self.about.holds(start) || (start == self.about.end && start as usize == finding.file.text.len());
        !self.reason.is_empty() && self.rule.value == finding.rule.id && inside
    }

    /// What is wrong with it.
    fn fault(&self) -> Option<Diagnostic> {
        let name = &self.rule.value;
        let say = |rule, message| Diagnostic::new(rule, &self.file, self.rule.span, message);
        if name.is_empty() {
            let finding = say(&rule::UNKNOWN_RULE_ALLOWED, "this names no rule to allow".to_owned());
            return Some(finding.with_help("write it like `<!-- casebook: allow RULE: the reason -->`"));
        }
        if find_rule(name).is_none() {
            let finding = say(&rule::UNKNOWN_RULE_ALLOWED, format!("there is no rule `{name}` to allow"));
            return Some(match near(name, RULES.iter().map(|rule| rule.id)) {
                Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(Fix::guess(
                    "name that rule",
                    self.rule.span,
                    near,
                )),
                None => finding.with_help("`casebook check` names the rule of a finding in brackets"),
            });
        }
        if self.reason.is_empty() {
            let help = format!("say why: `allow {name}: the reason`; until then it does not count");
            return Some(
                say(&rule::ALLOW_WITHOUT_REASON, format!("`{name}` is allowed without a reason")).with_help(help),
            );
        }
        if self.used {
            return None;
        }
        let finding = say(&rule::NEEDLESS_ALLOW, format!("`{name}` finds nothing here that would have to be allowed"))
            .with_help("remove it, or move it above the block that it is about");
        Some(match self.comment {
            Some(comment) => finding.with_fix(Fix::guess("remove the comment", comment, "")),
            None => finding,
        })
    }
}

fn of_file(file: &Arc<SourceFile>, body: Span) -> Vec<Allowance> {
    let mut found = Vec::new();
    // Few files allow anything, and the others need not be read once more.
    let (front, text) = (file.text.get(..body.start as usize).unwrap_or_default(), file.slice(body));
    if front.contains("allow") {
        in_front_matter(file, front, &mut found);
    }
    if text.contains("casebook:") {
        for comment in comments(text, body.start as usize) {
            in_comment(file, &comment.text, comment.span, comment.about, &mut found);
        }
    }
    found
}

fn in_comment(file: &Arc<SourceFile>, text: &str, comment: Span, block: Span, found: &mut Vec<Allowance>) {
    let Some(order) = text.trim_start().strip_prefix("casebook:").map(str::trim_start) else { return };
    let (verb, rest) = order.split_once(char::is_whitespace).unwrap_or((order, ""));
    let about = match verb {
        "allow" => block,
        "allow-file" => Span::new(0, file.text.len()),
        _ => return,
    };
    let (rules, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let start = comment.start as usize + 4 + (text.len() - rest.len());
    let mut names = words(rules, start);
    if names.is_empty() {
        names.push(Spanned::new(String::new(), comment));
    }
    let alone = (names.len() == 1).then_some(comment);
    for rule in names {
        let (file, reason) = (Arc::clone(file), reason.split_whitespace().collect::<Vec<_>>().join(" "));
        found.push(Allowance { file, rule, reason, about, comment: alone, used: false });
    }
}

/// The words between commas; `at` is the place of the text in its file.
fn words(text: &str, at: usize) -> Vec<Spanned<String>> {
    let mut start = at;
    let mut words = Vec::new();
    for part in text.split(',') {
        let word = part.trim();
        let from = start + (part.len() - part.trim_start().len());
        if !word.is_empty() {
            words.push(Spanned::new(word.to_owned(), Span::new(from, from + word.len())));
        }
        start += part.len() + 1;
    }
    words
}

/// The key `allow`, with a reason for each rule.
fn in_front_matter(file: &Arc<SourceFile>, front: &str, found: &mut Vec<Allowance>) {
    // The front matter was found by others before; here only its two lines of dashes go.
    let start = front.split_inclusive('\n').next().map_or(0, str::len);
    let inside = front.get(start..).unwrap_or_default();
    let end = inside.trim_end().trim_end_matches(['-', '.']).len();
    let Ok(Spanned { value: Node::Mapping(fields), .. }) = yaml::parse(inside.get(..end).unwrap_or_default(), start)
    else {
        return;
    };
    let allow = fields.into_iter().find(|(key, _)| key.value.trim().eq_ignore_ascii_case("allow"));
    let Some((_, Spanned { value: Node::Mapping(rules), .. })) = allow else { return };
    for (rule, reason) in rules {
        let reason = match reason.value {
            Node::Scalar(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        let about = Span::new(0, file.text.len());
        found.push(Allowance { file: Arc::clone(file), rule, reason, about, comment: None, used: false });
    }
}
