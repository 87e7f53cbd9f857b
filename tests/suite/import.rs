//! Import, over a thousand notes of other teams.

use crate::program::corpora;
use casebook::config::Config;

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn tryout() {
    let folder = corpora();
    let out = std::path::Path::new("/tmp/import/out");
    let _ = std::fs::remove_dir_all(out);
    for root in [folder.join("../seeds"), folder] {
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let entry = entry.expect("listed");
            let name = entry.path().strip_prefix(&root).expect("in").display().to_string();
            if !entry.file_type().is_file() || name.ends_with("json") || name.ends_with("tsv") {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(entry.path()) else {
                println!("! {name}");
                continue;
            };
            let account = casebook::import::read(&name, &text, &Config::default());
            for c in account.mended.iter().take(4) {
                println!("M {name} {c:?}");
            }
            if let Some(t) = &account.skipped {
                println!("T {name} {t}");
            }
            if account.records.len() > 1 {
                println!("S {name} {}", account.records.len());
            }
            for draft in &account.records {
                if account.records.len() > 1 {
                    println!("    {}-{} {} [{:?}]", draft.from.line, draft.from.end, draft.title, draft.also);
                }
                for d in &draft.unsure {
                    println!("U {name} {} = {} ({})", d.key, d.value, d.why);
                }
                let path =
                    out.join(entry.path().parent().unwrap().file_name().unwrap()).join(format!("{}", draft.name));
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &draft.text).unwrap();
                // every line stands somewhere
            }
            let squeeze = |t: &str| {
                t.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace()).collect::<String>()
            };
            let all: Vec<String> = account.records.iter().map(|d| squeeze(&d.text)).collect();
            if account.skipped.is_none() {
                for (n, line) in casebook::import::mend::mend(&text).text.lines().enumerate() {
                    let l = squeeze(line);
                    if !all.iter().any(|a| a.contains(&l)) {
                        println!("L {name}:{} {line}", n + 1);
                    }
                }
            }
        }
    }
}
