//! What happens in time: an incident's course, the months, and what was promised and when it is overdue.

use super::*;
use crate::site::{LastChange, LastChanges};

/// A record with everything that is drawn, `days` days into the year 2026.
fn course(days: u8, guard: &str) -> String {
    format!(
        "---\ntitle: It hangs again\ndate: 2026-01-{days:02}\nseverity: sev1\nservices: [web-{days}]\n\
        started: 2026-01-{days:02} 09:00\ndetected: 2026-01-{days:02} 09:20\nresolved: 2026-01-{days:02} 12:00\n---\n\n\
        ## Root cause\n\nA read blocks the event loop.\n\n## Timeline\n\n- 09:00 deploy\n- 09:20 alert\n- 12:00 rollback\n\n\
        ## Actions\n\n- [x] Time out @ops {guard}\n- [ ] Use a queue @ops due:2026-01-03\n"
    )
}

#[test]
fn an_incident_shows_its_phases_its_events_and_the_way_to_the_pattern_s_other_incidents() {
    let texts = [course(2, ""), course(5, "guard:tests/a.py"), course(9, "")];
    let records: Vec<(&str, &str)> =
        ["a.md", "b.md", "c.md"].into_iter().zip(texts.iter().map(String::as_str)).collect();
    let (files, built) = site_of(&records);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let page = &files["incidents/b/index.html"];
    assert!(page.contains("aria-label=\"until noticed: 20 min; until resolved: 2 h 40 min\""), "{page}");
    assert!(page.contains("3 h from the first to the last") && page.matches("class=\"event\"").count() == 3, "{page}");
    let step = |rel: &str, to: &str| format!("<a rel=\"{rel}\" href=\"../../incidents/{to}/index.html\">");
    assert!(page.contains(&step("prev", "a")) && page.contains(&step("next", "c")), "{page}");
    assert!(!files["incidents/c/index.html"].contains(&step("next", "b")));
    assert!(page.contains("6 days overdue"), "{page}");
    let pattern = &files["patterns/blocked-event-loop/index.html"];
    assert!(pattern.contains("three or more incidents, in two or more services"), "{pattern}");
    assert!(pattern.contains("<code>tests/a.py</code>") && pattern.matches("<use href").count() == 3, "{pattern}");
    let home = &files["index.html"];
    assert!(home.contains("As of 2026-01-09") && home.contains("3 lately"), "{home}");
    assert!(home.contains("life-unseen") && home.contains("life-established"), "{home}");
    assert!(!page.contains("Edit this record"), "nobody said where");
}

