//! What CI does with a casebook: the action, the GitLab template, the workflow that `init` writes and the README's
//! snippets are read as YAML, and their steps are run against a repository of their own, with the built program and in
//! place of GitHub and GitLab a program that writes down what it was asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::root;

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("this is no YAML: {error}\n{text}"))
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The blocks of a language in a document.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// All texts in a value, wherever they stand.
fn texts<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

/// A repository with a casebook, and a folder of programs that come first on the path.
struct Place {
    folder: tempfile::TempDir,
}

const OLD: &str = "---\ntitle: The server hangs\ndate: 2026-01-02\nstatus: mitigated\nservices: [api]\n\
                   paths: [\"src/**\"]\n---\n\n## Symptoms\n\n- `pool exhausted: no connection after 30 s`\n\n\
                   ## Root cause\n\nThe connection pool was exhausted.\n\n## Actions\n\n- [ ] Give connections back @ana\n";
const NEW: &str = "---\ntitle: It hangs again\ndate: 2026-02-02\nstatus: resolved\nservices: [api]\nrelated: [gone]\n\
                   repeat-of: old\n---\n\n## Symptoms\n\n- `pool exhausted: no connection after 30 s`\n\n\
                   ## Root cause\n\nThe connection pool was exhausted.\n";

impl Place {
    /// A repository with a record and code, and a change to both on top.
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        place.write("repo/book/postmortems/old.md", OLD);
        place.write("repo/.gitignore", "/book/.casebook/\n/book/site/\n/.casebook/\n");
        place.write("repo/src/pool.rs", "one\n");
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        place.commit();
        place.write("repo/book/postmortems/new.md", NEW);
        place.write("repo/src/pool.rs", "two\n");
        place.commit();
        fs::create_dir(place.path("bin")).expect("a folder can be made");
        #[cfg(unix)]
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_casebook"), place.path("bin/casebook"))
            .expect("it can be linked");
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// A program that writes its arguments down, and prints an answer to questions.
    fn stand_in(&self, name: &str, answer: &str) {
        let log = self.path(name);
        let body = self.path("body");
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\ncase \"$*\" in *POST*|*PUT*|*PATCH*) cat \"${{*##*body*@}}\" > '{}';; \
             *) printf '%s\\n' '{answer}';; esac\n",
            log.display(),
            body.display()
        );
        self.write(&format!("bin/{name}"), &script);
        let status = Command::new("chmod").arg("+x").arg(self.path(&format!("bin/{name}"))).status();
        assert!(status.expect("chmod can be run").success());
    }

    fn git(&self, arguments: &[&str]) -> String {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").arg("-C").arg(self.path("repo")).args(identity).args(arguments).output();
        let output = output.expect("git can be run");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text").trim().to_owned()
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "a change"]);
    }

    /// Runs a line of a shell in a clone, as a runner would.
    fn run(&self, clone: &str, line: &str, environment: &BTreeMap<String, String>) -> Output {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").expect("there is a path"));
        let mut shell = Command::new("bash");
        shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", line]).current_dir(self.path(clone));
        shell.env_clear().env("PATH", path).env("HOME", self.folder.path()).envs(environment);
        shell.output().expect("bash can be run")
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be listed"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let name = |path: &Path| path.strip_prefix(folder).expect("it lies in the folder").to_owned();
    files.map(|path| (name(&path), fs::read(&path).expect("it can be read"))).collect()
}

