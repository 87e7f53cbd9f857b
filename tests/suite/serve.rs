//! `casebook serve` as it is run: from a broken start to a clean end, and the folder it leaves alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::program::{casebook, run};

/// Nothing that is waited for takes longer.
const LONG: Duration = Duration::from_mins(1);

/// A server that is killed with the test.
struct Serving {
    child: Child,
    /// `127.0.0.1:40000`
    host: String,
}

impl Serving {
    fn of(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = casebook(folder);
        command.args(["serve"]).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        let mut line = String::new();
        let stderr = child.stderr.take().expect("it is piped");
        let mut said = BufReader::new(stderr);
        said.read_line(&mut line).expect("it says where");
        // What nobody reads would stop it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let host = line.split('/').nth(2).unwrap_or_else(|| panic!("no address in `{line}`")).to_owned();
        Self { child, host }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).expect("the server listens");
        stream.set_read_timeout(Some(LONG)).expect("may be set");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).expect("sends");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers and closes");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks until the answer holds a text.
    fn until(&self, path: &str, wanted: &str) {
        for _ in 0..LONG.as_millis() / 50 {
            if self.get(path).contains(wanted) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("`{path}` never has `{wanted}`: {}", self.get(path));
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_casebook_that_starts_broken_is_served_once_it_is_mended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates");
        std::fs::write(path, text).expect("writes");
    };
    write("casebook.toml", "[recrods]\nfolder = \"notes\"\n");
    write("notes/a.md", "# The disk is full\n\n## Root cause\n\nA log without an end.\n");
    let serving = Serving::of(folder.path(), &["--port", "0"]);
    serving.until("/", "unknown table `recrods`");
    // Only the right configuration tells which folder is to be watched.
    write("casebook.toml", "[records]\nfolder = \"notes\"\n");
    serving.until("/incidents/a/", "The disk is full");
    write("notes/a.md", "# The disk was full\n\n## Root cause\n\nA log without an end.\n");
    serving.until("/incidents/a/", "The disk was full");
    assert!(!folder.path().join("site").exists(), "the folder that `build` writes is none of serving");
    assert!(serving.get("/incidents/a/index.html").contains("/.casebook/strip.js"));
    assert!(run(folder.path(), &["build"]).status.success());
    let built = std::fs::read_to_string(folder.path().join("site/incidents/a/index.html")).expect("it is built");
    assert!(built.contains("The disk was full") && !built.contains(".casebook/"), "{built}");
}

#[cfg(unix)]
#[test]
fn told_to_end_it_ends_with_success() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("postmortems")).expect("creates");
    for signal in ["INT", "TERM"] {
        let mut serving = Serving::of(folder.path(), &[]);
        serving.until("/", "200 OK");
        let id = serving.child.id().to_string();
        let kill = std::process::Command::new("kill").args(["-s", signal, &id]).status();
        assert!(kill.expect("the system has `kill`").success());
        assert_eq!(serving.child.wait().expect("it ends").code(), Some(0), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("postmortems")).expect("creates");
    let serving = Serving::of(folder.path(), &["--port", "0"]);
    let port = serving.host.rsplit(':').next().expect("a port");
    let refused = run(folder.path(), &["serve", "--port", port]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3));
    assert_eq!(
        told,
        format!(
            "error: port {port} is taken\n  help: name another with `--port`, or leave it out to get one that is free\n"
        )
    );
    let nothing = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(run(nothing.path(), &["serve"]).status.code(), Some(2), "there is no casebook");
}

#[cfg(unix)]
#[test]
fn the_browser_that_is_named_is_shown_the_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("postmortems")).expect("creates");
    let browser = folder.path().join("browser");
    std::fs::write(&browser, "#!/bin/sh\nprintf '%s' \"$1\" > \"$(dirname \"$0\")/seen.part\" && mv \"$(dirname \"$0\")/seen.part\" \"$(dirname \"$0\")/seen\"\n").expect("writes");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&browser, mode).expect("may be set");
    let mut child = casebook(folder.path())
        .args(["serve", "--open", "--port", "0"])
        .env("BROWSER", &browser)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let seen = || std::fs::read_to_string(folder.path().join("seen")).unwrap_or_default();
    for _ in 0..LONG.as_millis() / 50 {
        if !seen().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(seen().starts_with("http://127.0.0.1:") && seen().ends_with('/'), "`{}`", seen());
}
