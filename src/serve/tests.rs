//! The server through a real socket, with sites made by hand.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::*;
use crate::diag::Level;

const PAGE: &str = "<!doctype html><html><head><title>T</title></head><body><main>B</main></body></html>";

/// Nothing that a test waits for takes longer; what takes longer does not happen.
const LONG: Duration = Duration::from_secs(20);

/// Status line and headers in lower case, and the body.
fn ask(port: u16, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens");
    stream.set_read_timeout(Some(LONG)).expect("may be set");
    stream.write_all(request.as_bytes()).expect("sends");
    let mut answer = String::new();
    if request.contains("/.casebook/events?") {
        // They go on for ever; the first is enough.
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        let first = lines.find(|line| line.starts_with("data: ")).unwrap_or_default();
        return (head.join("\r\n").to_lowercase(), first);
    }
    stream.read_to_string(&mut answer).expect("the server answers and closes");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    (head.to_lowercase(), body.to_owned())
}

fn get(port: u16, path: &str) -> (String, String) {
    ask(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"))
}

/// Serves what `make` makes of the watched folder while `act` runs.
fn served(folder: &Path, sight: Sight, make: &mut (dyn FnMut() -> Made + Send), act: impl FnOnce(u16)) {
    let server = Server::bind(Some(0)).expect("any port");
    let port = server.address.port();
    let stop = server.stopper();
    let watched = Watched { folders: vec![folder.join("records")], files: vec![folder.join("casebook.toml")] };
    std::thread::scope(|scope| {
        let mut rebuild = || Rebuilt { watched: watched.clone(), made: make() };
        let (first, mut note) = (watched.clone(), |_: &str| {});
        let running = scope.spawn(move || server.run(first, sight, || {}, &mut rebuild, &mut note));
        // Whatever the test finds, the server ends.
        let outcome = catch_unwind(AssertUnwindSafe(|| act(port)));
        stop();
        running.join().expect("does not panic").expect("starts");
        if let Err(cause) = outcome {
            std::panic::resume_unwind(cause);
        }
    });
}

fn site(folder: &Path, files: &[(&str, &str)]) -> Made {
    for (path, text) in files {
        let path = folder.join("site").join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates");
        fs::write(path, text).expect("writes");
    }
    Made::Site { folder: folder.join("site"), findings: Vec::new(), totals: Totals::default() }
}

/// Asks until the answer holds a text: the site is made in another thread.
fn until(port: u16, path: &str, wanted: &str) -> String {
    for _ in 0..LONG.as_millis() / 20 {
        let (head, body) = get(port, path);
        if head.contains(wanted) || body.contains(wanted) {
            return head + &body;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("`{path}` never has `{wanted}`: {:?}", get(port, path));
}

#[test]
fn pages_folders_and_files_are_served_with_their_kinds_and_kept_by_nobody() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("index.html", PAGE),
        ("a/index.html", PAGE),
        ("a/feed.xml", "<feed/>"),
        ("files/x.svg", "<svg/>"),
        ("404.html", PAGE),
    ];
    let mut make = || site(folder.path(), &files);
    served(folder.path(), Sight::Told, &mut make, |port| {
        let home = until(port, "/", "200 ok");
        assert!(home.contains("content-type: text/html; charset=utf-8\r\ncache-control: no-store"), "{home}");
        assert!(home.contains("data-page=\"index.html\"") && home.contains("<main>B</main>"), "{home}");
        let (head, body) = get(port, "/a/feed.xml");
        assert!(head.contains("application/atom+xml") && head.contains("nosniff") && body == "<feed/>", "{head}");
        let (head, body) = get(port, "/a");
        assert!(head.starts_with("http/1.1 307") && head.contains("location: /a/\r\n") && body.is_empty(), "{head}");
        assert!(get(port, "/a/").1.contains("data-page=\"a/index.html\""));
        assert!(get(port, "/files/x.svg").0.contains("content-security-policy: sandbox;"));
        let (head, body) = get(port, "/no/where");
        assert!(head.starts_with("http/1.1 404") && body.contains("<base href=\"/\">"), "{head}\n{body}");
        let (head, body) = ask(port, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert!(head.starts_with("http/1.1 200") && body.is_empty(), "{head}\n{body}");
        for name in ["strip.js", "strip.css"] {
            assert!(get(port, &format!("/.casebook/{name}")).0.starts_with("http/1.1 200"), "{name}");
        }
        // What was put into the page is in no file.
        assert_eq!(fs::read_to_string(folder.path().join("site/index.html")).expect("is there"), PAGE);
    });
}

#[test]
fn foreign_names_methods_and_requests_of_other_sites_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut make = || site(folder.path(), &[("index.html", PAGE)]);
    served(folder.path(), Sight::Told, &mut make, |port| {
        until(port, "/", "200 ok");
        let status = |request: &str| ask(port, request).0.lines().next().unwrap_or_default().to_owned();
        let named = |name: &str| status(&format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"));
        assert_eq!(named("127.0.0.1"), "http/1.1 200 ok");
        assert_eq!(named("rebound.example"), "http/1.1 421 misdirected request");
        assert_eq!(named(&format!("rebound.example:{port}")), "http/1.1 421 misdirected request");
        assert_eq!(status("GET / HTTP/1.0\r\n\r\n"), "http/1.0 421 misdirected request");
        let post = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        assert!(status(post).contains("405") && ask(port, post).0.contains("allow: get, head"));
        let taken = "GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nConnection: close\r\n\r\n";
        assert!(status(taken).contains("403"));
        assert!(status("nonsense\r\n\r\n").contains("400"));
    });
}

#[test]
fn nothing_outside_the_site_is_served_by_any_spelling_or_link() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("secret.txt"), "secret").expect("writes");
    let mut make = || site(folder.path(), &[("index.html", PAGE), ("a/b.txt", "b"), (".casebook-site", "secret")]);
    served(folder.path(), Sight::Told, &mut make, |port| {
        until(port, "/", "200 ok");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("site/link.txt"))
                .expect("links");
            std::os::unix::fs::symlink(folder.path(), folder.path().join("site/out")).expect("links");
            std::os::unix::fs::symlink(folder.path().join("site/a/b.txt"), folder.path().join("site/in.txt"))
                .expect("links");
            assert!(get(port, "/in.txt").0.starts_with("http/1.1 200"));
        }
        let absolute = format!("/{}", folder.path().join("secret.txt").display());
        for path in [
            "/../secret.txt",
            "/a/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e%2fsecret.txt",
            "/a/%2e%2e/%2e%2e/secret.txt",
            "/..%5csecret.txt",
            "/%252e%252e/secret.txt",
            "/link.txt",
            "/out/secret.txt",
            &absolute,
            "/link.txt%00.html",
            "/.casebook-site",
            "/a/b.txt/",
            "/a/b.txt/../b.txt",
            "/.casebook/events/../../secret.txt",
        ] {
            let (head, body) = get(port, path);
            assert!(head.starts_with("http/1.1 404") && !body.contains("secret"), "{path}: {head}\n{body}");
        }
    });
}

