//! Attachments: whose they are, how many, what a snapshot keeps of them, and that no row is without its bytes.

use std::collections::BTreeMap;

use backend::{
    Actor, Error,
    attachments::{Attached, Attachments, Of, copy_attachments},
    both,
    clock::Clock,
    db::Tx,
    files::Files,
    ids,
    testing::{pdf, png},
};
use domain::{
    attachment::{Fault, File},
    business::Business,
    record::SectionId,
    workflow::Action,
};

use crate::journey::{House, MAN, PHOTO, achievement_values, education_values};

const EDUCATION: SectionId = SectionId::Education;

fn of(id: &str) -> Of {
    Of::Entry { section: EDUCATION, id: id.to_owned() }
}

fn kept(done: Result<Attached, Error>) -> File {
    match done {
        Ok(Attached::Kept(file)) => file,
        other => panic!("{other:?}"),
    }
}

fn refused(done: Result<Attached, Error>) -> (String, Fault) {
    match done {
        Ok(Attached::Refused(refusal)) => (refusal.to_string(), refusal.fault),
        other => panic!("{other:?}"),
    }
}

fn says<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Refused(says)) => says,
        other => panic!("{other:?}"),
    }
}

fn nothing<T: std::fmt::Debug>(what: &str, done: Result<T, Error>) {
    match done {
        Err(Error::NotFound | Error::Denied(domain::access::Denied::Unknown)) => {}
        other => panic!("{what}: {other:?}"),
    }
}

impl House {
    async fn attach(&self, actor: &Actor, of: &Of, name: &str, bytes: Vec<u8>) -> File {
        self.backend.clock.advance_seconds(1);
        kept(self.backend.attach(actor, of, name, bytes).await)
    }

    async fn attached(&self, actor: &Actor, of: &Of) -> Attachments {
        self.backend.attachments(actor, of).await.expect("it is there")
    }

    async fn names(&self, actor: &Actor, of: &Of) -> Vec<String> {
        self.attached(actor, of).await.list.into_iter().map(|one| one.file.name).collect()
    }
}

