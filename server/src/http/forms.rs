//! What the posts of all forms of the record and of an application have in common:
//! how a save is read, where a magnifier leads, what a page says of two texts.

use app::{
    ui::{
        conflict::{Difference, differences},
        field::Shown,
    },
    url,
};
use backend::{ids, records::Save};
use domain::{
    field::{Form, Kind},
    values::Values,
};

use super::{Fault, Member, Posted};

/// A save of `id` as it was posted. A page always sends its key; without one it is a page of its own.
pub fn save(posted: &Posted, form: &Form, id: &str) -> Save {
    let key = posted.get("key");
    Save {
        id: id.to_owned(),
        version: posted.get("version").parse().unwrap_or(0),
        key: if key.is_empty() { ids::new() } else { key.to_owned() },
        values: posted.values(form),
    }
}

/// Where the pressed magnifier leads; `back` is the page whose field it fills.
pub fn pick(posted: &Posted, form: &Form, owner: &str, back: &str) -> Option<String> {
    let field = form.field(posted.get("pick"))?;
    match field.kind {
        Kind::Pick(picker) => {
            let query = url::picking(picker, form.key, field.key, owner);
            Some(url::pick(&query, &url::at_field(back, field.key)))
        }
        _ => None,
    }
}

/// What was typed, as it would be stored, with its labels.
pub async fn typed(member: &Member, form: &'static Form, raw: &Values) -> Result<Shown, Fault> {
    let backend = &member.app.backend;
    let values = backend.tidied(&member.actor, form, raw).await?;
    let labels = backend.labels(&member.actor, form, &values).await?;
    Ok(Shown { values, labels, ..Default::default() })
}

/// Where the typed text differs from the stored one.
pub async fn between(
    member: &Member,
    form: &'static Form,
    mine: &Shown,
    stored: &Values,
) -> Result<Vec<Difference>, Fault> {
    let labels = member.app.backend.labels(&member.actor, form, stored).await?;
    Ok(differences(form, (&mine.values, &mine.labels), (stored, &labels)))
}
