//! A glance at files: whether any of them changed, came or went.

use std::fs;
use std::path::Path;

use super::census::Digest;
use super::stamps::Stamp;
use super::walk::is_foreign;

/// A digest of what a glance at these files and folders shows, with all that is in the folders: names, sizes, times.
/// What is not there or cannot be looked at is a trace too. Links are looked at and not followed; what belongs to other
/// tools is passed over.
pub fn traces<'a>(paths: impl Iterator<Item = &'a Path>) -> String {
    let mut digest = Digest::new();
    for path in paths {
        add(path, &mut digest);
    }
    digest.finish()
}

fn add(path: &Path, digest: &mut Digest) {
    digest.add(path.as_os_str().as_encoded_bytes());
    let Ok(meta) = fs::symlink_metadata(path) else {
        digest.add(b"gone");
        return;
    };
    // A folder changes its own times whenever a foreign file comes and goes in it.
    if !path.is_dir() {
        digest.add(&Stamp::of(&meta).bytes());
        return;
    }
    let Ok(entries) = fs::read_dir(path) else {
        digest.add(b"closed");
        return;
    };
    let mut names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    names.retain(|name| !name.to_str().is_some_and(is_foreign));
    names.sort_unstable();
    digest.add(&names.len().to_le_bytes());
    for name in names {
        let inside = path.join(name);
        // A link to a folder may lead back here.
        if fs::symlink_metadata(&inside).is_ok_and(|meta| meta.is_symlink()) {
            digest.add(inside.as_os_str().as_encoded_bytes());
        } else {
            add(&inside, digest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_changes_comes_or_goes_leaves_a_trace_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        let (records, config) = (at("records"), at("casebook.toml"));
        let now = || traces([records.as_path(), config.as_path()].into_iter());
        let mut seen = vec![now()];
        let mut differs = |act: &str| {
            let traces = now();
            assert!(!seen.contains(&traces), "{act}");
            seen.push(traces);
        };
        fs::create_dir(&records).expect("creates");
        differs("a folder came");
        fs::create_dir(records.join("deep")).expect("creates");
        fs::write(records.join("deep/a.md"), "a").expect("writes");
        differs("a file came");
        fs::write(records.join("deep/a.md"), "ab").expect("writes");
        differs("a file changed");
        fs::rename(records.join("deep/a.md"), records.join("deep/b.md")).expect("moves");
        differs("a file was renamed");
        fs::write(&config, "").expect("writes");
        differs("the configuration came");
        let before = now();
        for foreign in [".#b.md", "b.md~", ".git"] {
            fs::write(records.join(foreign), "x").expect("writes");
        }
        fs::read(records.join("deep/b.md")).expect("reads");
        assert_eq!(now(), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_back_is_not_followed_for_ever() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("back")).expect("links");
        assert_eq!(traces(std::iter::once(folder.path())), traces(std::iter::once(folder.path())));
    }
}