both! {
    async fn a_draft_that_was_emptied_stays_for_its_file(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let backend = &house.backend;
        let id = backend.new_entry(&chen, EDUCATION).expect("an applicant").id;
        let typed = async |nth: i64, school: &str| {
            let values = domain::values::Values::new().with("school", school);
            let save = backend::records::Save { id: id.clone(), version: nth - 1, key: format!("page.{nth}"), values };
            backend.save_typed(&chen, EDUCATION, save).await.expect("it answers")
        };
        typed(1, "五邑大学").await;
        house.attach(&chen, &of(&id), "证书.pdf", pdf(1, "")).await;
        typed(2, "").await;
        let entries = backend.section(&chen, EDUCATION).await.expect("it answers");
        assert_eq!(entries.iter().map(|entry| (entry.draft, entry.values.is_empty())).collect::<Vec<_>>(), [(true, true)]);
        assert_eq!(house.attached(&chen, &of(&id)).await.list.len(), 1);
        house.sound().await;
    }

    async fn what_is_uploaded_is_listed_and_served_by_what_it_is(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let file = house.attach(&chen, &of(&id), "C:\\扫描\\毕业证书.exe", pdf(3, "")).await;
        assert_eq!((file.name.as_str(), file.kind.as_str(), file.pages), ("毕业证书.exe.pdf", "pdf", Some(3)));
        house.attach(&chen, &of(&id), "学位证书.jpg", PHOTO.to_vec()).await;
        house.attach(&chen, &of(&id), "成绩单.png", png(800, 600)).await;
        let listed = house.attached(&chen, &of(&id)).await;
        let names: Vec<&str> = listed.list.iter().map(|one| one.file.name.as_str()).collect();
        assert_eq!(names, ["毕业证书.exe.pdf", "学位证书.jpg", "成绩单.png"]);
        assert!(listed.of.contains("五邑大学"), "{}", listed.of);
        let served = house.backend.attachment(&chen, &of(&id), &file.id).await.expect("one's own");
        assert_eq!((served.bytes, served.file), (pdf(3, ""), file));
        let entry = house.backend.entry(&chen, EDUCATION, Some(&id)).await.expect("it answers").expect("it is there");
        assert_eq!(entry.files.len(), 3, "an entry knows its attachments");
        let section = house.backend.section(&chen, EDUCATION).await.expect("it answers");
        assert_eq!(section[0].files.len(), 3);
        house.sound().await;
    }

    async fn a_refused_file_leaves_nothing(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        for (bytes, words) in [(b"MZ".to_vec(), "“证书.pdf”是别的文件"), (Vec::new(), "“证书.pdf”是空的")] {
            let (said, _) = refused(house.backend.attach(&chen, &of(&id), "证书.pdf", bytes).await);
            assert!(said.starts_with(words), "{said}");
        }
        assert!(house.names(&chen, &of(&id)).await.is_empty());
    }

    async fn the_limits_are_data_of_the_site(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let one = pdf(1, "0").len();
        let text = format!("files=2, pages=1, person={}", one * 2 + 10);
        house.backend.set_attachment_limits(&text).await.expect("it reads");
        assert!(says(house.backend.set_attachment_limits("files=many").await).contains("files=many"));
        let put = async |name: &str, bytes| house.backend.attach(&chen, &of(&id), name, bytes).await;
        assert_eq!(refused(put("厚.pdf", pdf(2, "")).await).1, Fault::Pages { max: 1 });
        kept(put("一.pdf", pdf(1, "1")).await);
        let second = kept(put("二.pdf", pdf(1, "2")).await);
        assert_eq!(refused(put("三.pdf", pdf(1, "3")).await).1, Fault::Full { max: 2 });
        // Room for the number, none for the bytes: what can still be brought back counts.
        house.backend.detach(&chen, &of(&id), &second.id).await.expect("one's own");
        assert!(matches!(refused(put("三.pdf", pdf(1, "3")).await).1, Fault::Person { .. }));
        house.backend.set_attachment_limits("files=2").await.expect("it reads");
        kept(put("三.pdf", pdf(1, "3")).await);
        let full = says(house.backend.reattach(&chen, &of(&id), &second.id).await);
        assert!(full.starts_with("“二.pdf”") && full.contains("最多 2 个"), "{full}");
        house.sound().await;
    }

    async fn the_same_file_is_one_attachment_of_an_entry_and_is_noticed_elsewhere(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (first, _) = house.add(&chen, EDUCATION, education_values()).await;
        let (second, _) = house.add(&chen, EDUCATION, education_values().with("school", "华南师范大学")).await;
        let application = house.backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let file = house.attach(&chen, &of(&first), "证书.pdf", pdf(1, "")).await;
        let again = house.backend.attach(&chen, &of(&first), "副本.pdf", pdf(1, "")).await.expect("it answers");
        assert_eq!(again, Attached::Again(file.clone()), "a double click, or the same file by another name");
        let at_once: Vec<_> = (0..6).map(|_| {
            let (backend, chen, first) = (house.backend.clone(), chen.clone(), first.clone());
            tokio::spawn(async move { backend.attach(&chen, &of(&first), "证书.pdf", pdf(1, "")).await })
        }).collect();
        for one in at_once {
            assert!(matches!(one.await.expect("it ends"), Ok(Attached::Again(_))));
        }
        assert_eq!(house.names(&chen, &of(&first)).await, ["证书.pdf"]);
        assert!(house.attached(&chen, &of(&first)).await.list[0].elsewhere.is_empty());
        house.attach(&chen, &of(&second), "又一次.pdf", pdf(1, "")).await;
        house.attach(&chen, &Of::Application(application.clone()), "又一次.pdf", pdf(1, "")).await;
        let elsewhere = house.attached(&chen, &of(&first)).await.list[0].elsewhere.clone();
        assert_eq!(elsewhere.len(), 2, "{elsewhere:?}");
        assert!(elsewhere[0].contains("华南师范大学") && elsewhere[1].contains("申请附件"), "{elsewhere:?}");
        // What is deleted, or belongs to a deleted entry, is used nowhere.
        house.backend.delete_entry(&chen, EDUCATION, &second).await.expect("one's own");
        assert_eq!(house.attached(&chen, &of(&first)).await.list[0].elsewhere.len(), 1);
        // Somebody else's use is not for the applicant.
        let li = house.who("li");
        let (theirs, _) = house.add(&li, EDUCATION, education_values()).await;
        house.attach(&li, &of(&theirs), "证书.pdf", pdf(1, "")).await;
        assert!(house.attached(&li, &of(&theirs)).await.list[0].elsewhere.is_empty());
        house.sound().await;
    }

    async fn a_deletion_can_be_taken_back(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let file = house.attach(&chen, &of(&id), "证书.pdf", pdf(1, "")).await;
        for _ in 0..2 {
            house.backend.detach(&chen, &of(&id), &file.id).await.expect("twice the same");
            assert!(house.names(&chen, &of(&id)).await.is_empty());
            nothing("a deleted file", house.backend.attachment(&chen, &of(&id), &file.id).await);
        }
        for _ in 0..2 {
            house.backend.reattach(&chen, &of(&id), &file.id).await.expect("twice the same");
            assert_eq!(house.names(&chen, &of(&id)).await, ["证书.pdf"]);
        }
        // Uploaded anew after the deletion: bringing it back would make it twice.
        house.backend.detach(&chen, &of(&id), &file.id).await.expect("one's own");
        house.attach(&chen, &of(&id), "证书.pdf", pdf(1, "")).await;
        house.backend.reattach(&chen, &of(&id), &file.id).await.expect("nothing to do");
        assert_eq!(house.names(&chen, &of(&id)).await.len(), 1);
        // With the entry goes its evidence, and comes back with it.
        house.backend.delete_entry(&chen, EDUCATION, &id).await.expect("one's own");
        nothing("a deleted entry", house.backend.attachments(&chen, &of(&id)).await);
        house.backend.restore_entry(&chen, &id).await.expect("one's own");
        assert_eq!(house.names(&chen, &of(&id)).await.len(), 1);
    }

    async fn nobody_else_finds_anything(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let application = house.filled(&chen, MAN).await;
        let (id, _) = house.add(&chen, EDUCATION, education_values().with("school", "华南师范大学")).await;
        let file = house.attach(&chen, &of(&id), "证书.pdf", pdf(1, "")).await;
        let own = Of::Application(application.clone());
        let more = house.attach(&chen, &own, "说明.pdf", pdf(1, "more")).await;
        for other in house.all_but(&["chen"]) {
            for (of, file) in [(of(&id), &file), (own.clone(), &more)] {
                let backend = &house.backend;
                let denied = [
                    backend.attachments(&other, &of).await.map(drop),
                    backend.attach(&other, &of, "x.pdf", pdf(1, "x")).await.map(drop),
                    backend.detach(&other, &of, &file.id).await,
                    backend.reattach(&other, &of, &file.id).await,
                    backend.attachment(&other, &of, &file.id).await.map(drop),
                    backend.own_application_attachment(&other, &application, &file.id).await.map(drop),
                    // A draft is nobody else's business.
                    backend.reviewed_attachment(&other, &application, &file.id).await.map(drop),
                ];
                for (place, done) in denied.into_iter().enumerate() {
                    assert!(matches!(done, Err(Error::NotFound | Error::Denied(_))), "{} {place}: {done:?}", other.login);
                }
            }
        }
        // One's own, but not there.
        nothing("another entry", house.backend.attachment(&chen, &of(&ids::new()), &file.id).await);
        let (second, _) = house.add(&chen, EDUCATION, education_values().with("school", "五邑大学二")).await;
        nothing("the file of another entry", house.backend.attachment(&chen, &of(&second), &file.id).await);
        nothing("the same to be deleted", house.backend.detach(&chen, &of(&second), &file.id).await);
        let wrong = Of::Entry { section: SectionId::Work, id: id.clone() };
        nothing("another section", house.backend.attachments(&chen, &wrong).await);
        assert_eq!(house.names(&chen, &of(&id)).await, ["证书.pdf"]);
        assert_eq!(house.names(&chen, &own).await, ["说明.pdf"]);
    }

    async fn a_snapshot_keeps_what_it_names_whatever_its_owner_deletes(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let application = house.filled(&chen, MAN).await;
        let education = house.backend.section(&chen, EDUCATION).await.expect("it answers")[0].id.clone();
        let file = house.attach(&chen, &of(&education), "毕业证书15400000001.pdf", pdf(2, "")).await;
        let own = Of::Application(application.clone());
        let more = house.attach(&chen, &own, "推荐信.png", png(30, 40)).await;
        let preview = house.backend.preview(&chen, &application).await.expect("one's own");
        assert_eq!(preview.files().cloned().collect::<Vec<File>>(), [file.clone(), more.clone()]);
        for named in [&file, &more] {
            let served = house.backend.own_application_attachment(&chen, &application, &named.id).await;
            assert_eq!(served.expect("the preview links to it").file, *named);
        }
        house.submit(&chen, &application).await;
        assert!(says(house.backend.detach(&chen, &own, &more.id).await).contains("请先撤回申请"));
        assert!(says(house.backend.attach(&chen, &own, "x.pdf", pdf(1, "x")).await).contains("请先撤回申请"));
        house.backend.detach(&chen, &of(&education), &file.id).await.expect("the record is one's own");
        house.days(40);
        house.backend.sweep().await.expect("it answers");

        let (unit, office) = (house.who("unit"), house.who("office"));
        for sees in [&chen, &unit] {
            let snapshot = house.see(sees, &application).await.snapshot.expect("it was submitted");
            assert_eq!(snapshot.files().cloned().collect::<Vec<File>>(), [file.clone(), more.clone()]);
        }
        let served = house.backend.reviewed_attachment(&unit, &application, &file.id).await.expect("it waits here");
        assert_eq!((served.bytes, served.file), (pdf(2, ""), file.clone()));
        house.backend.own_application_attachment(&chen, &application, &file.id).await.expect("as it was submitted");
        // It has not come to the office yet, and never comes to another one.
        nothing("the office", house.backend.reviewed_attachment(&office, &application, &file.id).await);
        let stranger = house.who("other-unit");
        nothing("another unit", house.backend.reviewed_attachment(&stranger, &application, &file.id).await);
        nothing("no such file", house.backend.reviewed_attachment(&unit, &application, &ids::new()).await);

        for login in ["unit", "department", "hrss"] {
            house.accept(login, &application).await;
        }
        let served = house.backend.reviewed_attachment(&office, &application, &file.id).await.expect("it came here");
        assert_eq!(served.file.name, "毕业证书1540***0001.pdf", "numbers are for those who verify them");
        house.sound().await;
    }

    async fn what_was_mended_away_is_not_for_those_who_review(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let application = house.filled(&chen, MAN).await;
        let own = Of::Application(application.clone());
        let wrong = house.attach(&chen, &own, "放错了.pdf", pdf(1, "wrong")).await;
        house.submit(&chen, &application).await;
        house.decide("unit", &application, Action::Return, "附件放错了").await.expect("it is sent back");
        house.backend.detach(&chen, &own, &wrong.id).await.expect("it can be mended");
        let right = house.attach(&chen, &own, "对的.pdf", pdf(1, "right")).await;
        house.submit(&chen, &application).await;
        let unit = house.who("unit");
        house.backend.reviewed_attachment(&unit, &application, &right.id).await.expect("it is in the last version");
        nothing("an earlier version", house.backend.reviewed_attachment(&unit, &application, &wrong.id).await);
        house.backend.own_application_attachment(&chen, &application, &wrong.id).await.expect("one's own history");
        house.sound().await;
    }

    async fn those_who_review_learn_that_others_used_the_same_file(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let application = house.filled(&chen, MAN).await;
        let own = Of::Application(application.clone());
        let shared = house.attach(&chen, &own, "证明.pdf", pdf(1, "shared")).await;
        house.attach(&chen, &own, "自己的.pdf", pdf(1, "alone")).await;
        house.submit(&chen, &application).await;
        assert!(house.see(&house.who("unit"), &application).await.reused.is_empty());
        let (theirs, _) = house.add(&li, EDUCATION, education_values().with("school", "另一所大学")).await;
        house.attach(&li, &of(&theirs), "证明.pdf", pdf(1, "shared")).await;
        let seen = house.see(&house.who("unit"), &application).await.reused;
        assert_eq!(seen, BTreeMap::from([(shared.id, 1)]));
        assert!(house.see(&chen, &application).await.reused.is_empty(), "never the applicant");
    }

    async fn what_has_passed_keeps_its_attachments_locked(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let application = house.filled(&chen, MAN).await;
        let education = house.backend.section(&chen, EDUCATION).await.expect("it answers")[0].id.clone();
        let file = house.attach(&chen, &of(&education), "证书.pdf", pdf(1, "")).await;
        house.to_the_end(&chen, &application).await;
        let entry = house.backend.entry(&chen, EDUCATION, Some(&education)).await.expect("it answers");
        assert!(entry.expect("it is there").verified.is_some(), "attachments are no change of an entry");
        assert!(house.attached(&chen, &of(&education)).await.locked.is_some());
        assert!(says(house.backend.detach(&chen, &of(&education), &file.id).await).contains("已经入库"));
        assert!(says(house.backend.attach(&chen, &of(&education), "x.pdf", pdf(1, "x")).await).contains("已经入库"));
        house.backend.attachment(&chen, &of(&education), &file.id).await.expect("it can be looked at");
        house.sound().await;
    }

    async fn a_copied_entry_names_the_same_files(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (first, _) = house.add(&chen, EDUCATION, education_values()).await;
        let (second, _) = house.add(&chen, EDUCATION, education_values().with("school", "华南师范大学")).await;
        house.attach(&chen, &of(&first), "一.pdf", pdf(1, "1")).await;
        let gone = house.attach(&chen, &of(&first), "二.pdf", pdf(1, "2")).await;
        house.backend.detach(&chen, &of(&first), &gone.id).await.expect("one's own");
        let (from, to, now) = (first.clone(), second.clone(), house.backend.clock.now().to_string());
        let copied = house.backend.db().write(async move |tx: &mut Tx| copy_attachments(tx, &from, &to, &now).await).await;
        copied.expect("it answers");
        assert_eq!(house.names(&chen, &of(&second)).await, ["一.pdf"]);
        let copy = house.attached(&chen, &of(&second)).await.list.remove(0).file;
        assert_eq!(house.backend.attachment(&chen, &of(&second), &copy.id).await.expect("it is there").bytes, pdf(1, "1"));
        house.backend.detach(&chen, &of(&first), &house.attached(&chen, &of(&first)).await.list[0].file.id).await.expect("one's own");
        house.backend.attachment(&chen, &of(&second), &copy.id).await.expect("a copy stands alone");
        house.sound().await;
    }

    async fn a_file_comes_before_its_row_and_goes_after_it(db) {
        // The time of the system: a store of files has no other.
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let folder = std::env::temp_dir().join(format!("zhicheng_files_{}", ids::new()));
        let files = Files::folder(&folder).expect("the machine has room");
        let now = Clock::system().now();
        house.backend.clock.set(now);
        let backend = house.backend.clone().with_files(files.clone());
        let on_disk = async || {
            let mut hashes: Vec<String> =
                files.list().await.expect("it answers").into_iter().map(|(hash, _)| hash).collect();
            hashes.sort_unstable();
            hashes
        };

        // The row is refused behind the back of the upload, as by a crash: the file is there and nobody names it.
        backend.set_attachment_limits("person=1").await.expect("it reads");
        assert!(matches!(refused(backend.attach(&chen, &of(&id), "a.pdf", pdf(1, "")).await).1, Fault::Person { .. }));
        assert_eq!(on_disk().await.len(), 1);
        assert_eq!(backend.invariants().await.expect("it answers"), Vec::<String>::new(), "a file too many is no break");
        house.backend.clock.advance_minutes(23 * 60);
        assert_eq!(backend.sweep().await.expect("it answers"), 0, "a young file is left alone");
        backend.set_attachment_limits("").await.expect("it reads");
        let named = kept(backend.attach(&chen, &of(&id), "b.pdf", pdf(2, "")).await);
        house.backend.clock.advance_minutes(25 * 60);
        assert_eq!(backend.sweep().await.expect("it answers"), 1);
        assert_eq!(on_disk().await, [named.sha256.as_str()]);
        let path = folder.join(&named.sha256[..2]).join(&named.sha256[2..4]).join(&named.sha256);
        assert_eq!(std::fs::read(&path).expect("two levels of folders"), pdf(2, ""));

        // Deleted, it stays as long as it can be brought back.
        backend.detach(&chen, &of(&id), &named.id).await.expect("one's own");
        house.backend.clock.advance_minutes(29 * 24 * 60);
        assert_eq!(backend.sweep().await.expect("it answers"), 0);
        backend.reattach(&chen, &of(&id), &named.id).await.expect("in time");
        backend.detach(&chen, &of(&id), &named.id).await.expect("one's own");
        house.backend.clock.advance_minutes(31 * 24 * 60);
        assert_eq!(backend.sweep().await.expect("it answers"), 1);
        assert!(on_disk().await.is_empty());
        nothing("what was forgotten", backend.reattach(&chen, &of(&id), &named.id).await);

        // Bytes that are gone, or not those, are found.
        let lost = kept(backend.attach(&chen, &of(&id), "c.pdf", pdf(3, "")).await);
        let path = folder.join(&lost.sha256[..2]).join(&lost.sha256[2..4]).join(&lost.sha256);
        std::fs::write(&path, b"%PDF").expect("it is there");
        assert!(backend.invariants().await.expect("it answers")[0].contains("has 4 bytes"));
        std::fs::remove_file(&path).expect("it is there");
        assert!(backend.invariants().await.expect("it answers")[0].contains("is missing"));
        assert!(matches!(backend.attachment(&chen, &of(&id), &lost.id).await, Err(Error::Internal(_))));
        // Uploaded once more, it is whole again.
        backend.attach(&chen, &of(&id), "c.pdf", pdf(3, "")).await.expect("it answers");
        assert_eq!(backend.invariants().await.expect("it answers"), Vec::<String>::new());
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }

    async fn evidence_of_one_section_is_not_that_of_another(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, SectionId::Achievement, achievement_values()).await;
        let of = Of::Entry { section: SectionId::Achievement, id };
        house.attach(&chen, &of, "验收.png", png(3, 4)).await;
        let listed = house.attached(&chen, &of).await;
        assert!(listed.of.contains("自动上下料单元"), "{}", listed.of);
        assert_eq!(listed.list[0].created_at, house.backend.clock.now());
    }
}
