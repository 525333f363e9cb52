//! 照片维护: every upload is checked and kept as a version; the newest one counts. Of
//! old versions those stay that an application or a certificate is bound to.
//! Nothing else depends on it being saved again.

use domain::access::Verb;

use crate::{
    Actor, Backend, Error, Result,
    applications::load_for,
    ids, photo, records,
    store::{
        applications,
        photos::{self, PhotoRow},
    },
};

/// The photo in use.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: String,
    pub width: i64,
    pub height: i64,
    pub warnings: Vec<String>,
    pub created_at: String,
}

/// What became of an upload.
#[derive(Debug)]
pub enum Uploaded {
    Kept(Kept),
    /// The rules that failed, each with how to mend it.
    Refused(Vec<photo::Fault>),
}

impl From<PhotoRow> for Kept {
    fn from(row: PhotoRow) -> Kept {
        Kept {
            id: row.id,
            width: row.width,
            height: row.height,
            warnings: row.warnings.lines().map(str::to_owned).collect(),
            created_at: row.created_at,
        }
    }
}

/// Versions of a person that are kept though nothing is bound to them: more would be somebody filling the disk.
const KEPT: i64 = 10;

impl Backend {
    /// The photo in use.
    pub async fn photo(&self, actor: &Actor) -> Result<Option<Kept>> {
        let person = records::person(actor, Verb::KeepRecord)?;
        self.db.read(async move |tx| Ok(photos::newest(tx, &person).await?.map(Kept::from))).await
    }

    /// Checks an uploaded file and keeps it when no rule refuses it.
    pub async fn upload_photo(&self, actor: &Actor, bytes: Vec<u8>) -> Result<Uploaded> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let checked = self.looking.run(move |_| photo::check(&bytes, &photo::Policy::default())).await?;
        let checked = match checked {
            Ok(checked) => checked,
            Err(faults) => return Ok(Uploaded::Refused(faults)),
        };
        let warnings: Vec<String> = checked.warnings.iter().map(ToString::to_string).collect();
        let row = PhotoRow {
            id: ids::new(),
            person_id: person,
            width: i64::from(checked.width),
            height: i64::from(checked.height),
            sha256: checked.sha256,
            warnings: warnings.join("\n"),
            created_at: self.clock.now().to_string(),
        };
        let kept = Kept::from(row.clone());
        self.db
            .write(async move |tx| {
                let person = row.person_id.clone();
                photos::insert(tx, row, checked.jpeg).await?;
                photos::forget(tx, &person, KEPT).await?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(Uploaded::Kept(kept))
    }

    /// The image of one's own photo.
    pub async fn photo_jpeg(&self, actor: &Actor, id: &str) -> Result<Vec<u8>> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let photo = photos::jpeg(tx, &id).await?.filter(|photo| photo.person_id == person);
                Ok(photo.ok_or(Error::NotFound)?.jpeg)
            })
            .await
    }

    /// The photo bound to a submitted application, for whoever may see the application.
    pub async fn application_photo(&self, actor: &Actor, application: &str) -> Result<Vec<u8>> {
        let actor = actor.clone();
        let application = application.to_owned();
        self.db
            .read(async move |tx| {
                let loaded = load_for(tx, &actor, Verb::View, &application).await?;
                let bound = match applications::snapshot(tx, &application).await? {
                    Some(snapshot) => snapshot.photo_id,
                    None => photos::newest(tx, &loaded.row.person_id).await?.map(|row| row.id),
                };
                match bound {
                    Some(id) => Ok(photos::jpeg(tx, &id).await?.ok_or(Error::NotFound)?.jpeg),
                    None => Err(Error::NotFound),
                }
            })
            .await
    }
}