#[test]
fn a_change_makes_the_site_anew_and_a_mistake_keeps_the_last_one() {
    for sight in [Sight::Told, Sight::Glances] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let record = folder.path().join("records/deep/a.md");
        let write = |text: &str| {
            fs::create_dir_all(record.parent().expect("a folder")).expect("creates");
            fs::write(&record, text).expect("writes");
        };
        write("one");
        let times = AtomicUsize::new(0);
        let mut make = || {
            times.fetch_add(1, Ordering::SeqCst);
            match fs::read_to_string(&record).unwrap_or_else(|_| "gone".to_owned()).as_str() {
                "broken" => Made::Failed("error: line 3".to_owned()),
                "panic" => panic!("of the program"),
                text => site(folder.path(), &[("index.html", &PAGE.replace('B', text))]),
            }
        };
        served(folder.path(), sight, &mut make, |port| {
            until(port, "/", "<main>one</main>");
            write("two");
            until(port, "/", "<main>two</main>");
            write("broken");
            until(port, "/.casebook/events?page=index.html", "error: line 3");
            assert!(get(port, "/").1.contains("<main>two</main>"));
            write("panic");
            until(port, "/.casebook/events?page=index.html", "casebook failed while it made the site: of the program");
            fs::remove_dir_all(folder.path().join("records")).expect("removes");
            until(port, "/", "<main>gone</main>");
            write("back");
            until(port, "/", "<main>back</main>");
            fs::write(folder.path().join("records/.#a.md"), "a lock of an editor").expect("writes");
            let before = times.load(Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(times.load(Ordering::SeqCst), before, "nothing that counts changed");
        });
    }
}

#[test]
fn before_there_is_a_site_its_pages_say_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut make = || Made::Failed("error: <the template>".to_owned());
    served(folder.path(), Sight::Told, &mut make, |port| {
        let page = until(port, "/incidents/a/", "error: &lt;the template&gt;");
        assert!(page.starts_with("http/1.1 503") && page.contains("data-hash=\"unmade\""), "{page}");
    });
}

#[test]
fn a_page_hears_its_own_findings_first_and_the_notes_of_no_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let finding = |level, page: &str| Finding {
        level,
        rule: "no-date",
        path: "a.md".to_owned(),
        line: 1,
        column: 2,
        text: "text".to_owned(),
        page: Some(page.to_owned()),
    };
    let found = [(Level::Error, "b.html"), (Level::Note, "b.html"), (Level::Note, "a.html")];
    let mut make = || match site(folder.path(), &[("a.html", PAGE)]) {
        Made::Site { folder, .. } => {
            let findings = found.map(|(level, page)| finding(level, page)).into();
            Made::Site { folder, findings, totals: Totals { errors: 1, warnings: 0, notes: 2 } }
        }
        failed @ Made::Failed(_) => failed,
    };
    served(folder.path(), Sight::Told, &mut make, |port| {
        until(port, "/a.html", "200 ok");
        let (head, line) = get(port, "/.casebook/events?page=a.html");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        let news: serde_json::Value = serde_json::from_str(&line["data: ".len()..]).expect("JSON");
        let levels = |list: &str| {
            news[list].as_array().expect("a list").iter().map(|one| one["level"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((levels("here"), levels("elsewhere")), (vec!["note".into()], vec!["error".into()]));
        assert_eq!(news["totals"], serde_json::json!({"errors": 1, "warnings": 0, "notes": 2}));
        assert_eq!(news["failure"], serde_json::Value::Null);
    });
}

#[test]
fn a_taken_port_is_named_and_another_is_found_where_none_was_asked_for() {
    let first = Server::bind(None).expect("some port");
    let taken = Server::bind(Some(first.address.port())).err().expect("it is taken");
    assert_eq!(taken.to_string(), format!("port {} is taken", first.address.port()));
    let second = Server::bind(None).expect("another port");
    assert_ne!(first.address(), second.address());
    assert!(first.address().starts_with("http://127.0.0.1:"));
}
