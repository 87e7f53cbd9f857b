//! What the fields of other tools mean: a field is read as a record would have it, so that nothing is understood twice.

use crate::config::Config;
use crate::model::Incident;
use crate::record;
use crate::source::SourceFile;

/// The key of the grammar that a field tells, with the value that is read; nothing where it is another tool's own.
pub(super) fn meaning(key: &str, value: &str, config: &Config) -> Option<(&'static str, String)> {
    let file = SourceFile::new("x.md", format!("---\n{key}:{}\n---\n\n# x\n", value.trim_end()));
    let (incident, findings) = record::read(&file, config);
    if findings.iter().any(|finding| finding.rule.id != "no-title") || !incident.extra.is_empty() {
        return None;
    }
    let is_status = incident.status.is_some();
    let told: [(&'static str, bool); 21] = [
        ("status", is_status),
        ("date", has_day(&incident)),
        ("severity", scaled(&incident, config).is_some()),
        ("services", !incident.services.is_empty()),
        ("tags", !incident.tags.is_empty()),
        ("authors", !incident.authors.is_empty()),
        ("owner", incident.owner.is_some()),
        ("started", incident.started.is_some()),
        ("detected", incident.detected.is_some()),
        ("mitigated", incident.mitigated.is_some()),
        ("resolved", incident.resolved.is_some()),
        ("detected-by", incident.detected_by.is_some()),
        ("patterns", !incident.patterns.is_empty()),
        ("not-patterns", !incident.not_patterns.is_empty()),
        ("repeat-of", !incident.repeat_of.is_empty()),
        ("related", !incident.related.is_empty()),
        ("supersedes", !incident.supersedes.is_empty()),
        ("paths", !incident.paths.is_empty()),
        ("aliases", !incident.aliases.is_empty()),
        ("lang", incident.lang.is_some()),
        ("title", incident.title.value != "x"),
    ];
    let status = incident.status.as_ref().map_or("", |status| status.value.name()).to_owned();
    told.into_iter().find(|(_, told)| *told).map(|(name, _)| (name, status))
}

/// The severity of an incident, where the casebook's scale has it.
pub(super) fn scaled<'i>(incident: &'i Incident, config: &Config) -> Option<&'i str> {
    let word = &incident.severity.as_ref()?.value;
    config.severities.contains(word).then_some(word.as_str())
}

/// What the grammar has against a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Objection {
    /// A key of that name cannot take the value.
    Value,
    /// The key looks like a misspelt one.
    Key,
}

/// What the grammar has against a field, if anything.
pub(super) fn objection(key: &str, value: &str, config: &Config) -> Option<Objection> {
    let file = SourceFile::new("x.md", format!("---\n{key}:{}\n---\n\n# x\n", value.trim_end()));
    let (incident, findings) = record::read(&file, config);
    let is_off_scale = incident.severity.is_some() && scaled(&incident, config).is_none();
    let has = |rule: &str| findings.iter().any(|finding| finding.rule.id == rule);
    if has("misspelt-key") {
        return Some(Objection::Key);
    }
    (is_off_scale || has("bad-value")).then_some(Objection::Value)
}

/// What a reader of records makes of one value: a word of the casebook's own, or nothing.
pub(super) fn read(key: &str, value: &str, config: &Config) -> Option<String> {
    let file = SourceFile::new("x.md", format!("---\n{key}:{value}\n---\n\n# x\n"));
    let (incident, findings) = record::read(&file, config);
    if findings.iter().any(|finding| finding.rule.id == "bad-value") {
        return None;
    }
    match key {
        "status" => incident.status.map(|status| status.value.name().to_owned()),
        _ => scaled(&incident, config).map(str::to_owned),
    }
}

/// Whether a field tells the day itself: not by a title, and not by a phase that began or ended on it.
fn has_day(incident: &Incident) -> bool {
    let ended = [&incident.mitigated, &incident.resolved].into_iter().flatten();
    let ends: Vec<_> = ended.map(|moment| moment.span).collect();
    incident.date.as_ref().is_some_and(|date| !date.span.is_empty() && !ends.contains(&date.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_what_a_reader_of_records_makes_of_it() {
        let config = Config::default();
        let told = |key: &str, value: &str| meaning(key, value, &config).map(|(name, _)| name);
        assert_eq!(told("created", " 2026-01-02\n"), Some("date"));
        assert_eq!(told("title", " Incident on 2026-01-02\n"), Some("title"));
        assert_eq!(told("resolvedWhen", " 2026-01-02 10:00\n"), Some("resolved"));
        assert_eq!(told("layout", " post\n"), None);
    }
}
