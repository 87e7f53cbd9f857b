//! Legacy notes become records.
mod dates;
pub mod mend;
mod names;
mod numbered;
mod outline;
mod split;
mod template;

/// TRY
pub fn try_split(text: &str) -> Vec<(u32, u32, String)> {
    let numbered = numbered::Numbered::of(&mend::mend(text).text);
    let config = crate::config::Config::default();
    let outline = outline::read(&numbered.text, &config);
    let pieces = split::find(&numbered.text, &outline, &config);
    pieces.into_iter().map(|p| (numbered.line(p.range.start), numbered.line(p.range.end.saturating_sub(1)), p.head.map(|h| outline.heads[h].title.clone()).unwrap_or_default())).collect()
}

/// TRY
pub fn try_template(name: &str, text: &str) -> Option<String> { template::unfilled(name, text).or_else(|| template::is_only_form(&outline::read(text, &crate::config::Config::default())).then(|| "it is called a form".to_owned())) }
