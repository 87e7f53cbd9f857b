//! What is read behind an action.

use super::*;
use crate::record::words::Words;

/// The text that is left, the owner and the day.
fn read(text: &str) -> (String, Option<String>, Option<String>) {
    let notes = find(&Words::built_in().promises, text, Names::AreWords);
    let mut left = String::new();
    let mut at = 0;
    for range in &notes.taken {
        left.push_str(text.get(at..range.start).unwrap_or_default());
        at = at.max(range.end);
    }
    left.push_str(&text[at..]);
    (
        left.trim().to_owned(),
        notes.owner,
        notes.due.map(|(due, _)| match due {
            Due::Day(day) => day.to_string(),
            Due::OfYear(month, day) => format!("{month}-{day}"),
        }),
    )
}

#[test]
fn owners_and_days_are_read_behind_their_names() {
    let told =
        |left: &str, owner: &str, due: Option<&str>| (left.to_owned(), Some(owner.to_owned()), due.map(str::to_owned));
    let day = Some("2026-03-01");
    assert_eq!(read("Renew it early. Owner: Ana Lima"), told("Renew it early.", "Ana Lima", None));
    assert_eq!(read("Renew it (owner: @ana, due: 2026-03-01)"), told("Renew it", "ana", day));
    assert_eq!(read("Renew it — Assigned to: Ana; Due date: March 1, 2026"), told("Renew it", "Ana", day));
    assert_eq!(read("日志改为异步 负责人：李四 完成时间：2026-03-01"), told("日志改为异步", "李四", day));
    assert_eq!(read("Renew it (owner: @ana, due 2026-03-01)"), told("Renew it", "ana", day));
    for due in ["by March 1, 2026", "due by 2026-03-01", "by the 2026-03-01", "son tarih 2026-03-01"] {
        assert_eq!(read(&format!("Renew it {due}")), ("Renew it".to_owned(), None, day.map(str::to_owned)), "{due}");
    }
    assert_eq!(read("自動で再起動する（担当：佐藤、期限：2026-03-01）"), told("自動で再起動する", "佐藤", day));
    assert_eq!(read("Añadir una alerta. Responsable: Marta"), told("Añadir una alerta.", "Marta", None));
    assert_eq!(read("Renew it (Ana Lima, 1 Mar 2026)"), told("Renew it", "Ana Lima", day));
    assert_eq!(read("Renew it (by March 1, 2026; @ana)."), told("Renew it.", "ana", day));
    assert_eq!(read("Renew it — A. Lima — due 1 March 2026"), told("Renew it", "A. Lima", day));
    assert_eq!(read("Renew it. Owner: Platform - Storage"), told("Renew it.", "Platform - Storage", None));
    assert_eq!(read("Renew it (completed, 2026-03-01)").1, None);
    assert_eq!(read("Renew it – Owner: Ana – Priority: high"), told("Renew it – Priority: high", "Ana", None));
    assert_eq!(read("Renew it - platform - 2026-03-01"), told("Renew it", "platform", day));
}

#[test]
fn what_is_no_name_and_no_day_stays() {
    for text in [
        "Write down who the owner is: the runbook has no field for it",
        "Tell each homeowner: renew",
        "Due: when the vendor answers",
        "Owner: see https://example.com/owners",
        "Owner:",
        "Owner: Ana renews the certificate",
        "Add the field owner: string to the schema",
        "Document the default owner: root, group: staff",
        "Test it on two systems (Linux, Windows)",
        "Renew it (completed)",
        "Renew it (the vendor does it, 1.3.2026 at last)",
        "Compare both - the old one - with version 1.2",
    ] {
        assert_eq!(read(text), (text.to_owned(), None, None), "{text}");
    }
}

#[test]
fn no_word_beside_a_note_is_lost() {
    let day = Some("2026-03-01".to_owned());
    for text in [
        "Due: 2026-03-01 ask the vendor for a refund",
        "Deadline: March 1, 2026 - buy new disks",
        "Set ETA: 2026-03-01 for the migration and tell the customers",
        "Renew it (due: 2026-03-01 or later, if the vendor agrees)",
    ] {
        assert_eq!(read(text), (text.to_owned(), None, day.clone()), "{text}");
    }
    assert_eq!(
        read("自動で再起動する（担当：佐藤）その後に監視を追加する").0,
        "自動で再起動するその後に監視を追加する"
    );
    assert_eq!(read("Renew the cert (owner: Ana)—then page").0, "Renew the cert—then page");
    assert_eq!(
        read("负责人：李四。完成时间：2026-03-01。日志改为异步写入").0,
        "负责人：李四。完成时间：2026-03-01。日志改为异步写入"
    );
}
