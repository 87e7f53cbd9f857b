//! Import, over a thousand notes of other teams.

use crate::program::corpora;

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn tryout() {
    let folder = corpora();
    for root in [folder.join("../seeds"), folder] {
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let entry = entry.expect("listed");
            let name = entry.path().strip_prefix(&root).expect("in").display().to_string();
            if !entry.file_type().is_file() || name.ends_with("json") || name.ends_with("tsv") { continue }
            let Ok(text) = std::fs::read_to_string(entry.path()) else { println!("! {name}"); continue };
            let mended = casebook::import::mend::mend(&text);
            for c in mended.changes.iter().take(4) { println!("M {name} {c:?}"); }
            for c in mended.quoted.iter().take(4) { println!("Q {name} {c:?}"); }
            if let Some(t) = casebook::import::try_template(&name, &text) { println!("T {name} {t}"); }
            let found = casebook::import::try_split(&text);
            if !found.is_empty() { println!("S {name} {}", found.len()); }
            for (a, b, t) in found { println!("    {a}-{b} {t}"); }
        }
    }
}
