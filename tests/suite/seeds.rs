//! The five documents: their causes, failed theories and fixes are found as their authors wrote them.
//!
//! The documents are not part of this repository; `CASEBOOK_CORPORA` names the folder beside which they lie.

use casebook::config::Config;
use casebook::model::{CauseState, Incident};
use casebook::{record, source::SourceFile};

use crate::program::corpora;

fn read(start: &str) -> Incident {
    let folder = corpora().join("../seeds");
    let names = std::fs::read_dir(&folder).expect("the five documents lie beside the corpora");
    let mut paths = names.map(|entry| entry.expect("it can be listed").path());
    let path = paths.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)));
    let bytes = std::fs::read(path.expect("the document is there")).expect("it can be read");
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    record::read(&SourceFile::new(format!("{start}.md"), text), &Config::default()).0
}

fn causes(incident: &Incident) -> Vec<&str> {
    incident.causes.iter().map(|cause| cause.statement.value.as_str()).collect()
}

fn fixes(incident: &Incident) -> Vec<&str> {
    incident.fixes.iter().map(|fix| fix.statement.value.as_str()).collect()
}

/// Asserts that each text holds the words beside it, in order, and that there are no more texts.
fn assert_each_holds(texts: &[&str], words: &[&str]) {
    assert_eq!(texts.len(), words.len(), "{texts:#?}");
    for (text, word) in texts.iter().zip(words) {
        assert!(text.contains(word), "`{text}` does not hold `{word}`");
    }
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_logging_hang_has_its_cause_ten_theories_and_its_fix() {
    let incident = read("000");
    assert_eq!(incident.title.value, "Post-Mortem: The Great Logging Hang Mystery");
    assert!(causes(&incident)[0].contains("blocking StreamHandler(sys.stderr)"));
    let theories: Vec<_> = incident.theories.iter().map(|theory| theory.statement.value.as_str()).collect();
    let expected = [
        "VictoriaLogs blocking the event loop",
        "Connection pool exhaustion",
        "Thread pool exhaustion",
        "Dynamic imports in async functions",
        "Vector store limits",
        "State contamination between queries",
        "SQLite/session cache deadlocks",
        "Python logging module locks",
        "GIL contention",
        "Async/sync mixing",
    ];
    assert_eq!(theories, expected);
    assert!(incident.theories.iter().all(|theory| theory.wrong_because.is_some()));
    let because = incident.theories[3].wrong_because.as_ref().expect("each has a reason");
    assert_eq!(
        because.value,
        "Moving imports to module level changed nothing. The hang just moved to the next logging statement."
    );
    assert_each_holds(&fixes(&incident), &["removing the stderr handler"]);
    assert!(incident.misleading.iter().any(|line| line.text.contains("We thought disabling VictoriaLogs fixed")));
    assert_eq!(incident.actions.len(), 4);
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_lessons_have_ten_causes_ten_fixes_and_their_failed_approaches() {
    let incident = read("001");
    assert_eq!(incident.title.value, "Lessons Learned");
    let expected = [
        "Concurrent access conflicts",
        "CP1252 encoding by default",
        "python.exe always creates a console window",
        "not using @functools.wraps(func)",
        "never connected the MessageBusClient",
        "Circular import dependency",
        "Timing mismatch between broker availability and consumer readiness",
        "they create recursive loops",
        "generated different shared broker keys",
        "not included in the message bus broker's authorized client list",
    ];
    assert_each_holds(&causes(&incident), &expected);
    assert!(incident.causes.iter().all(|cause| cause.state == CauseState::Stated));
    let theories: Vec<_> = incident.theories.iter().map(|theory| theory.statement.value.as_str()).collect();
    let expected = [
        "Connection health checks",
        "Complex signal handler coordination",
        "Flushing buffer immediately",
        "_SHARED_BROKER_KEYS = None",
    ];
    assert_each_holds(&theories, &expected);
    let fixes = fixes(&incident);
    for words in ["WAL mode", "pythonw.exe", "functools.wraps", "lazy imports", "two-phase buffer flush", "static keys"]
    {
        assert!(fixes.iter().any(|fix| fix.contains(words)), "no fix holds `{words}`: {fixes:#?}");
    }
    assert_eq!(incident.symptoms.len(), 13);
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_freeze_has_a_cause_a_new_suspicion_and_two_refuted_theories() {
    let incident = read("002");
    assert_eq!(incident.date.as_ref().map(|date| date.value.to_string()).as_deref(), Some("2026-02-04"));
    assert_each_holds(
        &causes(&incident),
        &["asyncio.Queue.put_nowait() is NOT thread-safe", "threading.RLock contention"],
    );
    let states: Vec<_> = incident.causes.iter().map(|cause| cause.state).collect();
    assert_eq!(states, [CauseState::Stated, CauseState::Suspected]);
    let theories: Vec<_> = incident.theories.iter().map(|theory| theory.statement.value.as_str()).collect();
    let expected = [
        "httpx.Response socket objects crossing thread boundary caused deadlock",
        "call_soon_threadsafe() in asyncio.to_thread() deadlocking WindowsSelectorEventLoop",
    ];
    assert_eq!(theories, expected);
    let tried: Vec<_> =
        incident.theories.iter().filter_map(|theory| Some(theory.tried.as_ref()?.value.as_str())).collect();
    assert_eq!(tried, ["#22 (dict return)", "#22b (polling)"]);
    let wrong = incident.theories[0].wrong_because.as_ref().map(|because| because.value.as_str());
    assert_eq!(wrong, Some("Third freeze had NO API requests in flight"));
    assert_each_holds(&fixes(&incident), &["call_soon_threadsafe", "asyncio.to_thread()"]);
    assert_eq!(incident.actions.len(), 12);
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_restart_loop_has_only_suspicions() {
    let incident = read("003");
    let expected = [
        "run_labeler() function returned an error",
        "Panic in labeler.rs",
        "run_firehose() returned Ok(())",
        "Process killed externally by SIGKILL",
        "WebSocket Connection Closes Without Retry",
        "Redis Connection Lost",
        "Task Panic on Malformed Data",
        "OOM Kill",
        "Bug in Infinite Loop Logic",
        "External Signal",
    ];
    assert_each_holds(&causes(&incident), &expected);
    assert!(incident.causes.iter().all(|cause| cause.state == CauseState::Suspected));
    assert!(incident.is_open());
    assert_each_holds(
        &fixes(&incident),
        &[
            "Review connection error handling",
            "Redis connection health checks",
            "error handling",
            "memory limits",
            "early returns",
            "health checks",
        ],
    );
    assert_eq!(incident.theories, []);
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_log_analysis_has_the_cause_of_each_issue_and_six_fixes() {
    let incident = read("004");
    let causes = causes(&incident);
    for words in [
        "heartbeat thread crashes immediately",
        "Uvicorn is still spawning multiple workers",
        "File Watcher Race Condition",
        "MediaPipe model download takes ~6 seconds",
        "no retry mechanism",
        "File watcher is a closure",
        "Indentation errors during refactoring",
        "heartbeat thread crash due to syntax errors",
    ] {
        assert!(causes.iter().any(|cause| cause.contains(words)), "no cause holds `{words}`: {causes:#?}");
    }
    let expected = [
        "Correct Syntax Errors",
        "Add File Locking",
        "Verify Single Worker",
        "Add Heartbeat Auto-Restart",
        "Reduce File Watcher Frequency",
        "Add Heartbeat Health Monitoring",
    ];
    assert_each_holds(&fixes(&incident), &expected);
    assert_eq!(incident.events.len(), 5);
    assert_eq!(incident.events[2].when, "10:50:12-10:50:18");
}