/// The steps of the action that run a line, each with its environment in which `${{ … }}` is filled in.
fn steps_of_the_action(values: &BTreeMap<&str, String>) -> Vec<(String, BTreeMap<String, String>)> {
    let action = yaml(&file("action.yml"));
    let fill = |text: &str| {
        let Some(name) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) else {
            return values
                .iter()
                .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{{ {name} }}}}"), value));
        };
        let default = || Some(action["inputs"][name.strip_prefix("inputs.")?]["default"].as_str()?.to_owned());
        values.get(name).cloned().or_else(default).unwrap_or_else(|| panic!("`{name}` is not known"))
    };
    let steps = action["runs"]["steps"].as_array().expect("it has steps").iter();
    steps
        .filter_map(|step| {
            let line = step["run"].as_str()?.to_owned();
            assert!(!line.contains("${{"), "what others wrote must not become part of a script: {line}");
            let environment = step["env"].as_object().cloned().unwrap_or_default();
            let fields = environment.iter().map(|(name, value)| (name.clone(), fill(value.as_str().expect("text"))));
            Some((line, fields.collect()))
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn the_action_checks_reviews_comments_and_builds_a_change() {
    let place = Place::new();
    place.stand_in("gh", "");
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    values.insert("inputs.root", "book".to_owned());
    values.insert("github.event.pull_request.base.sha", place.git(&["rev-parse", "HEAD~1"]));
    values.insert("github.event.pull_request.number", "7".to_owned());
    let links = "format('{0}/{1}/blob/{2}', github.server_url, github.repository, github.event.pull_request.head.sha)";
    values.insert(links, "https://h.example.org/o/r/blob/abc".to_owned());
    values.insert("runner.temp", place.path("temp").display().to_string());
    values.insert("inputs.token", "t".to_owned());
    let steps = steps_of_the_action(&values);
    let runner = |environment: &BTreeMap<String, String>| {
        let mut all = environment.clone();
        let mut set = |name: &str, value: String| all.insert(name.to_owned(), value);
        set("GITHUB_ACTIONS", "true".to_owned());
        set("GITHUB_ACTION_PATH", root().display().to_string());
        set("GITHUB_REPOSITORY", "o/r".to_owned());
        set("GITHUB_OUTPUT", place.path("output").display().to_string());
        set("GITHUB_STEP_SUMMARY", place.path("summary").display().to_string());
        all
    };
    let (keys, run) = (&steps[0], steps.last().expect("there are steps"));
    assert!(steps.len() == 3 && steps[1].0.ends_with("gate\" install"), "{steps:?}");

    let output = place.run("repo", &keys.0, &runner(&keys.1));
    assert!(output.status.success(), "{}", said(&output));
    let printed = fs::read_to_string(place.path("output")).expect("the keys are there");
    let tree_of_records = place.git(&["rev-parse", "HEAD:book"]);
    assert!(printed.ends_with(&format!("records={tree_of_records}\n")) && printed.starts_with("program="), "{printed}");

    let output = place.run("repo", &run.0, &runner(&run.1));
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("::warning file=book/postmortems/new.md,line=6"), "{}", said(&output));
    let summary = fs::read_to_string(place.path("summary")).expect("there is a summary");
    assert!(
        summary.contains("### Seen before? `repeat-open`") && !summary.contains("**The server hangs**"),
        "{summary}"
    );
    assert!(summary.contains("](https://h.example.org/o/r/blob/abc/book/postmortems/old.md)"), "{summary}");
    assert_eq!(fs::read_to_string(place.path("body")).expect("it was sent"), summary);
    let asked = fs::read_to_string(place.path("gh")).expect("it was called");
    assert!(asked.contains("--method POST repos/o/r/issues/7/comments"), "{asked}");
    assert!(place.path("repo/book/site/incidents/new/index.html").is_file());

    // The second time there is a comment already, and nothing to build.
    place.stand_in("gh", "41");
    let output = place.run("repo", &run.0, &runner(&run.1));
    assert!(said(&output).contains("nothing changed since the site was built"), "{}", said(&output));
    let asked = fs::read_to_string(place.path("gh")).expect("it was called");
    assert!(asked.contains("--method PATCH repos/o/r/issues/comments/41"), "{asked}");

    // A verdict that the casebook does not let through fails the run, after everything was done.
    place.write("repo/book/casebook.toml", "[review]\nfail = [\"repeat-open\"]\n");
    let output = place.run("repo", &run.0, &runner(&run.1));
    assert!(!output.status.success() && said(&output).ends_with("failed: review\n"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn the_gitlab_template_checks_reviews_comments_and_builds_a_change() {
    let place = Place::new();
    place.stand_in(
        "curl",
        r#"[{"id":3,"body":"x"},{"id":41,"author":{"id":9},"body":"\u003c!-- casebook --\u003e\n"}]"#,
    );
    let template = yaml(&file(".ci/gitlab.yml"));
    let job = &template["casebook"];
    let lines: Vec<&str> = job["script"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
    assert_eq!(lines, [".casebook/source/.ci/gate run"]);
    let last = job["before_script"].as_array().and_then(|lines| lines.last()).and_then(Value::as_str);
    assert_eq!(last, Some(".casebook/source/.ci/gate install"));
    fs::create_dir_all(place.path("repo/.casebook")).expect("a folder can be made");
    std::os::unix::fs::symlink(root(), place.path("repo/.casebook/source")).expect("it can be linked");
    let own = [
        ("CI_API_V4_URL", "https://gitlab.example.org/api/v4".to_owned()),
        ("CI_PROJECT_ID", "5".to_owned()),
        ("CI_MERGE_REQUEST_IID", "7".to_owned()),
        ("CASEBOOK_TOKEN", "secret".to_owned()),
        ("CASEBOOK_ROOT", "book".to_owned()),
        ("CASEBOOK_BASE", place.git(&["rev-parse", "HEAD~1"])),
    ];
    let mut environment: BTreeMap<String, String> =
        own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    environment.insert(
        "CASEBOOK_COMMENT".to_owned(),
        job["variables"]["CASEBOOK_COMMENT"].as_str().expect("a text").to_owned(),
    );
    let output = place.run("repo", lines[0], &environment);
    assert!(output.status.success(), "{}", said(&output));
    let quality =
        fs::read_to_string(place.path("repo/book/.casebook/ci/code-quality.json")).expect("there is a report");
    let quality: Value = serde_json::from_str(&quality).expect("it is JSON");
    assert_eq!(quality[0]["location"]["path"], "book/postmortems/new.md");
    let asked = fs::read_to_string(place.path("curl")).expect("it was called");
    assert!(
        asked.contains("--request PUT https://gitlab.example.org/api/v4/projects/5/merge_requests/7/notes/41"),
        "{asked}"
    );
    assert!(!asked.contains("secret"), "the token stands on a command line");
    let report = fs::read_to_string(place.path("repo/book/.casebook/ci/report.md")).expect("there is a report");
    assert_eq!(fs::read_to_string(place.path("body")).expect("it was sent"), report);
    assert!(place.path("repo/book/site/index.html").is_file());
}

#[cfg(unix)]
#[test]
fn a_run_with_no_change_publishes_the_same_bytes() {
    let place = Place::new();
    let gate = format!("'{}' build", root().join(".ci/gate").display());
    let environment: BTreeMap<String, String> = [("CASEBOOK_ROOT".to_owned(), "book".to_owned())].into();
    let mut sites = Vec::new();
    for clone in ["one", "two"] {
        place.git(&["clone", "--quiet", ".", &place.path(clone).display().to_string()]);
        if clone == "two" {
            // Files that were fetched on another day, in another order.
            for name in ["new.md", "old.md"] {
                let path = place.path("two/book/postmortems").join(name);
                let file = fs::File::options().append(true).open(path).expect("it can be opened");
                let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
                file.set_modified(long_ago).expect("a time can be set");
            }
        }
        let output = place.run(clone, &gate, &environment);
        assert!(output.status.success(), "{}", said(&output));
        sites.push(tree(&place.path(clone).join("book/site")));
    }
    assert!(sites[0].len() > 20, "the site is there");
    assert_eq!(sites[0], sites[1]);
    // What a cache kept of the first is the site of the second; where it was tampered with, it is built again.
    let page = place.path("two/book/site/index.html");
    let output = place.run("two", &gate, &environment);
    assert!(said(&output).contains("nothing changed"), "{}", said(&output));
    fs::write(&page, "tampered").expect("it can be written");
    let output = place.run("two", &gate, &environment);
    assert!(!said(&output).contains("nothing changed since"), "{}", said(&output));
    assert_eq!(tree(&place.path("two/book/site")), sites[0]);
    // And what the README tells to run anywhere.
    let lines: Vec<String> =
        blocks(&file("README.md"), "sh").into_iter().filter(|line| line.contains("gate")).collect();
    assert_eq!(lines.len(), 1, "the README tells how");
    let line = lines[0].replace(".ci/gate", &format!("'{}'", root().join(".ci/gate").display()));
    let output = place.run("two", &line, &environment);
    assert!(output.status.success() && said(&output).contains("==> casebook: review"), "{}", said(&output));
}

#[test]
fn what_ci_reads_is_yaml_and_names_only_what_is_there() {
    let script = file(".ci/gate");
    let action = yaml(&file("action.yml"));
    let mut all = Vec::new();
    texts(&action, &mut all);
    let mut named = 0;
    for text in &all {
        for rest in text.split("inputs.").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            assert!(!action["inputs"][&name].is_null(), "there is no input `{name}`");
            named += 1;
        }
        for rest in text.split(".ci/gate\" ").skip(1) {
            let name = rest.split_whitespace().next().unwrap_or_default();
            assert!(script.contains(&format!("\n{name}() {{")), "the script has no `{name}`");
            named += 1;
        }
    }
    assert!(named > 10, "the names are not seen any more");
    let hooks = yaml(&file(".pre-commit-hooks.yaml"));
    assert_eq!(hooks[0]["entry"], "casebook check");
}

#[test]
fn the_readme_shows_what_init_writes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let line = ["init", "--ci", "github", "--source", "OWNER/casebook@REVISION", "--hook"];
    let output = crate::program::run(folder.path(), &line);
    assert!(output.status.success(), "{}", said(&output));
    let workflow =
        yaml(&fs::read_to_string(folder.path().join(".github/workflows/casebook.yml")).expect("it is there"));
    let steps = workflow["jobs"]["casebook"]["steps"].as_array().expect("it has steps").clone();
    assert_eq!(steps[0]["with"]["fetch-depth"], 0);
    let inputs = yaml(&file("action.yml"))["inputs"].clone();
    let given = steps[2]["with"].as_object().expect("it gives inputs").clone();
    assert!(given.keys().all(|name| !inputs[name].is_null()) && !given.is_empty(), "{given:?}");
    let readme = file("README.md");
    let shown: Vec<Value> = blocks(&readme, "yaml").iter().map(|block| yaml(block)).collect();
    assert!(shown.contains(&Value::Array(steps)), "the README shows other steps than `init` writes");
    let hook = yaml(&fs::read_to_string(folder.path().join(".pre-commit-config.yaml")).expect("it is there"));
    assert_eq!(hook["repos"][0]["hooks"][0]["args"], serde_json::json!(["--root", ".", "check"]));
    let gitlab = crate::program::run(folder.path(), &["init", "--ci", "gitlab"]);
    assert!(gitlab.status.success(), "{}", said(&gitlab));
    let template = fs::read_to_string(folder.path().join(".gitlab/casebook.yml")).expect("it is there");
    assert_eq!(yaml(&template), yaml(&file(".ci/gitlab.yml")));
    let entry = yaml(&fs::read_to_string(folder.path().join(".gitlab-ci.yml")).expect("it is there"));
    assert!(shown.contains(&entry), "the README shows another `.gitlab-ci.yml` than `init` writes");
}
