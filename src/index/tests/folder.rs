//! The life of an index's folder.

use std::fs;
use std::path::Path;

use super::*;

fn print(records: &[(&str, &str)]) -> Fingerprint {
    let stamp = |text: &str| {
        let mut stamp = [0; 32];
        stamp.iter_mut().zip(text.bytes()).for_each(|(stamp, byte)| *stamp = byte);
        stamp
    };
    Fingerprint::new("test", records.iter().map(|(path, text)| (*path, stamp(text))))
}

fn open(folder: &Path, records: &[(&str, &str)]) -> Index {
    Index::open_fresh::<IndexError>(folder, &print(records), || Ok(base(records))).expect("the test's folder is sound")
}

#[test]
fn an_index_is_kept_until_the_records_change() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let folder = folder.path().join("deep/index");
    assert_eq!(open(&folder, &[HANG]).origin(), &Origin::Built);
    let again = open(&folder, &[HANG]);
    assert_eq!(again.origin(), &Origin::Opened);
    assert_eq!(ids(&again, "conection pool"), ["hang"]);
    assert_eq!(open(&folder, &[HANG, POOL]).origin(), &Origin::Built);
    // The one that was opened before goes on as it was.
    assert_eq!(ids(&again, "conection pool"), ["hang"]);
    assert_eq!(ids(&open(&folder, &[HANG, POOL]), "pool"), ["pool", "hang"]);
    let generations =
        fs::read_dir(&folder).expect("it exists").filter(|entry| entry.as_ref().expect("readable").path().is_dir());
    assert_eq!(generations.count(), 1);
}

#[test]
fn a_damaged_index_is_built_anew() {
    let folder = tempfile::tempdir().expect("the machine has room");
    for damage in ["cut", "removed", "overwritten"] {
        let index = open(folder.path(), &[HANG]);
        for file in fs::read_dir(index.path.as_ref().expect("it is kept")).expect("it exists") {
            let path = file.expect("readable").path();
            if !path.extension().is_some_and(|ending| ending == "store" || ending == "idx") {
                continue;
            }
            let bytes = fs::read(&path).expect("readable");
            match damage {
                "cut" => fs::write(&path, &bytes[..bytes.len() / 2]),
                "removed" => fs::remove_file(&path),
                _ => fs::write(&path, vec![0xff; bytes.len()]),
            }
            .expect("writable");
        }
        let index = open(folder.path(), &[HANG]);
        assert_eq!(index.origin(), &Origin::Built, "{damage}");
        assert_eq!(ids(&index, "hangs"), ["hang"]);
    }
}

#[test]
fn what_a_killed_process_left_is_not_used_and_removed() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let index = open(folder.path(), &[HANG]);
    let half = folder.path().join("generation-7");
    fs::create_dir(&half).expect("writable");
    fs::write(half.join("meta.json"), "half").expect("writable");
    assert_eq!(open(folder.path(), &[HANG]).origin(), &Origin::Opened);
    assert_eq!(open(folder.path(), &[POOL]).origin(), &Origin::Built);
    assert!(!half.exists());
    assert_eq!(ids(&index, "hangs"), ["hang"]);
}

#[test]
fn a_folder_that_cannot_be_written_gives_an_index_in_memory() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("writable");
    let index = open(&file.join("index"), &[HANG]);
    assert!(matches!(index.origin(), Origin::Memory(Some(_))));
    assert_eq!(ids(&index, "hangs"), ["hang"]);
}

#[test]
fn many_who_open_at_once_share_one_index() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let origins: Vec<Origin> = std::thread::scope(|scope| {
        let open = || {
            let index = open(folder.path(), &[HANG, POOL]);
            assert_eq!(ids(&index, "pool"), ["pool", "hang"]);
            index.origin().clone()
        };
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread fails")).collect()
    });
    assert_eq!(origins.iter().filter(|origin| **origin == Origin::Built).count(), 1);
    assert_eq!(origins.iter().filter(|origin| **origin == Origin::Opened).count(), 5);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let texts: Vec<(String, String)> = (0..40)
        .map(|n| (format!("r{n:02}.md"), format!("# Incident {n}\n\nLoop {}.\n", "pool ".repeat(n % 5))))
        .collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let answers: BTreeSet<String> = [1, 4]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
            let hits = pool.install(|| run(&index(&records), "loop pool").hits);
            serde_json::to_string(&hits).expect("hits are plain data")
        })
        .collect();
    assert_eq!(answers.len(), 1);
}
