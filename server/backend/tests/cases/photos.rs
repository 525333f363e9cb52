//! Versions of a photo: the newest one counts, and what was submitted keeps its own.

use backend::{Actor, Error, both, photos::Uploaded};

use crate::journey::{House, MAN, PHOTO};

/// Uploads the photo once more: the id of its version.
async fn upload(house: &House, actor: &Actor) -> String {
    house.backend.clock.advance_seconds(1);
    match house.backend.upload_photo(actor, PHOTO.to_vec()).await.expect("it answers") {
        Uploaded::Kept(kept) => kept.id,
        Uploaded::Refused(faults) => panic!("{faults:?}"),
    }
}

both! {
    async fn versions_that_nothing_is_bound_to_are_few(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let others = upload(&house, &li).await;
        let application = house.filled(&chen, MAN).await;
        house.submit(&chen, &application).await;
        let bound = house.backend.photo(&chen).await.expect("it answers").expect("there is one").id;
        let mut versions = Vec::new();
        for _ in 0..12 {
            versions.push(upload(&house, &chen).await);
        }
        let newest = house.backend.photo(&chen).await.expect("it answers").expect("there is one").id;
        assert_eq!(Some(&newest), versions.last());
        for (place, id) in versions.iter().enumerate() {
            let gone = matches!(house.backend.photo_jpeg(&chen, id).await, Err(Error::NotFound));
            assert_eq!(gone, place < 2, "ten of twelve stay: {place}");
        }
        assert!(house.backend.photo_jpeg(&chen, &bound).await.is_ok(), "what was submitted keeps its photo");
        assert!(house.backend.photo_jpeg(&li, &others).await.is_ok(), "nobody else's is touched");
        house.sound().await;
    }
}