#[test]
fn a_month_shows_its_incidents_and_what_was_promised_then() {
    let text = course(2, "");
    let (files, built) = site_of(&[("a.md", &text), ("b.md", "---\ndate: 2025-11-30\n---\n# B\n")]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let month = &files["timeline/2026/01/index.html"];
    assert!(month.contains("<h1>January 2026</h1>") && month.contains("It hangs again"), "{month}");
    assert!(month.contains("Use a queue") && !month.contains("Time out"), "what is done is not promised any more");
    let earlier = "<a rel=\"prev\" class=\"time-earlier\" href=\"../../../timeline/2025/11/index.html\">";
    assert!(month.contains(earlier) && !month.contains("rel=\"next\""), "{month}");
    assert!(files["timeline/2026/index.html"].contains("../../timeline/2026/01/index.html"));
    assert!(files["index.html"].contains("timeline/2026/01/index.html"), "the newest month is near");
}

#[test]
fn promises_stand_under_their_incident_and_are_found_by_state_owner_and_service() {
    let (first, second) = (course(2, ""), course(9, ""));
    let (files, built) = site_of(&[("a.md", &first), ("b.md", &second)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let all = &files["actions/index.html"];
    assert_eq!(all.matches("class=\"promise\"").count(), 2, "{all}");
    assert!(all.contains("might have spared 1 later incident"), "{all}");
    for list in ["overdue", "owners/ops", "services/web-2"] {
        let page = &files[&format!("actions/{list}/index.html")];
        assert!(page.contains("Use a queue") && page.contains("6 days overdue"), "{list}: {page}");
    }
    let service = &files["services/web-2/index.html"];
    assert!(
        service.contains("<a href=\"#page--promised\">1 open action</a>") && service.contains("1 overdue"),
        "{service}"
    );
    assert!(!files.contains_key("actions/unowned/index.html"), "nothing is without an owner");
}

#[test]
fn the_last_change_is_shown_where_it_is_known_and_a_name_never_becomes_markup() {
    let mut changes = LastChanges::new();
    let change = LastChange { date: "2026-02-03".to_owned(), author: "<script>x</script> & Co".to_owned() };
    changes.insert("a.md".to_owned(), change);
    let theme = || Theme::built_in().expect("the built-in templates parse");
    let records = [("a.md", "# A\n"), ("b.md", "# B\n")];
    let (files, _) = site_with_changes(&records, PATTERN, &Config::default(), &changes, theme()).expect("is built");
    let page = &files["incidents/a/index.html"];
    assert!(page.contains("2026-02-03") && page.contains("&lt;script&gt;x&lt;"), "{page}");
    assert!(!page.contains("<script>x"), "{page}");
    assert!(!files["incidents/b/index.html"].contains("Last change"));
    let shareable = Config { edition: crate::model::Audience::Shareable, ..Config::default() };
    let (files, _) = site_with_changes(&records, PATTERN, &shareable, &changes, theme()).expect("is built");
    assert!(!files["incidents/a/index.html"].contains("2026-02-03"), "who wrote it is nobody's business outside");
}

#[test]
fn an_incident_without_a_date_is_neither_earlier_nor_later_and_counts_as_seen_before() {
    let (files, built) = two();
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    for page in ["incidents/a/index.html", "incidents/b/index.html"] {
        assert!(!files[page].contains("class=\"steps\""), "{page} claims an order");
    }
    let month = &files["timeline/2025/07/index.html"];
    assert!(month.contains("1 time before") && !month.contains("Seen for the first time"), "{month}");
}

#[test]
fn what_is_due_in_a_month_without_incidents_stands_in_the_month_before_it() {
    let record =
        |day: &str, due: &str| format!("---\ndate: {day}\n---\n# T {day}\n\n## Actions\n\n- [ ] Do {due} due:{due}\n");
    let texts =
        [record("2026-01-03", "2025-01-01"), record("2026-04-03", "2026-03-09"), record("2026-05-03", "2027-02-01")];
    let records: Vec<(&str, &str)> =
        ["a.md", "b.md", "c.md"].into_iter().zip(texts.iter().map(String::as_str)).collect();
    let (files, built) = site_of(&records);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let due = |month: &str| {
        let page = &files[&format!("timeline/2026/{month}/index.html")];
        let part =
            page.split_once("id=\"page--due\"").map_or("", |(_, rest)| rest.split("</section>").next().unwrap_or(""));
        ["2025-01-01", "2026-03-09", "2027-02-01"].map(|day| part.contains(&format!("Do {day}")))
    };
    assert_eq!(["01", "04", "05"].map(due), [[true, true, false], [false, false, false], [false, false, true]]);
}

#[test]
fn an_owner_who_is_written_in_several_ways_has_one_list_as_in_the_script() {
    let text = "# T\n\n## Actions\n\n- [ ] One @ana_b\n- [ ] Two @Ana_B\n- [ ] Three @ana-b\n";
    let (files, built) = site_of(&[("a.md", text)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let lists: Vec<&str> = built.pages.iter().filter_map(|page| page.strip_prefix("actions/owners/")).collect();
    assert_eq!(lists, ["ana_b/index.html"]);
    let tells = |text: &str| files["actions/owners/ana_b/index.html"].contains(&format!("</span>{text}</p>"));
    assert!(["One", "Two", "Three"].into_iter().all(tells));
}

#[test]
fn a_service_without_a_pattern_is_no_column_and_a_pattern_without_a_service_is_no_row() {
    let quiet = "---\nservices: [quiet]\ndetected-by: alert\n---\n# Q\n";
    let (files, _) = site_of(&[("a.md", HANG), ("b.md", OTHER), ("c.md", quiet), ("d.md", quiet)]);
    let page = &files["statistics/index.html"];
    let matrix = |title: &str| {
        let rest = page.split_once(&format!("<caption>{title}</caption>"));
        rest.map(|(_, rest)| rest.split("</table>").next().unwrap_or_default())
    };
    let services = matrix("Patterns by service").expect("there is a matrix");
    assert!(services.contains(">web</a>") && !services.contains("quiet"), "{services}");
    assert_eq!(matrix("Patterns by who noticed"), None);
    assert!(page.contains("Of the incidents that show a pattern, none tells it."), "{page}");
}

#[test]
fn the_short_words_say_what_they_mean_where_they_stand_and_on_a_page_of_their_own() {
    let (files, built) = two();
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let legend = &files["legend/index.html"];
    for says in
        ["level 0, note", "three or more incidents, in two or more services", "a sentence of the record asserts it"]
    {
        assert!(legend.contains(says), "{says}: {legend}");
    }
    assert!(files["incidents/a/index.html"].contains("legend/index.html#level"));
    assert!(files["patterns/index.html"].contains("title=\"seen in two or more incidents\""));
}
